//! Users: made, changed, banned, locked, their metadata and passwords.

use crate::story::check;

#[test]
fn every_problem_of_a_new_user_is_told_at_once() {
    check(
        "new ada A username:lovelace external:1 email:a@b.c; new bob A username:LoveLace external:1 email:a@b.c",
        "refused: IdentifierTaken(param: phone_number) + IdentifierTaken(param: email_address) + IdentifierTaken(param: username) + ExternalIdTaken",
    );
    check(
        "new ada A; new bob A A",
        "refused: IdentifierTaken(param: phone_number)",
    );
}

#[test]
fn a_new_user_needs_an_identification_unless_none_is_wanted() {
    check("new ada identified", "refused: NoIdentification");
    check("new ada identified external:1", "refused: NoIdentification");
    check("new ada identified username:lovelace", "no number");
    check("new ada", "no number");
}

#[test]
fn numbers_of_a_new_user_keep_their_order_and_the_first_is_primary() {
    check(
        "new ada D B unverified C A reserved",
        "D verified primary, B unverified, C verified, A reserved",
    );
}

#[test]
fn a_new_user_may_begin_banned_or_locked() {
    check(
        "new ada A banned locked",
        "A verified primary; banned, locked",
    );
}

#[test]
fn names_are_unique_and_a_user_may_keep_their_own() {
    let taken = "refused: IdentifierTaken(param: username)";
    check(
        "new ada username:lovelace; new bob B; bob updates username:LOVELACE",
        taken,
    );
    check(
        "new ada username:lovelace; ada updates username:LoveLace",
        "no number",
    );
    check(
        "new ada A external:1; new bob B; bob updates external:1",
        "refused: ExternalIdTaken",
    );
    check(
        "new ada A external:1; ada updates external:1",
        "A verified primary",
    );
}

#[test]
fn the_last_name_of_a_nameless_user_stays() {
    check(
        "new ada username:lovelace; ada updates -username",
        "refused: LastIdentificationDeleted",
    );
    check(
        "new ada A username:lovelace; ada updates -username",
        "A verified primary",
    );
    check("new ada; ada updates -username", "no number");
}

#[test]
fn metadata_merges_into_objects_and_null_takes_away() {
    check(
        r#"new ada; ada merges public {"a":{"b":1},"c":2}; ada merges public {"a":{"d":3},"c":null}"#,
        r#"public {"a":{"b":1,"d":3}}, private {}, unsafe {}"#,
    );
}

#[test]
fn metadata_is_replaced_kind_by_kind() {
    check(
        r#"new ada; ada merges public {"a":1}; ada merges private {"b":1}; ada replaces-metadata private {"c":null}"#,
        r#"public {"a":1}, private {"c":null}, unsafe {}"#,
    );
}

#[test]
fn metadata_has_room_for_8_kib_after_the_merge() {
    let value = |length| "x".repeat(length);
    // {"a":"…"} is eight bytes around the value.
    let fits = format!(
        r#"new ada; ada merges unsafe {{"a":"{}"}}; show ada"#,
        value(8_184)
    );
    check(&fits, "no number");
    let too_large = "refused: MetadataTooLarge(param: unsafe_metadata)";
    check(
        &format!(r#"new ada; ada merges unsafe {{"a":"{}"}}"#, value(8_185)),
        too_large,
    );
    let half = format!(r#"ada merges unsafe {{"a":"{}"}}"#, value(5_000));
    let other_half = format!(r#"ada merges unsafe {{"b":"{}"}}"#, value(5_000));
    check(&format!("new ada; {half}; {other_half}"), too_large);
    check(&format!("new ada; {half}; {half}; show ada"), "no number");
}

#[test]
fn a_ban_ends_every_session() {
    let banned = "new ada A; new bob B; session ada; session ada; session bob; ban ada";
    check(banned, "A verified primary; banned");
    check(
        &format!("{banned}; sessions"),
        "s1 revoked, s2 revoked, s3 active",
    );
    check(
        &format!("{banned}; unban ada; sessions"),
        "s1 revoked, s2 revoked, s3 active",
    );
}

#[test]
fn a_lock_spares_sessions() {
    check("new ada A; session ada; lock ada; sessions", "s1 active");
}

#[test]
fn a_new_password_ends_sessions_when_asked_to() {
    let signed_in = "new ada A; session ada";
    check(
        &format!("{signed_in}; ada updates password:new sign-out; sessions"),
        "s1 revoked",
    );
    check(
        &format!("{signed_in}; ada updates password:new; sessions"),
        "s1 active",
    );
    check(
        &format!("{signed_in}; ada updates sign-out; sessions"),
        "s1 active",
    );
}

#[test]
fn standing_that_is_already_so_is_no_change() {
    check("new ada A banned; ban ada", "A verified primary; banned");
    check("new ada A; unban ada", "A verified primary");
    check("new ada A locked; lock ada", "A verified primary; locked");
    check("new ada A; unlock ada", "A verified primary");
}

#[test]
fn wrong_passwords_are_counted_and_a_right_one_ends_the_run() {
    let wrong = "new ada A password; ada enters wrong; ada enters wrong";
    check(wrong, "refused: IncorrectPassword");
    check(
        &format!("{wrong}; show ada"),
        "A verified primary; failures 2",
    );
    check(&format!("{wrong}; ada enters right"), "right");
    check(
        &format!("{wrong}; ada enters right; show ada"),
        "A verified primary",
    );
}

#[test]
fn a_hundred_wrong_passwords_lock_the_account() {
    let wrong = "ada enters wrong; ".repeat(100);
    let locked = format!("new ada A password; {wrong}");
    check(
        &format!("{locked} show ada"),
        "A verified primary; locked, failures 100",
    );
    check(&format!("{locked} ada enters right"), "refused: Locked");
    check(&format!("{locked} unlock ada; ada enters right"), "right");
}

#[test]
fn an_account_without_a_password_has_none_to_enter() {
    check("new ada A; ada enters right", "refused: NoPassword");
}

#[test]
fn a_deleted_user_leaves_nothing() {
    check(
        "new ada A; session ada; token ada 60s; delete ada",
        "nobody",
    );
    check("new ada A; session ada; delete ada; sessions", "s1 gone");
    check("new ada A; delete ada; holder A", "nobody");
}
