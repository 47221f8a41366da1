//! Browsers and apps: their tokens, their sessions, and whom they know.

use crate::story::{World, check, race};

const IN: &str = "new ada A; web signs-in A code; web tries first right";

#[test]
fn the_token_of_a_cookie_changes_when_somebody_signs_in() {
    check("new ada A; web signs-in A; web tokens", "alive");
    check(&format!("{IN}; web tokens"), "dead, alive");
    check(
        &format!("{IN}; web leaves; web signs-in A code; web tries first right; web tokens"),
        "dead, dead, alive",
    );
    check(
        "web signs-up A code; web tries sign-up right; web tokens",
        "dead, alive",
    );
    check(
        "new ada A; token ada 60s; web signs-in ticket:t1; web tokens",
        "alive",
    );
}

#[test]
fn a_step_up_and_a_wrong_try_change_no_token() {
    check(
        "new ada A; web signs-in A code; web tries first wrong; web tokens",
        "alive",
    );
    check(
        &format!("{IN}; web steps-up; web asks up-first; web tries up-first right; web tokens"),
        "dead, alive",
    );
}

#[test]
fn a_token_that_an_app_keeps_itself_stays() {
    for holder in ["native", "dev"] {
        check(
            &format!(
                "device app {holder}; new ada A; app signs-in A code; app tries first right; app tokens"
            ),
            "alive",
        );
    }
}

#[test]
fn tokens_say_who_holds_them() {
    for (holder, prefix) in [("native", "clt_"), ("cookie", "clt_"), ("dev", "dvb_")] {
        let mut world = World::new();
        world.tell(&format!("device app {holder}; app begins"));
        let token = world.token("app");
        let secret = token.strip_prefix(prefix).expect("the prefix");
        assert_eq!(secret.len(), 64, "256 bits in hexadecimal digits");
        let kept = format!("{:?}", world.store.clients);
        assert!(!kept.contains(secret), "only the hash is kept");
    }
}

#[test]
fn what_begins_in_a_client_makes_it_and_what_is_refused_does_not() {
    check("web signs-in A; web tokens", "");
    check(
        "new ada A password; web signs-in A password:wrong; web shows",
        "no client",
    );
    check("web signs-up A; web tokens", "alive");
}

#[test]
fn a_client_dies_a_year_after_it_last_signed_in() {
    let left = format!("{IN}; web leaves");
    check(
        &format!("{left}; +364d23h59m59s999ms; web signs-in A"),
        "needs_first_factor [A first]",
    );
    check(
        &format!("{left}; +364d23h59m59s999ms; web shows"),
        "complete; phone_code proven verified after 1 for -31535399s; knows ada, failures 0",
    );
    check(&format!("{left}; +365d; web shows"), "no client");
    check(
        &format!(
            "{left}; +300d; web signs-in A code; web tries first right; web leaves; +364d; web signs-in A"
        ),
        "needs_first_factor [A first]",
    );
}

#[test]
fn a_client_in_which_nobody_signed_in_dies_a_week_after_what_began_last() {
    let begun = "new ada A; web signs-in A";
    check(
        &format!("{begun}; +6d23h59m59s999ms; web shows"),
        "needs_first_factor [A first]",
    );
    check(&format!("{begun}; +7d; web shows"), "no client");
    check(
        &format!("{begun}; +6d; web signs-in A; +6d; web shows"),
        "needs_first_factor [A first]",
    );
}

#[test]
fn who_leaves_is_signed_out_and_the_device_stays_known() {
    check(&format!("{IN}; web leaves"), "s1 ended");
    check(&format!("{IN}; web removes-session"), "s1 removed");
    check(&format!("{IN}; web leaves-all; sessions"), "s1 ended");
    check(&format!("{IN}; web leaves; web touches"), "signed out");
    check(
        &format!("{IN}; web leaves; web shows"),
        "complete; phone_code proven verified after 1 for 600s; knows ada, failures 0",
    );
    check(&format!("{IN}; web forgets; web shows"), "no client");
    check(&format!("{IN}; web forgets; sessions"), "s1 ended");
}

#[test]
fn of_several_sessions_the_newest_left_is_the_one_that_is_meant() {
    let two = "policy multiple; new ada A; new bob B; web signs-in A code; web tries first right; +1m; web signs-in B code; web tries first right";
    check(&format!("{two}; web touches"), "s2 active");
    check(&format!("{two}; web leaves; web touches"), "s1 active");
    check(&format!("{two}; web leaves s1; web touches"), "s2 active");
    check(
        &format!("{two}; web leaves-all; sessions"),
        "s1 ended, s2 ended",
    );
    check(&format!("{two}; ban bob; web touches"), "signed out");
}

#[test]
fn what_is_asked_for_twice_is_not_done_to_who_is_signed_in_beside() {
    let two = "policy multiple; new ada A; new bob B; web signs-in A code; web tries first right; +1m; web signs-in B code; web tries first right";
    check(
        &format!("{two}; web deletes-me; web deletes-me"),
        "signed out",
    );
}

#[test]
fn a_session_that_is_used_is_not_abandoned() {
    let long = "policy session 60d; new ada A; web signs-in A code; web tries first right";
    check(
        &format!("{long}; +29d; web touches; +29d; sessions"),
        "s1 active",
    );
    check(&format!("{long}; +30d; sessions"), "s1 abandoned");
    check(
        &format!("{long}; +29d; web touches; +31d; sessions"),
        "s1 abandoned",
    );
    check(&format!("{long}; +30d; web touches"), "signed out");
}

#[test]
fn use_does_not_prolong_a_session() {
    check(
        &format!("{IN}; +6d23h59m59s999ms; web touches"),
        "s1 active",
    );
    check(
        &format!("{IN}; +6d; web touches; +1d; web touches"),
        "signed out",
    );
}

#[test]
fn a_ban_and_a_deletion_end_sessions_at_once_and_a_lock_does_not() {
    check(&format!("{IN}; ban ada; web touches"), "signed out");
    check(&format!("{IN}; delete ada; web touches"), "signed out");
    check(&format!("{IN}; lock ada; web touches"), "s1 active");
    race(
        "new ada A; web signs-in A code",
        "web tries first right",
        "ban ada",
        "complete, s1 / again: A verified primary; banned",
    );
}

#[test]
fn who_lost_a_device_ends_its_session_from_another() {
    let two = "new ada A; web signs-in A code; web tries first right; app signs-in A code; app tries first right";
    check(&format!("{two}; web revokes s2; app touches"), "signed out");
    check(
        &format!("{two}; web revokes s2; web revokes s2"),
        "refused: SessionNotFound",
    );
    check(
        &format!("{two}; new bob B; tv signs-in B code; tv tries first right; web revokes s3"),
        "refused: SessionNotFound",
    );
}

#[test]
fn a_device_remembers_sixteen_people_and_forgets_who_was_silent_longest() {
    let mut world = World::new();
    world.tell("policy multiple; policy creates 100; policy tries-client 100; policy tries-ip 100");
    for place in 0..17_u8 {
        let letter = char::from(b'A' + place);
        world.tell(&format!(
            "+1m; new p{place} {letter}; web signs-in {letter} code; web tries first right"
        ));
    }
    let shown = world.tell("web shows");
    assert_eq!(shown.matches("knows").count(), 16, "{shown}");
    assert!(!shown.contains("knows p0,"), "{shown}");
}
