//! Numbers: added, changed, replaced, taken.

use crate::story::check;

const TAKEN: &str = "refused: IdentifierTaken(param: phone_number)";

#[test]
fn a_number_that_somebody_holds_is_taken() {
    for standing in ["verified", "reserved"] {
        let held = format!("new ada A {standing}; new bob B");
        check(&format!("{held}; bob adds A"), TAKEN);
        check(&format!("{held}; bob adds A verified"), TAKEN);
        check(&format!("{held}; bob replaces A unverified"), TAKEN);
        check(&format!("{held}; new cy A"), TAKEN);
        check(&format!("{held}; new cy A unverified"), TAKEN);
    }
}

#[test]
fn an_unverified_number_is_nobodys() {
    check("new ada A unverified; holder A", "nobody");
    check(
        "new ada A unverified; new bob B; bob adds A",
        "B verified primary, A unverified",
    );
    check(
        "new ada A unverified; new bob B; bob adds A verified; holder A",
        "bob",
    );
}

#[test]
fn the_unverified_copy_of_another_stays_but_cannot_be_verified_any_more() {
    let held = "new bob A unverified; bob prepares A; new ada A";
    check(&format!("{held}; show bob"), "A unverified primary");
    check(&format!("{held}; bob sets A verified"), TAKEN);
    check(&format!("{held}; bob tries A right"), TAKEN);
    check(&format!("{held}; +1d; bob prepares A"), TAKEN);
}

#[test]
fn a_number_that_is_let_go_can_be_had_again() {
    check(
        "new bob A unverified; new ada A B; ada removes A; bob sets A verified",
        "A verified primary",
    );
    check(
        "new bob A unverified; new ada A; ada sets A unverified; bob sets A verified",
        "A verified primary",
    );
    check(
        "new bob A unverified; new ada A; delete ada; bob sets A verified",
        "A verified primary",
    );
}

#[test]
fn a_user_has_a_number_once() {
    check("new ada A; ada adds A", TAKEN);
    check("new ada A unverified; ada adds A verified", TAKEN);
    check("new ada A A", TAKEN);
}

#[test]
fn a_user_has_a_hundred_numbers_at_most() {
    let mut world = crate::story::World::new();
    world.tell("new ada username:lovelace");
    for line in 0..100 {
        let number = format!("+14155{line:06}");
        assert_eq!(world.add("ada", &number), None);
    }
    assert_eq!(
        world.add("ada", "+14152671065"),
        Some("refused: TooManyNumbers".to_owned())
    );
}

#[test]
fn verified_true_is_the_backends_word() {
    check(
        "new ada A unverified; ada sets A verified",
        "A verified primary",
    );
    check(
        "new ada A reserved; ada sets A verified",
        "A verified primary",
    );
    check(
        "new ada A unverified; ada prepares A; ada tries A right; ada sets A verified",
        "A proven primary",
    );
}

#[test]
fn verified_false_takes_the_proof_and_lets_the_number_go() {
    check("new ada A; ada sets A unverified", "A unverified primary");
    check("new ada A; ada sets A unverified; holder A", "nobody");
    check(
        "new ada A unverified; ada prepares A; ada tries A right; ada sets A unverified",
        "A unverified primary",
    );
}

#[test]
fn verified_false_leaves_a_reservation() {
    check(
        "new ada A reserved; ada sets A unverified",
        "A reserved primary",
    );
}

#[test]
fn nothing_given_changes_nothing() {
    check("new ada A B; ada sets A", "A verified primary, B verified");
}

#[test]
fn verified_false_and_second_factor_true_contradict_each_other() {
    check(
        "new ada A B; ada sets B unverified second",
        "refused: UpdateSecondFactorUnverified",
    );
    check(
        "new ada A B; ada sets B unverified second; show ada",
        "A verified primary, B verified",
    );
}

#[test]
fn a_code_proves_an_unverified_number_and_leaves_a_verified_one_as_it_is() {
    check(
        "new ada A unverified; ada prepares A; ada tries A right; show ada",
        "A proven primary",
    );
    check(
        "new ada A reserved; ada prepares A; ada tries A right; show ada",
        "A proven primary",
    );
    check(
        "new ada A; ada prepares A; ada tries A right; show ada",
        "A verified primary",
    );
}

#[test]
fn replace_leaves_one_number_the_primary_and_no_second_factor() {
    check(
        "new ada A B C; ada sets C second; ada replaces D verified",
        "D verified primary",
    );
    check("new ada A B; ada replaces D reserved", "D reserved primary");
    check(
        "new ada A B; ada replaces D unverified",
        "D unverified primary",
    );
    check("new ada; ada replaces D verified", "D verified primary");
}

#[test]
fn replace_takes_a_number_that_the_user_has_already() {
    check("new ada A B; ada replaces B verified", "B verified primary");
    check("new ada A B; ada replaces A unverified; holder A", "nobody");
}

#[test]
fn replace_kills_the_codes_of_the_old_numbers() {
    check(
        "new ada A unverified; ada prepares A; ada replaces A unverified; ada tries A right on code1",
        "refused: VerificationNotFound",
    );
}

#[test]
fn a_reservation_is_held_without_proof() {
    check("new ada A reserved; holder A", "ada");
    check("new ada B; ada replaces A reserved; holder A", "ada");
}

#[test]
fn the_last_identification_is_never_deleted() {
    check(
        "new ada A; ada removes A",
        "refused: LastIdentificationDeleted",
    );
    check("new ada A username:lovelace; ada removes A", "no number");
    check("new ada A email:a@b.c; ada removes A", "no number");
    check("new ada A B unverified; ada removes A", "B unverified");
}

#[test]
fn a_number_that_is_not_there_is_not_found() {
    check("new ada A; ada removes B", "refused: NumberNotFound");
    check("new ada A; ada sets B verified", "refused: NumberNotFound");
    check("new ada A; ada prepares B", "refused: NumberNotFound");
    check("new ada A; ada tries B 123456", "refused: NumberNotFound");
    check(
        "new ada A; ada tries A 123456",
        "refused: VerificationNotFound",
    );
}
