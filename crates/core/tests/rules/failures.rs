//! Failure budgets: a hundred consecutive wrong tries, whatever is sent in between (S4).

use crate::story::{check, race};

#[test]
fn s4_a_hundred_consecutive_failures_lock_the_account() {
    check(
        "new ada A unverified; ada prepares A; ada fails A 99; show ada",
        "A unverified primary; failures 99",
    );
    let locked = "new ada A unverified; ada prepares A; ada fails A 100";
    check(
        &format!("{locked}; show ada"),
        "A unverified primary; locked, failures 100",
    );
    check(&format!("{locked}; +1d; ada prepares A"), "refused: Locked");
}

#[test]
fn s4_the_right_code_comes_too_late_after_a_hundred_failures() {
    check(
        "new ada A unverified B unverified; ada prepares A; ada fails A 99; ada prepares B; ada tries A wrong; ada tries B right",
        "failed after 0",
    );
}

#[test]
fn s4_the_account_budget_counts_all_numbers_and_the_password() {
    check(
        "new ada A B password; ada prepares A; ada fails A 60; ada prepares B; ada fails B 39; ada enters wrong; show ada",
        "A verified primary, B verified; locked, failures 100",
    );
}

#[test]
fn s4_new_numbers_and_new_codes_give_no_failure_back() {
    check(
        "new ada A unverified; ada prepares A; ada fails A 99; ada replaces B unverified; ada prepares B; ada tries B wrong; show ada",
        "B unverified primary; locked, failures 100",
    );
}

#[test]
fn s4_a_number_has_its_own_budget_across_accounts() {
    let failed = "new ada A unverified; ada prepares A; ada fails A 60; new bob A unverified; bob prepares A; bob fails A 39";
    check(&format!("{failed}; failures A"), "99");
    check(
        &format!("{failed}; show bob"),
        "A unverified primary; failures 39",
    );
    let spent = format!("{failed}; bob tries A wrong");
    check(&format!("{spent}; failures A"), "100");
    check(&format!("{spent}; +1d; bob prepares A"), "refused: Locked");
    check(
        &format!("{spent}; +1d; new cy A unverified; cy prepares A"),
        "refused: Locked",
    );
}

#[test]
fn s4_a_spent_number_takes_no_code_even_one_sent_before() {
    check(
        "new ada A unverified; new bob A unverified; bob prepares A; bob fails A 95; +2h; bob prepares A; ada prepares A; bob fails A 5; ada tries A right",
        "failed after 0",
    );
}

#[test]
fn s4_a_deleted_account_leaves_the_budget_of_its_number_spent() {
    check(
        "new ada A unverified; ada prepares A; ada fails A 100; delete ada; +1d; new bob A; bob prepares A",
        "refused: Locked",
    );
}

#[test]
fn s4_a_right_code_ends_the_run_of_failures() {
    let right = "new ada A; ada prepares A; ada fails A 4; ada tries A right";
    check(&format!("{right}; show ada"), "A verified primary");
    check(&format!("{right}; failures A"), "0");
}

#[test]
fn s4_an_unlock_gives_both_budgets_back() {
    let unlocked = "new ada A; ada prepares A; ada fails A 100; unlock ada";
    check(&format!("{unlocked}; show ada"), "A verified primary");
    check(&format!("{unlocked}; failures A"), "0");
    check(&format!("{unlocked}; +1d; ada prepares A"), "code21 to A");
}

#[test]
fn s4_failures_at_the_same_moment_all_count() {
    race(
        "new ada A unverified; new bob A unverified; ada prepares A; bob prepares A",
        "ada tries A wrong",
        "bob tries A wrong",
        "unverified after 1 / again: unverified after 1",
    );
}

#[test]
fn a_lock_stops_right_codes_too() {
    check(
        "new ada A unverified; ada prepares A; lock ada; ada tries A right",
        "failed after 0",
    );
}
