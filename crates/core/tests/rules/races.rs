//! Two at the same moment: the second one decides anew on what the first one left.

use crate::story::race;

const TAKEN: &str = "refused: IdentifierTaken(param: phone_number)";

#[test]
fn one_of_two_gets_a_number() {
    let two = "new ada A unverified; new bob A unverified";
    race(
        two,
        "ada sets A verified",
        "bob sets A verified",
        &format!("A verified primary / again: {TAKEN}"),
    );
    race(
        "new ada; new bob",
        "ada adds A verified",
        "bob adds A",
        &format!("A verified primary / again: {TAKEN}"),
    );
    race(
        "new ada B",
        "ada replaces A reserved",
        "new bob A",
        &format!("A reserved primary / again: {TAKEN}"),
    );
    race(
        "",
        "new ada A",
        "new bob A unverified",
        &format!("A verified primary / again: {TAKEN}"),
    );
}

#[test]
fn one_of_two_proves_a_number() {
    race(
        "new ada A unverified; new bob A unverified; ada prepares A; bob prepares A",
        "ada tries A right",
        "bob tries A right",
        &format!("verified after 1 / again: {TAKEN}"),
    );
}

#[test]
fn one_of_two_gets_a_name() {
    race(
        "new ada A; new bob B",
        "ada updates username:lovelace",
        "bob updates username:LoveLace",
        "A verified primary / again: refused: IdentifierTaken(param: username)",
    );
    race(
        "",
        "new ada external:1",
        "new bob external:1",
        "no number / again: refused: ExternalIdTaken",
    );
    race(
        "",
        "new ada email:a@b.c",
        "new bob email:a@b.c",
        "no number / again: refused: IdentifierTaken(param: email_address)",
    );
}

#[test]
fn one_of_two_identifications_stays() {
    race(
        "new ada A B",
        "ada removes A",
        "ada removes B",
        "B verified primary / again: refused: LastIdentificationDeleted",
    );
    race(
        "new ada A B",
        "ada removes A",
        "ada sets B second",
        "B verified primary / again: refused: LastIdentificationAsSecondFactor",
    );
}

#[test]
fn a_code_proves_nothing_that_was_changed_meanwhile() {
    race(
        "new ada A; ada prepares A",
        "ada sets A unverified",
        "ada tries A right",
        "A unverified primary / again: verified after 1",
    );
    let taken = format!("A verified primary / again: {TAKEN}");
    race(
        "new ada A unverified; new bob A unverified; ada prepares A",
        "bob sets A verified",
        "ada tries A right",
        &taken,
    );
    race(
        "new ada A B; ada prepares A",
        "ada removes A",
        "ada tries A right",
        "B verified primary / again: refused: NumberNotFound",
    );
    race(
        "new ada A; ada prepares A",
        "delete ada",
        "ada tries A right",
        "nobody / again: nobody",
    );
}

#[test]
fn a_code_is_not_accepted_behind_a_lock() {
    race(
        "new ada A; ada prepares A",
        "lock ada",
        "ada tries A right",
        "A verified primary; locked / again: failed after 0",
    );
    race(
        "new ada A; ada prepares A",
        "lock ada",
        "ada tries A wrong",
        "A verified primary; locked / again: failed after 0",
    );
}

#[test]
fn a_code_is_not_accepted_behind_a_spent_budget() {
    race(
        "new ada A unverified; new bob A unverified; bob prepares A; bob fails A 95; +2h; bob prepares A; ada prepares A; bob fails A 4",
        "bob tries A wrong",
        "ada tries A right",
        "failed after 5 / again: failed after 0",
    );
}

#[test]
fn a_code_is_not_accepted_behind_a_resend() {
    let sent = "new ada A unverified; ada prepares A; +1m";
    race(
        sent,
        "ada prepares A",
        "ada tries A right on code1",
        "code2 to A / again: expired after 0",
    );
    race(
        sent,
        "ada tries A right",
        "ada prepares A",
        "verified after 1 / again: code2 to A",
    );
    race(
        sent,
        "ada tries A wrong",
        "ada prepares A",
        "unverified after 1 / again: code2 to A",
    );
}

#[test]
fn one_of_two_codes_goes_out() {
    race(
        "new ada A",
        "ada prepares A",
        "ada prepares A",
        "code1 to A / again: refused: TooSoon(retry_after_ms: 30000)",
    );
    race(
        "new ada Test",
        "ada prepares Test",
        "ada prepares Test",
        "code1 to Test / again: code2 to Test",
    );
}

#[test]
fn the_last_text_of_the_day_goes_to_one_of_two_accounts() {
    race(
        "policy cap 1; new ada A unverified; new bob A unverified",
        "ada prepares A",
        "bob prepares A",
        "code1 to A / again: refused: TooManySends(retry_after_ms: 86400000)",
    );
}

#[test]
fn no_text_goes_to_a_number_that_somebody_else_got_meanwhile() {
    let two = "new ada A unverified; new bob A unverified";
    race(
        two,
        "bob sets A verified",
        "ada prepares A",
        &format!("A verified primary / again: {TAKEN}"),
    );
}

#[test]
fn no_text_goes_to_a_number_whose_budget_was_spent_meanwhile() {
    race(
        "new ada A unverified; new bob A unverified; bob prepares A; bob fails A 99",
        "bob tries A wrong",
        "ada prepares A",
        "failed after 5 / again: refused: Locked",
    );
}

#[test]
fn no_session_begins_behind_a_ban_and_none_survives_it() {
    race(
        "new ada A",
        "ban ada",
        "session ada",
        "A verified primary; banned / again: refused: Banned",
    );
    race(
        "new ada A",
        "session ada",
        "ban ada",
        "s1 active / A verified primary; banned",
    );
}

#[test]
fn no_session_survives_a_sign_out_that_it_raced() {
    race(
        "new ada A",
        "ada updates password:new sign-out",
        "session ada",
        "A verified primary / again: s1 active",
    );
    race(
        "new ada A",
        "session ada",
        "ada updates password:new sign-out",
        "s1 active / A verified primary",
    );
}

#[test]
fn a_ban_that_an_unban_overtook_is_a_ban_all_the_same() {
    race(
        "new ada A banned",
        "unban ada",
        "ban ada",
        "A verified primary / again: A verified primary; banned",
    );
}

#[test]
fn an_unlock_judges_the_numbers_that_the_user_has() {
    race(
        "new ada A B",
        "ada removes A",
        "unlock ada",
        "B verified primary / again: B verified primary",
    );
}

#[test]
fn nothing_is_made_for_a_user_who_was_deleted_meanwhile() {
    for step in [
        "session ada",
        "token ada 60s",
        "ada prepares A",
        "ada adds B",
        "ban ada",
        "unlock ada",
    ] {
        race("new ada A", "delete ada", step, "nobody / again: nobody");
    }
}

#[test]
fn one_of_two_revocations_is_the_one() {
    race(
        "new ada A; token ada 60s",
        "revoke t1",
        "revoke t1",
        "t1 revoked / again: refused: SignInTokenNotPending(status: Revoked)",
    );
    race(
        "new ada A; session ada",
        "revoke s1",
        "revoke s1",
        "s1 revoked / again: s1 revoked",
    );
    race(
        "new ada A; session ada",
        "ban ada",
        "revoke s1",
        "A verified primary; banned / again: s1 revoked",
    );
}

#[test]
fn two_changes_of_settings_are_both_kept() {
    race(
        "",
        "instance blocked:NL",
        "instance test-mode:off",
        "v2 test-mode unset, blocked [NL], origins unset / again: v3 test-mode off, blocked [NL], origins unset",
    );
}

#[test]
fn wrong_passwords_at_the_same_moment_all_count() {
    race(
        "new ada A password",
        "ada enters wrong",
        "ada enters wrong",
        "refused: IncorrectPassword / again: refused: IncorrectPassword",
    );
}
