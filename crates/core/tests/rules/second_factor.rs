//! Second factors: verified, never all there is, exactly one default.

use crate::story::check;

#[test]
fn a_second_factor_needs_a_verified_number() {
    check(
        "new ada B; ada adds A second",
        "refused: CreateSecondFactorUnverified",
    );
    check(
        "new ada B A unverified; ada sets A second",
        "refused: UpdateSecondFactorUnverified",
    );
    check(
        "new ada B A reserved; ada sets A second",
        "refused: UpdateSecondFactorUnverified",
    );
    check(
        "new ada B A unverified; ada sets A verified second",
        "B verified primary, A verified default",
    );
}

#[test]
fn the_first_second_factor_becomes_the_default_and_stays_it() {
    check(
        "new ada A; ada adds B verified second",
        "A verified primary, B verified default",
    );
    check(
        "new ada A B C; ada sets C second; ada sets B second",
        "A verified primary, B verified second, C verified default",
    );
}

#[test]
fn the_oldest_second_factor_left_becomes_the_default() {
    let three = "new ada A B C D; ada sets D second; ada sets C second; ada sets B second";
    check(
        &format!("{three}; ada removes D"),
        "A verified primary, B verified default, C verified second",
    );
    check(
        &format!("{three}; ada sets D not-second"),
        "A verified primary, B verified default, C verified second, D verified",
    );
}

#[test]
fn the_last_identification_cannot_become_a_second_factor() {
    check(
        "new ada A; ada sets A second",
        "refused: LastIdentificationAsSecondFactor",
    );
    check(
        "new ada; ada adds A verified second",
        "refused: LastIdentificationAsSecondFactor",
    );
    check(
        "new ada A B; ada sets A second; ada sets B second",
        "refused: LastIdentificationAsSecondFactor",
    );
    check(
        "new ada A username:lovelace; ada sets A second",
        "A verified primary default",
    );
    check(
        "new ada A email:a@b.c; ada sets A second",
        "A verified primary default",
    );
}

#[test]
fn the_last_identification_that_is_no_second_factor_stays() {
    check(
        "new ada A B; ada sets B second; ada removes A",
        "refused: LastIdentificationDeleted",
    );
    check(
        "new ada A username:lovelace; ada sets A second; ada updates -username",
        "refused: LastIdentificationDeleted",
    );
    check(
        "new ada A B username:lovelace; ada sets A second; ada updates -username",
        "A verified primary default, B verified",
    );
}

#[test]
fn a_second_factor_cannot_lose_its_proof() {
    let on = "new ada A B; ada sets B second";
    check(
        &format!("{on}; ada sets B unverified"),
        "refused: UpdateSecondFactorUnverified",
    );
    check(
        &format!("{on}; ada sets B unverified second"),
        "refused: UpdateSecondFactorUnverified",
    );
    check(
        &format!("{on}; ada sets B unverified not-second"),
        "A verified primary, B unverified",
    );
}

#[test]
fn two_factors_can_be_switched_off_at_once() {
    check(
        "new ada A B C; ada sets B second; ada sets C second; disable-mfa ada",
        "A verified primary, B verified, C verified",
    );
    check("new ada A; disable-mfa ada", "A verified primary");
}

#[test]
fn a_second_factor_can_be_removed_by_the_backend() {
    check(
        "new ada A B; ada sets B second; ada removes B",
        "A verified primary",
    );
}
