//! Step-ups: what is sensitive takes fresh factors, and how fresh they are.

use crate::story::{check, race};

const IN: &str = "new ada A B password; web signs-in A code; web tries first right";

const IN_WITH_TWO: &str = "new ada A B password; ada sets B second; web signs-in A code; web tries first right; web asks second; web tries second right";

const FIRST: &str = "refused: StepUpNeeded(level: First, after_minutes: 10)";

const SECOND: &str = "refused: StepUpNeeded(level: Second, after_minutes: 10)";

#[test]
fn what_is_sensitive_takes_fresh_factors() {
    for step in [
        "web adds-own C",
        "web removes-own B",
        "web sets-own B second",
        "web updates-me primary:B",
        "web updates-me username:ada1",
        "web updates-me -username",
        "web deletes-me",
        "web makes-backup-codes",
    ] {
        check(&format!("{IN}; +10m; {step}"), FIRST);
        check(
            &format!("{IN_WITH_TWO}; +10m; {step}"),
            if step.contains("B second") {
                "A verified primary, B verified default"
            } else {
                SECOND
            },
        );
    }
    check(
        &format!("{IN_WITH_TWO}; +10m; web sets-own B not-second"),
        SECOND,
    );
    let other = "app signs-in A password:right";
    check(&format!("{IN}; {other}; +10m; web revokes s2"), FIRST);
    check(&format!("{IN}; {other}; web revokes s2"), "s2 revoked");
}

#[test]
fn what_is_not_sensitive_takes_none() {
    check(
        &format!("{IN}; +10m; web updates-me first:Ada"),
        "A verified primary, B verified",
    );
    check(
        &format!("{IN}; web adds-own C; +10m; web asks own C"),
        "code2 to C",
    );
    check(
        &format!("{IN}; web adds-own C; +10m; web asks own C; web tries own C right"),
        "A verified primary, B verified, C proven",
    );
    check(
        &format!("{IN_WITH_TWO}; ada adds C verified second; +10m; web sets-own C default"),
        "A verified primary, B verified second, C verified default",
    );
}

#[test]
fn factors_are_fresh_until_the_deadline() {
    check(
        &format!("{IN}; +9m59s999ms; web updates-me primary:B"),
        "A verified, B verified primary",
    );
    check(&format!("{IN}; +10m; web updates-me primary:B"), FIRST);
    check(
        &format!("{IN_WITH_TWO}; +9m59s999ms; web updates-me primary:A"),
        "A verified primary, B verified default",
    );
    check(
        &format!("policy window 1h; {IN}; +59m59s999ms; web updates-me primary:B"),
        "A verified, B verified primary",
    );
    check(
        &format!("policy window 1h; {IN}; +1h; web updates-me primary:B"),
        "refused: StepUpNeeded(level: First, after_minutes: 60)",
    );
    check(
        &format!("policy window none; {IN}; +6d; web updates-me primary:B"),
        "A verified, B verified primary",
    );
}

#[test]
fn who_has_a_second_factor_is_asked_for_it() {
    let ticket = "new ada A B; ada sets B second; token ada 60s; web signs-in ticket:t1";
    check(&format!("{ticket}; web updates-me primary:A"), SECOND);
    check(
        &format!("{IN}; ada sets B second; web updates-me primary:A"),
        SECOND,
    );
    check(
        &format!("policy no second-factor; {IN}; ada sets B second; web updates-me primary:A"),
        "A verified primary, B verified default",
    );
}

#[test]
fn a_step_up_makes_factors_fresh() {
    let stale = format!("{IN}; +1h; web steps-up");
    check(&stale, "needs_first_factor [password, A first, B]");
    check(
        &format!("{stale}; web asks up-first; web tries up-first right; web updates-me primary:B"),
        "A verified, B verified primary",
    );
    check(
        &format!("{stale}; web tries up-first password:right; web updates-me primary:B"),
        "A verified, B verified primary",
    );
    check(
        &format!("{stale}; web tries up-first password:wrong; web updates-me primary:B"),
        FIRST,
    );
    let stale = format!("{IN_WITH_TWO}; +1h; web steps-up second");
    check(&stale, "needs_second_factor [B first]");
    check(
        &format!(
            "{stale}; web asks up-second; web tries up-second right; web updates-me primary:B"
        ),
        "A verified, B verified primary default",
    );
}

#[test]
fn a_first_factor_is_not_enough_for_who_has_a_second() {
    check(
        &format!(
            "{IN_WITH_TWO}; +1h; web steps-up first; web tries up-first password:right; web updates-me primary:B"
        ),
        SECOND,
    );
}

#[test]
fn both_are_asked_for_one_after_the_other() {
    let both = format!("{IN_WITH_TWO}; +1h; web steps-up multi");
    check(&both, "needs_first_factor [password, A first]");
    let half = format!("{both}; web tries up-first password:right");
    check(&half, "needs_second_factor [B first]");
    check(
        &format!("{half}; web asks up-second; web tries up-second right"),
        "complete",
    );
    check(
        &format!("{half}; web tries up-first password:right"),
        "refused: FactorNotWanted",
    );
}

#[test]
fn a_step_up_has_to_be_begun_and_is_over_when_complete() {
    check(
        &format!("{IN}; web tries up-first password:right"),
        "refused: StepUpMissing",
    );
    check(
        &format!(
            "{IN}; web steps-up; web tries up-first password:right; web tries up-first password:right"
        ),
        "refused: StepUpMissing",
    );
}

#[test]
fn a_step_up_is_of_its_own_session() {
    let two = format!(
        "{IN}; app signs-in A password:right; +1h; web steps-up; web tries up-first password:right"
    );
    check(&format!("{two}; app updates-me primary:B"), FIRST);
}

#[test]
fn a_code_of_a_step_up_dies_by_resend_and_in_its_time() {
    let sent = format!("{IN}; web steps-up; web asks up-first");
    check(
        &format!("{sent}; web asks up-first"),
        "refused: TooSoon(retry_after_ms: 30000)",
    );
    check(
        &format!("{sent}; +30s; web asks up-first; web tries up-first code2"),
        "refused: CodeIncorrect",
    );
    check(
        &format!("{sent}; +10m; web tries up-first right"),
        "refused: CodeExpired",
    );
    race(
        &sent,
        "web tries up-first right",
        "web tries up-first right",
        "complete / again: refused: StepUpMissing",
    );
}

#[test]
fn a_lock_stops_step_ups_and_spares_the_session() {
    check(
        &format!("{IN}; web steps-up; lock ada; web tries up-first password:right"),
        "refused: Locked",
    );
    check(&format!("{IN}; lock ada; web touches"), "s1 active");
}
