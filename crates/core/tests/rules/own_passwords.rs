//! The password of one's own: set, changed and removed by who is signed in, and what becomes of what the old one began.

use crate::story::{World, check, race};

/// Ada has a password and is signed in on the web.
const IN: &str = "new ada A password; web signs-in A code; web tries first right";

/// The same without a password.
const IN_WITHOUT: &str = "new ada A; web signs-in A code; web tries first right";

/// Ada's app is at the second factor, behind her password.
const AT_SECOND: &str = "new ada A B password; ada sets B second; web signs-in A code; web tries first right; web asks second; web tries second right; app signs-in A password:right; app asks second";

const STEP_UP: &str = "refused: StepUpNeeded(level: First, after_minutes: 10)";

#[test]
fn who_has_no_password_sets_one_without() {
    check(&format!("{IN_WITHOUT}; web changes-password"), "password");
    check(
        &format!("{IN_WITHOUT}; web changes-password password:wrong"),
        "password",
    );
    check(
        &format!("{IN_WITHOUT}; web changes-password; app signs-in A password:right"),
        "complete, s2",
    );
}

#[test]
fn who_has_a_password_gives_it() {
    check(
        &format!("{IN}; web changes-password password:right"),
        "password",
    );
    check(
        &format!("{IN}; web removes-password password:right"),
        "no password",
    );
    check(
        &format!("{IN}; web removes-password"),
        "refused: CurrentPasswordMissing",
    );
    for step in ["changes-password", "removes-password"] {
        check(
            &format!("{IN}; web {step} password:wrong"),
            "refused: CurrentPasswordIncorrect",
        );
    }
}

#[test]
fn who_forgot_it_sets_another_by_fresh_factors_where_those_are_asked_for() {
    check(&format!("{IN}; web changes-password"), "password");
    check(&format!("{IN}; +10m; web changes-password"), STEP_UP);
    check(
        &format!(
            "{IN}; +10m; web steps-up; web asks up-first; web tries up-first right; web changes-password"
        ),
        "password",
    );
    check(
        &format!("{IN}; ada adds B verified second; web changes-password"),
        "refused: StepUpNeeded(level: Second, after_minutes: 10)",
    );
    // Where nothing is asked for again, whoever finds a session open would set one.
    check(
        &format!("{IN}; policy window none; web changes-password"),
        "refused: CurrentPasswordMissing",
    );
    check(
        &format!("{IN_WITHOUT}; policy window none; web changes-password"),
        "password",
    );
}

#[test]
fn a_new_password_is_another_one() {
    check(
        &format!("{IN}; web changes-password password:right same"),
        "refused: PasswordUnchanged",
    );
    // Only who knows the current one is told that it is.
    check(
        &format!("{IN}; web changes-password password:wrong same"),
        "refused: CurrentPasswordIncorrect",
    );
}

#[test]
fn passwords_that_are_off_are_neither_set_nor_removed() {
    for step in ["changes-password", "removes-password"] {
        for person in [IN, IN_WITHOUT] {
            check(
                &format!("{person}; policy password off; web {step} password:right"),
                "refused: PasswordsOff",
            );
        }
    }
}

#[test]
fn both_take_fresh_factors() {
    for step in ["changes-password", "removes-password"] {
        let stale = format!("{IN}; +10m");
        check(&format!("{stale}; web {step} password:right"), STEP_UP);
        // And no guess at the password is judged before.
        check(
            &format!("{stale}; web {step} password:wrong; web shows"),
            "s1 last; complete; phone_code proven verified after 1 for 0s; knows ada, failures 0",
        );
        check(
            &format!("{IN}; ada adds B verified second; web {step} password:right"),
            "refused: StepUpNeeded(level: Second, after_minutes: 10)",
        );
    }
    check(
        &format!(
            "{IN}; +10m; web steps-up; web tries up-first password:right; web changes-password password:right"
        ),
        "password",
    );
}

#[test]
fn other_sessions_end_when_asked_to_and_this_one_never() {
    let two = format!("{IN}; app signs-in A password:right");
    check(
        &format!("{two}; web changes-password password:right sign-out; sessions"),
        "s1 active, s2 revoked",
    );
    check(
        &format!("{two}; web changes-password password:right; sessions"),
        "s1 active, s2 active",
    );
    for refused in ["password:wrong sign-out", "password:right same sign-out"] {
        check(
            &format!("{two}; web changes-password {refused}; sessions"),
            "s1 active, s2 active",
        );
    }
    check(
        &format!(
            "policy multiple; new bob B; {two}; web signs-in B code; web tries first right; web changes-password sign-out; sessions"
        ),
        "s1 active, s2 active, s3 active",
    );
}

#[test]
fn a_session_that_began_meanwhile_ends_too() {
    let mut world = World::new();
    world.tell(IN);
    let change = "web changes-password password:right sign-out";
    world.race("app signs-in A password:right", change);
    assert_eq!(world.step("sessions"), "s1 active, s2 revoked");
    race(
        IN,
        change,
        "app signs-in A password:right",
        "password / again: complete, s2",
    );
}

#[test]
fn who_is_signed_out_meanwhile_changes_nothing() {
    for step in ["changes-password", "removes-password"] {
        race(
            &format!("{IN}; app signs-in A password:right"),
            "app revokes s1",
            &format!("web {step} password:right"),
            "s1 revoked / again: signed out",
        );
    }
}

#[test]
fn a_wrong_password_counts_as_one_at_sign_in_does() {
    for step in ["changes-password", "removes-password"] {
        let wrong = format!("web {step} password:wrong; +10s; ");
        let tried = format!("policy window none; {IN}; {}", wrong.repeat(3));
        check(
            &format!("{tried}; web shows"),
            "s1 last; complete; phone_code proven verified after 1 for 570s; knows ada, failures 3",
        );
        // A known device spends its own budget, not that of strangers.
        check(&format!("{tried}; show ada"), "A verified primary");
        let spent = format!("policy window none; {IN}; {}", wrong.repeat(100));
        check(
            &format!("{spent}; web {step} password:right"),
            "refused: Locked",
        );
        check(
            &format!("{spent}; web steps-up; web tries up-first password:right"),
            "refused: Locked",
        );
        check(
            &format!("{spent}; unlock ada; web changes-password password:right"),
            "password",
        );
    }
}

#[test]
fn parallel_wrong_passwords_get_no_free_guess() {
    race(
        &format!(
            "policy window none; {IN}; {}",
            "web changes-password password:wrong; +10s; ".repeat(99)
        ),
        "web changes-password password:wrong",
        "web removes-password password:right",
        "refused: CurrentPasswordIncorrect / again: refused: Locked",
    );
}

#[test]
fn a_right_password_gives_the_device_its_tries_back() {
    let tried = format!("{IN}; web changes-password password:wrong");
    check(
        &format!("{tried}; web changes-password password:right; web shows"),
        "s1 last; complete; phone_code proven verified after 1 for 600s; knows ada, failures 0",
    );
    // With two factors it proves half of it.
    let tried = "new ada A B password; ada sets B second; web signs-in A code; web tries first right; web asks second; web tries second right; web changes-password password:wrong; web changes-password password:right";
    check(
        &format!("{tried}; web shows"),
        "s1 last; complete; phone_code proven verified after 1 for 600s; phone_code proven verified after 1 for 600s; knows ada, failures 1",
    );
}

#[test]
fn the_locked_are_refused() {
    for step in ["changes-password", "removes-password"] {
        for person in [IN, IN_WITHOUT] {
            check(
                &format!("{person}; lock ada; web {step} password:right"),
                "refused: Locked",
            );
        }
    }
    check(
        &format!("{IN}; ban ada; web changes-password password:right"),
        "signed out",
    );
}

#[test]
fn tries_are_limited_as_those_at_sign_in_are() {
    let often = format!(
        "policy tries-client 2; {IN}; +10s; web changes-password password:wrong; web removes-password password:wrong"
    );
    for step in ["changes-password", "removes-password"] {
        check(
            &format!("{often}; web {step} password:right"),
            "refused: TooManyRequests(retry_after_ms: 10000)",
        );
    }
    check(
        &format!("{often}; web steps-up; web tries up-first password:right"),
        "refused: TooManyRequests(retry_after_ms: 10000)",
    );
    check(
        &format!("{often}; +10s; web changes-password password:right"),
        "password",
    );
    // What was not compared does not count.
    check(
        &format!(
            "policy tries-client 1; {IN}; +10m; web changes-password password:right; web changes-password password:right"
        ),
        STEP_UP,
    );
    check(
        "policy tries-client 1; new ada Test password; web signs-in Test code; web tries first right; web changes-password password:wrong; web changes-password password:right",
        "password",
    );
}

#[test]
fn a_password_is_removed_while_a_proven_number_is_left() {
    check(
        "new ada username:ada1 password; token ada 60s; web signs-in ticket:t1; web removes-password password:right",
        "refused: LastIdentificationDeleted",
    );
    check(
        "new ada A reserved username:ada1 password; token ada 60s; web signs-in ticket:t1; web removes-password password:right",
        "refused: LastIdentificationDeleted",
    );
    check(
        "policy username optional; new ada A username:ada1 password; ada sets A second; web signs-in name:ada1 password:right; web asks second; web tries second right; web removes-password password:right",
        "refused: LastIdentificationDeleted",
    );
    check(
        &format!("{IN_WITHOUT}; web removes-password password:right"),
        "refused: NoPassword",
    );
    check(
        &format!("{IN}; policy password required; web removes-password password:right"),
        "refused: PasswordRequired",
    );
    check(
        &format!("{IN}; policy password required; web changes-password password:right"),
        "password",
    );
}

#[test]
fn password_and_last_number_are_not_removed_at_once() {
    let named = "policy username optional; policy phone optional; new ada A username:ada1 password; web signs-in A code; web tries first right";
    race(
        named,
        "web removes-password password:right",
        "web removes-own A",
        "no password / again: refused: LastIdentificationDeleted",
    );
    race(
        named,
        "web removes-own A",
        "web removes-password password:right",
        "no number / again: refused: LastIdentificationDeleted",
    );
}

#[test]
fn a_sign_in_ends_with_the_password_that_began_it() {
    for change in [
        "web changes-password password:right",
        "web changes-password password:right sign-out",
        "web removes-password password:right",
        "web removes-password password:right; +1h; ada updates password:new",
        "ada updates password:new",
        "-1h; ada updates password:new",
    ] {
        let changed = format!("{AT_SECOND}; {change}");
        check(
            &format!("{changed}; app tries second right"),
            "refused: SignInNotFound",
        );
        check(
            &format!("{changed}; +30s; app asks second"),
            "refused: SignInNotFound",
        );
        check(
            &format!("{changed}; app signs-in A code; app tries first right"),
            "needs_second_factor [B first]",
        );
    }
    check(
        &format!("{AT_SECOND}; app tries second right"),
        "complete, s2",
    );
    check(
        &format!("{AT_SECOND}; ada updates first:Ada; app tries second right"),
        "complete, s2",
    );
    race(
        AT_SECOND,
        "web changes-password password:right",
        "app tries second right",
        "password / again: refused: SignInNotFound",
    );
}

#[test]
fn a_sign_in_that_a_code_began_goes_on() {
    let by_code = "new ada A B password; ada sets B second; app signs-in A code; app tries first right; app asks second";
    check(
        &format!("{by_code}; ada updates password:new; app tries second right"),
        "complete, s1",
    );
    // As does one whose password was proven after the change.
    check(
        "new ada A B password; ada sets B second; app signs-in A; ada updates password:new; app tries first password:right; app asks second; app tries second right",
        "complete, s1",
    );
}
