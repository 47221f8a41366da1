//! Signing in: by code, password, ticket, second factor and backup code, each once and in its time (S1, S2, S5).

use crate::story::{World, check, race};

/// Ada signs in with A, and B is her second factor.
const TWO_FACTORS: &str = "new ada A B; ada sets B second";

/// Ada is at her second factor.
const AT_SECOND: &str =
    "new ada A B; ada sets B second; web signs-in A code; web tries first right";

/// Ada is signed in on the web and has backup codes; her app is at the second factor.
const WITH_BACKUP: &str = "new ada A B; web signs-in A code; web tries first right; web sets-own B second; app signs-in A code; app tries first right";

#[test]
fn a_code_signs_in() {
    check("new ada A; web signs-in A", "needs_first_factor [A first]");
    check("new ada A; web signs-in A; web asks first", "code1 to A");
    check(
        "new ada A; web signs-in A; web asks first; web tries first right",
        "complete, s1",
    );
    check("new ada A; web signs-in A code", "code1 to A");
    check(
        "new ada A; web signs-in A code; web tries first wrong",
        "refused: CodeIncorrect",
    );
}

#[test]
fn a_password_signs_in() {
    check(
        "new ada A password; web signs-in A",
        "needs_first_factor [password, A first]",
    );
    check(
        "new ada A password; web signs-in A; web tries first password:right",
        "complete, s1",
    );
    check(
        "new ada A password; web signs-in A password:right",
        "complete, s1",
    );
    check(
        "new ada A password; web signs-in A password:wrong",
        "refused: PasswordIncorrect",
    );
    check(
        "new ada A; web signs-in A password:wrong",
        "refused: StrategyNotForUser",
    );
}

#[test]
fn a_wrong_password_leaves_a_code_that_is_out() {
    check(
        "new ada A password; web signs-in A code; web tries first password:wrong; web tries first right",
        "complete, s1",
    );
}

#[test]
fn a_password_that_is_off_is_none() {
    check(
        "policy password off; new ada A password; web signs-in A",
        "needs_first_factor [A first]",
    );
    check(
        "policy password off; new ada A password; web signs-in A password:right",
        "refused: StrategyNotForUser",
    );
}

#[test]
fn every_held_number_of_the_person_may_get_the_code() {
    check("new ada A B; web signs-in B code", "code1 to B");
    let two = "new ada A B; web signs-in A";
    check(two, "needs_first_factor [A first, B]");
    check(&format!("{two}; web asks first B"), "code1 to B");
    check(
        &format!("{two}; web asks first B; web tries first right"),
        "complete, s1",
    );
    check(
        "new ada A; new bob B; web signs-in A; web asks first B",
        "refused: StrategyNotForUser",
    );
    check(
        "new ada A B unverified; web signs-in A; web asks first B",
        "refused: StrategyNotForUser",
    );
}

#[test]
fn nobody_signs_in_with_what_nobody_holds() {
    check("web signs-in A", "refused: IdentifierNotFound");
    check(
        "new ada A unverified; web signs-in A",
        "refused: IdentifierNotFound",
    );
    check("web signs-in name:ada", "refused: IdentifierNotFound");
}

#[test]
fn nobody_signs_in_with_a_number_that_is_a_second_factor() {
    for strict in ["", "policy strict; "] {
        let story = format!("{strict}{TWO_FACTORS}; web signs-in B code");
        let mut world = World::new();
        let answer = world.tell(&story);
        if strict.is_empty() {
            assert_eq!(answer, "refused: IdentifierNotFound");
        } else {
            assert_eq!(
                world.tell("web tries first right"),
                "refused: CodeIncorrect"
            );
        }
    }
}

#[test]
fn a_number_that_became_a_second_factor_meanwhile_is_no_first_one() {
    for strict in ["", "policy strict; "] {
        let begun = format!("{strict}new ada A B; web signs-in B code; ada sets B second");
        check(
            &format!("{begun}; web tries first right"),
            "refused: StrategyNotForUser",
        );
        check(
            &format!("{begun}; +30s; web asks first B"),
            "refused: StrategyNotForUser",
        );
    }
}

#[test]
fn a_reserved_number_signs_in_and_is_proven_by_it() {
    check(
        "new ada A reserved; web signs-in A code; web tries first right; show ada",
        "A proven primary",
    );
}

#[test]
fn a_username_signs_in_where_usernames_are_on() {
    let ada = "new ada A username:lovelace password";
    check(
        &format!("{ada}; web signs-in name:lovelace password:right"),
        "refused: IdentifierNotFound",
    );
    check(
        &format!("policy username optional; {ada}; web signs-in name:LoveLace"),
        "needs_first_factor [password, A first]",
    );
    check(
        &format!("policy username optional; {ada}; web signs-in name:lovelace password:right"),
        "complete, s1",
    );
}

#[test]
fn who_has_two_factors_proves_both() {
    check(AT_SECOND, "needs_second_factor [B first]");
    check(&format!("{AT_SECOND}; web asks second"), "code2 to B");
    check(
        &format!("{AT_SECOND}; web asks second; web tries second right"),
        "complete, s1",
    );
    check(
        &format!("{TWO_FACTORS}; ada updates password:new; web signs-in A password:right"),
        "needs_second_factor [B first]",
    );
}

#[test]
fn the_default_second_factor_is_offered_first() {
    let three = "new ada A B C; ada sets C second; ada sets B second; web signs-in A code; web tries first right";
    check(three, "needs_second_factor [B, C first]");
    check(&format!("{three}; web asks second"), "code2 to C");
    check(&format!("{three}; web asks second B"), "code2 to B");
    check(
        &format!("{three}; web asks second A"),
        "refused: StrategyNotForUser",
    );
}

#[test]
fn factors_are_proven_in_order() {
    check(
        &format!("{TWO_FACTORS}; web signs-in A; web asks second"),
        "refused: FactorNotWanted",
    );
    check(
        &format!("{TWO_FACTORS}; web signs-in A code; web tries second right"),
        "refused: FactorNotWanted",
    );
    check(
        &format!("{AT_SECOND}; web tries first right"),
        "refused: FactorNotWanted",
    );
    check(
        &format!("{AT_SECOND}; web tries second right"),
        "refused: CodeNotSent",
    );
}

#[test]
fn a_second_factor_that_was_switched_off_meanwhile_proves_nothing() {
    check(
        &format!("{AT_SECOND}; web asks second; disable-mfa ada; web tries second right"),
        "refused: StrategyNotForUser",
    );
}

#[test]
fn two_factors_are_off_where_the_operator_says_so() {
    check(
        &format!(
            "policy no second-factor; {TWO_FACTORS}; web signs-in A code; web tries first right"
        ),
        "complete, s1",
    );
}

#[test]
fn a_backup_code_stands_in_for_the_second_factor_once() {
    check(WITH_BACKUP, "needs_second_factor [B first, backup]");
    check(
        &format!("{WITH_BACKUP}; app tries second backup:1"),
        "complete, s2",
    );
    check(
        &format!("{WITH_BACKUP}; app tries second backup:1-as-people-type"),
        "complete, s2",
    );
    check(
        &format!("{WITH_BACKUP}; app tries second backup:nonsense"),
        "refused: CodeIncorrect",
    );
    let used = format!(
        "{WITH_BACKUP}; app tries second backup:1; app leaves; app signs-in A code; app tries first right"
    );
    check(
        &format!("{used}; +10s; app tries second backup:1"),
        "refused: CodeIncorrect",
    );
    check(
        &format!("{used}; +10s; app tries second backup:2"),
        "complete, s3",
    );
    race(
        &format!("{WITH_BACKUP}; tv signs-in A code; tv tries first right"),
        "app tries second backup:1",
        "tv tries second backup:1",
        "complete, s2 / again: refused: CodeIncorrect",
    );
}

#[test]
fn backup_codes_are_no_first_factor_and_go_with_the_last_second_one() {
    check(
        &format!("{WITH_BACKUP}; tv signs-in A; tv tries first backup:1"),
        "refused: StrategyNotForUser",
    );
    check(
        &format!("{WITH_BACKUP}; disable-mfa ada; app tries second backup:1"),
        "refused: StrategyNotForUser",
    );
    check(
        &format!("{WITH_BACKUP}; disable-mfa ada; ada sets B second; app tries second backup:1"),
        "refused: StrategyNotForUser",
    );
}

#[test]
fn the_last_backup_code_leaves_none() {
    let mut world = World::new();
    world.tell("new ada A B; web signs-in A code; web tries first right; web sets-own B second");
    for place in 1..=10 {
        world.tell("+2h; app signs-in A code; app tries first right");
        let answer = world.tell(&format!("app tries second backup:{place}"));
        assert_eq!(answer, format!("complete, s{}", place + 1));
        world.tell("app leaves");
    }
    assert_eq!(
        world.tell("+2h; app signs-in A code; app tries first right"),
        "needs_second_factor [B first]"
    );
}

#[test]
fn a_ticket_signs_in_alone_and_once() {
    for person in ["new ada A", TWO_FACTORS, "new ada A password"] {
        let given = format!("{person}; token ada 60s");
        check(&format!("{given}; web signs-in ticket:t1"), "complete, s1");
        check(
            &format!("{given}; web signs-in ticket:t1; app signs-in ticket:t1"),
            "refused: TicketUsed",
        );
    }
    race(
        "new ada A; token ada 60s",
        "web signs-in ticket:t1",
        "app signs-in ticket:t1",
        "complete, s1 / again: refused: TicketUsed",
    );
}

#[test]
fn a_ticket_is_dead_at_its_deadline_and_once_it_is_taken_back() {
    let given = "new ada A; token ada 60s";
    check(
        &format!("{given}; +59s999ms; web signs-in ticket:t1"),
        "complete, s1",
    );
    check(
        &format!("{given}; +60s; web signs-in ticket:t1"),
        "refused: TicketExpired",
    );
    check(
        &format!("{given}; revoke t1; web signs-in ticket:t1"),
        "refused: TicketRevoked",
    );
    check("web signs-in ticket:t9", "refused: TicketInvalid");
}

#[test]
fn a_ticket_lets_nobody_in_who_is_banned_or_locked_and_is_not_used_up_by_it() {
    let given = "new ada A; token ada 60s";
    check(
        &format!("{given}; ban ada; web signs-in ticket:t1"),
        "refused: Banned",
    );
    check(
        &format!("{given}; ban ada; web signs-in ticket:t1; unban ada; web signs-in ticket:t1"),
        "complete, s1",
    );
    check(
        &format!("{given}; lock ada; web signs-in ticket:t1"),
        "refused: Locked",
    );
}

#[test]
fn the_banned_do_not_sign_in() {
    check("new ada A banned; web signs-in A", "refused: Banned");
    check(
        "new ada A; web signs-in A code; ban ada; web tries first right",
        "refused: Banned",
    );
    race(
        "new ada A; web signs-in A code",
        "ban ada",
        "web tries first right",
        "A verified primary; banned / again: refused: Banned",
    );
}

#[test]
fn a_lock_stops_every_factor_of_every_device() {
    check("new ada A locked; web signs-in A", "refused: Locked");
    let known = "new ada A; web signs-in A code; web tries first right; web leaves; lock ada";
    check(&format!("{known}; web signs-in A code"), "refused: Locked");
    race(
        "new ada A; web signs-in A code",
        "lock ada",
        "web tries first right",
        "A verified primary; locked / again: refused: Locked",
    );
}

#[test]
fn a_person_who_is_gone_does_not_sign_in() {
    check(
        "new ada A; web signs-in A code; delete ada; web tries first right",
        "refused: UserGone",
    );
    check(
        "new ada A; web signs-in A code; delete ada; new bob A; web tries first right",
        "refused: UserGone",
    );
}

#[test]
fn one_session_at_a_time_unless_the_operator_says_otherwise() {
    let in_ = "new ada A; +1ms; new bob B; web signs-in A code; web tries first right";
    check(&format!("{in_}; web signs-in B"), "refused: SessionExists");
    check(&format!("{in_}; web signs-up C"), "refused: SessionExists");
    // However the two began.
    check(
        "new ada A; web signs-in A code; web signs-up B code; web tries sign-up right; web tries first right",
        "refused: SessionExists",
    );
    check(
        "new ada A; web signs-up B code; web signs-in A code; web tries first right; web tries sign-up right",
        "refused: SessionExists",
    );
    let many = format!("policy multiple; {in_}");
    check(
        &format!("{many}; web signs-in B code; web tries first right; web shows"),
        "s1; s2 last; complete; phone_code proven verified after 1 for 600s; knows ada, failures 0; knows bob, failures 0",
    );
    check(
        &format!("{many}; web signs-in A"),
        "refused: AlreadySignedIn",
    );
}

#[test]
fn an_attempt_is_over_at_its_deadline() {
    let begun = "new ada A; web signs-in A";
    check(
        &format!("{begun}; +23h59m59s999ms; web asks first"),
        "code1 to A",
    );
    check(
        &format!("{begun}; +1d; web asks first"),
        "refused: SignInNotFound",
    );
}

#[test]
fn a_new_attempt_takes_the_place_of_the_one_before() {
    check(
        "new ada A; new bob B; web signs-in A code; web signs-in B; web tries first right",
        "refused: CodeNotSent",
    );
}

#[test]
fn nothing_is_said_yet_of_who_one_is() {
    check("web signs-in", "needs_identifier");
    check("web signs-in; web asks first", "refused: FactorNotWanted");
}

#[test]
fn s1_a_code_to_sign_in_is_dead_at_its_deadline() {
    let sent = "new ada A; web signs-in A code";
    check(
        &format!("{sent}; +9m59s999ms; web tries first right"),
        "complete, s1",
    );
    check(
        &format!("{sent}; +10m; web tries first right"),
        "refused: CodeExpired",
    );
    check(
        &format!("{sent}; +10m; web tries first right; show ada"),
        "A verified primary",
    );
}

#[test]
fn s2_of_fifty_who_show_the_right_code_at_once_one_is_let_in() {
    let mut world = World::new();
    world.tell("policy tries-client 100; policy tries-ip 100; new ada A; web signs-in A code");
    let steps = vec!["web tries first right".to_owned(); 50];
    let answers = world.crowd(&steps);
    let let_in = answers
        .iter()
        .filter(|answer| answer.starts_with("complete"));
    assert_eq!(let_in.count(), 1, "{answers:?}");
    assert_eq!(world.store.sessions.len(), 1);
}

#[test]
fn s2_of_fifty_wrong_codes_at_once_five_are_judged() {
    let mut world = World::new();
    world.tell("policy tries-client 100; policy tries-ip 100; new ada A; web signs-in A code");
    let steps = vec!["web tries first wrong".to_owned(); 50];
    world.crowd(&steps);
    assert_eq!(world.wrong_tries, 5);
    assert_eq!(world.tell("show ada"), "A verified primary; strangers 5");
}

#[test]
fn s2_a_code_that_signed_in_signs_in_nobody_again() {
    check(
        "new ada A; web signs-in A code; web tries first right; web leaves; web tries first right",
        "refused: SignInNotFound",
    );
}

#[test]
fn s5_an_older_code_is_dead_after_a_resend() {
    let resent = "new ada A; web signs-in A code; +30s; web asks first";
    check(
        &format!("{resent}; web tries first code1"),
        "refused: CodeIncorrect",
    );
    check(&format!("{resent}; web tries first right"), "complete, s1");
    race(
        "new ada A; web signs-in A code; +30s",
        "web asks first",
        "web tries first right",
        "code2 to A / again: complete, s1",
    );
}

#[test]
fn s5_a_code_is_good_in_its_own_attempt_alone() {
    let two = "new ada A; web signs-in A code; app signs-in A code";
    check(
        &format!("{two}; app tries first code1"),
        "refused: CodeIncorrect",
    );
    check(&format!("{two}; app tries first code2"), "complete, s1");
    check(&format!("{two}; web tries first code1"), "complete, s1");
}

#[test]
fn s5_a_code_is_good_for_its_own_number_and_person_alone() {
    check(
        "new ada A; new bob B; web signs-in A code; app signs-in B code; app tries first code1",
        "refused: CodeIncorrect",
    );
    let other = "new ada A B; web signs-in A code; +30s; web asks first B";
    check(
        &format!("{other}; web tries first code1"),
        "refused: CodeIncorrect",
    );
    check(&format!("{other}; web tries first code2"), "complete, s1");
}

#[test]
fn s5_a_code_is_good_for_its_own_purpose_alone() {
    // One number, and a code for each purpose that a number can have: the backend's, a step-up's, a sign-in's.
    let all = "new ada A; ada prepares A; web signs-in A code; web tries first right; web steps-up; web asks up-first; app signs-in A code";
    for code in ["code1", "code2", "code3"] {
        check(
            &format!("{all}; app tries first {code}"),
            "refused: CodeIncorrect",
        );
    }
    for code in ["code1", "code2", "code4"] {
        check(
            &format!("{all}; web tries up-first {code}"),
            "refused: CodeIncorrect",
        );
    }
    for code in ["code2", "code3", "code4"] {
        check(
            &format!("{all}; ada tries A {code} on code1"),
            "unverified after 1",
        );
    }
    check(&format!("{all}; app tries first code4"), "complete, s2");
    check(&format!("{all}; web tries up-first code3"), "complete");
    check(
        &format!("{all}; ada tries A right on code1"),
        "verified after 1",
    );
}

#[test]
fn s5_a_code_for_a_new_number_signs_nobody_in() {
    let both = "new ada A; web signs-in A code; web tries first right; web adds-own B; web asks own B; new bob B; app signs-in B code";
    check(
        &format!("{both}; app tries first code2"),
        "refused: CodeIncorrect",
    );
    let sign_up = "web signs-up A code; new ada A; app signs-in A code";
    check(
        &format!("{sign_up}; app tries first code1"),
        "refused: CodeIncorrect",
    );
    check(
        &format!("{sign_up}; web tries sign-up code2"),
        "refused: CodeIncorrect",
    );
}

#[test]
fn s6_without_its_key_a_code_signs_nobody_in() {
    check(
        "new ada A; web signs-in A code; only key 2; web tries first right",
        "refused: CodeIncorrect",
    );
    check(
        "new ada A; web signs-in A code; key 2; web tries first right",
        "complete, s1",
    );
}
