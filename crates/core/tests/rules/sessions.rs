//! Sessions and sign-in tokens.

use crate::story::check;

#[test]
fn a_session_without_questions_is_for_development_only() {
    check("new ada A; session ada", "s1 active");
    check(
        "policy production; new ada A; session ada",
        "refused: NotInProduction",
    );
}

#[test]
fn the_banned_get_no_session_and_the_locked_do() {
    check("new ada A banned; session ada", "refused: Banned");
    check("new ada A; ban ada; unban ada; session ada", "s1 active");
    check("new ada A locked; session ada", "s1 active");
}

#[test]
fn a_session_ends_by_itself_at_its_deadline() {
    check(
        "new ada A; session ada; +6d23h59m59s999ms; sessions",
        "s1 active",
    );
    check("new ada A; session ada; +7d; sessions", "s1 expired");
    check("new ada A; session ada; +30d; sessions", "s1 abandoned");
}

#[test]
fn a_session_is_revoked_once_and_again_changes_nothing() {
    check("new ada A; session ada; revoke s1", "s1 revoked");
    check(
        "new ada A; session ada; revoke s1; +1m; revoke s1",
        "s1 revoked",
    );
    check("new ada A; session ada; +7d; revoke s1", "s1 expired");
}

#[test]
fn a_sign_in_token_is_taken_back_once() {
    check("new ada A; token ada 60s", "t1 pending");
    check("new ada A; token ada 60s; revoke t1", "t1 revoked");
    check(
        "new ada A; token ada 60s; revoke t1; revoke t1",
        "refused: SignInTokenNotPending(status: Revoked)",
    );
}
