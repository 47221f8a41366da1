//! The primary number.

use crate::story::check;

#[test]
fn the_first_number_becomes_primary_verified_or_not() {
    check("new ada; ada adds A", "A unverified primary");
    check(
        "new ada; ada adds A; ada adds B verified",
        "A unverified primary, B verified",
    );
    check("new ada A reserved B", "A reserved primary, B verified");
}

#[test]
fn another_number_becomes_primary_when_asked_to() {
    check(
        "new ada A; ada adds B primary",
        "A verified, B unverified primary",
    );
    check(
        "new ada A B unverified; ada sets B primary",
        "A verified, B unverified primary",
    );
}

#[test]
fn primary_false_changes_nothing() {
    check(
        "new ada A B; ada sets A not-primary",
        "A verified primary, B verified",
    );
    check(
        "new ada A B; ada sets B not-primary",
        "A verified primary, B verified",
    );
}

#[test]
fn when_the_primary_goes_the_oldest_verified_number_follows() {
    check(
        "new ada A B unverified C D; ada removes A",
        "B unverified, C verified primary, D verified",
    );
    check(
        "new ada A B unverified C reserved; ada removes A",
        "B unverified, C reserved",
    );
    check("new ada A B; ada removes B", "A verified primary");
}

#[test]
fn users_update_takes_a_verified_number_of_the_user_only() {
    check(
        "new ada A B; ada updates primary:B",
        "A verified, B verified primary",
    );
    check(
        "new ada A B unverified; ada updates primary:B",
        "refused: VerificationNeeded(param: primary_phone_number_id)",
    );
    let not_found = "refused: ReferenceNotFound(param: primary_phone_number_id)";
    check("new ada A; ada updates primary:B", not_found);
    check("new ada A; new bob B; ada updates primary:B", not_found);
}

#[test]
fn a_primary_number_that_loses_its_proof_stays_primary() {
    check("new ada A; ada sets A unverified", "A unverified primary");
}
