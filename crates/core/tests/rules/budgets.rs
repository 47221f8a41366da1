//! Budgets of wrong tries at the Frontend API: what a hundred are counted at, what gives them back, and whom they stop (S4, S12).

use crate::story::{World, check, race};

/// The web has signed in to Ada's account before.
const KNOWN: &str = "new ada A; web signs-in A code; web tries first right; web leaves";

/// Strangers have used up Ada's budget.
const SPENT: &str =
    "new ada A; web signs-in A code; web tries first right; web leaves; strangers fail A 100";

#[test]
fn s4_strangers_share_a_hundred_wrong_tries() {
    check(
        "new ada A; strangers fail A 99; show ada",
        "A verified primary; strangers 99",
    );
    check(
        "new ada A; strangers fail A 99; +1d; web signs-in A code; web tries first right",
        "complete, s1",
    );
    check(
        "new ada A; strangers fail A 100; +1d; web signs-in A",
        "refused: Locked",
    );
    check(
        "new ada A; strangers fail A 100; +300d; web signs-in A",
        "refused: Locked",
    );
}

#[test]
fn s4_the_hundred_and_first_is_refused_even_with_a_code_sent_before() {
    let waiting = "new ada A; strangers fail A 95; +1d; app signs-in A code; tv signs-in A code";
    let spent = format!(
        "{waiting}; {}",
        "+1ms; app tries first wrong; +10s; ".repeat(5)
    );
    check(&format!("{spent}; tv tries first right"), "refused: Locked");
    check(&format!("{spent}; +30s; tv asks first"), "refused: Locked");
    race(
        &format!("{waiting}; {}", "+10s; app tries first wrong; ".repeat(4)),
        "app tries first wrong",
        "tv tries first right",
        "refused: CodeIncorrect / again: refused: Locked",
    );
}

#[test]
fn s4_resends_new_attempts_and_new_clients_reset_nothing() {
    check(
        "new ada A; strangers fail A 50; +1d; web signs-in A code; +30s; web asks first; web signs-in A code; web forgets; web signs-in A code; show ada; strangers fail A 1; show ada",
        "A verified primary; strangers 51",
    );
    check(
        "new ada A; strangers fail A 100; +1d; ada updates password:new; show ada",
        "A verified primary; strangers 100",
    );
}

#[test]
fn s4_all_factors_of_an_account_share_its_budget() {
    let mut world = World::new();
    world.tell("policy no limits; policy username optional");
    world.tell("new ada A B username:ada1 password; strangers fail A 40; +1d; strangers fail B 20");
    for _ in 0..20 {
        world.tell("web signs-in A password:wrong");
        world.tell("app signs-in name:ada1 password:wrong");
    }
    assert_eq!(world.tell("web signs-in B code"), "refused: Locked");
    assert_eq!(world.wrong_tries, 100);
}

#[test]
fn s4_knowing_the_password_buys_no_guesses_at_codes() {
    let mut world = World::new();
    world.tell("policy no limits");
    world.tell("new ada A B password; ada sets B second");
    let mut refused = 0;
    for attempt in 0..60 {
        let answer = world.tell(&format!("thief{attempt} signs-in A password:right"));
        if answer == "refused: Locked" {
            refused += 1;
            continue;
        }
        assert_eq!(answer, "needs_second_factor [B first]");
        world.tell(&format!("thief{attempt} asks second"));
        for _ in 0..5 {
            world.tell(&format!("thief{attempt} tries second wrong"));
        }
    }
    assert_eq!((world.wrong_tries, refused), (100, 40));
}

#[test]
fn s4_knowing_the_password_buys_a_known_device_no_guesses_either() {
    let mut world = World::new();
    world.tell("policy no limits");
    world.tell("new ada A B password; web signs-in A password:right; ada sets B second");
    for _ in 0..60 {
        world.tell("web steps-up multi; web tries up-first password:right; web asks up-second");
        for _ in 0..5 {
            world.tell("web tries up-second wrong");
        }
    }
    assert_eq!(world.wrong_tries, 100);
    assert_eq!(
        world.tell("web steps-up; web asks up-second"),
        "refused: Locked"
    );
}

#[test]
fn s4_a_success_gives_back_what_the_same_client_used_up_and_no_more() {
    let used = "new ada A; strangers fail A 50; +1d; web signs-in A code; web tries first wrong; web tries first wrong";
    check(
        &format!("{used}; show ada"),
        "A verified primary; strangers 52",
    );
    check(
        &format!("{used}; web tries first right; show ada"),
        "A verified primary; strangers 50",
    );
    let two = "new ada A B; ada sets B second; web signs-in A code; web tries first wrong; web tries first right";
    check(
        &format!("{two}; show ada"),
        "A verified primary, B verified default; strangers 1",
    );
    check(
        &format!("{two}; web asks second; web tries second right; show ada"),
        "A verified primary, B verified default",
    );
}

#[test]
fn s4_a_success_gives_nothing_back_that_an_unlock_gave_back_before() {
    check(
        "new ada A; web signs-in A code; web tries first wrong; web tries first wrong; unlock ada; strangers fail A 7; web signs-in A code; web tries first right; show ada",
        "A verified primary; strangers 7",
    );
    check(
        "new ada A; web signs-in A code; web tries first wrong; web tries first wrong; unlock ada; +1m; web tries first wrong; strangers fail A 7; web signs-in A code; web tries first right; show ada",
        "A verified primary; strangers 7",
    );
}

#[test]
fn s4_a_device_that_forgets_an_account_takes_nothing_back() {
    // A stranger's device that tried sixteen others since remembers no tries at Ada's account: they stay counted.
    let mut world = World::new();
    world.tell("policy no limits; policy multiple");
    world.tell("new ada A; web signs-in A code; web tries first wrong");
    for place in 1..=16_u8 {
        let letter = char::from(b'A' + place);
        world.tell(&format!(
            "+1m; new p{place} {letter}; web signs-in {letter} code; web tries first wrong"
        ));
    }
    world.tell("web signs-in A code; web tries first right");
    assert_eq!(world.tell("show ada"), "A verified primary; strangers 1");
}

#[test]
fn s12_strangers_cannot_lock_the_owner_out_of_a_known_device() {
    check(&format!("{SPENT}; app signs-in A"), "refused: Locked");
    check(
        &format!("{SPENT}; web signs-in A code; web tries first right"),
        "complete, s2",
    );
    check(
        &format!(
            "{SPENT}; web signs-in A code; web tries first wrong; web tries first right; show ada"
        ),
        "A verified primary; strangers 100",
    );
}

#[test]
fn s12_live_sessions_live_on_and_step_up() {
    let in_ = "new ada A; web signs-in A code; web tries first right; strangers fail A 100";
    check(&format!("{in_}; web touches"), "s1 active");
    check(
        &format!(
            "{in_}; web steps-up; web asks up-first; web tries up-first right; web adds-own B"
        ),
        "A verified primary, B unverified; strangers 100",
    );
}

#[test]
fn s12_a_ticket_lets_the_owner_in_on_a_new_device() {
    check(
        &format!("{SPENT}; token ada 60s; app signs-in ticket:t1"),
        "complete, s2",
    );
    check(
        &format!(
            "{SPENT}; token ada 60s; app signs-in ticket:t1; app leaves; app signs-in A code; app tries first right"
        ),
        "complete, s3",
    );
}

#[test]
fn a_known_device_has_a_hundred_of_its_own() {
    let mut world = World::new();
    world.tell(&format!("policy no limits; {KNOWN}"));
    world.tell("web signs-in A");
    for _ in 0..30 {
        world.tell("web asks first");
        for _ in 0..5 {
            world.tell("web tries first wrong");
        }
    }
    assert_eq!(world.wrong_tries, 100);
    assert_eq!(world.tell("web asks first"), "refused: Locked");
    assert_eq!(world.tell("show ada"), "A verified primary");
    // Another one is not stopped by it, nor is a stranger.
    assert_eq!(
        world.tell("app signs-in A code; app tries first right"),
        "complete, s2"
    );
}

#[test]
fn a_success_on_a_known_device_ends_its_own_run_of_failures() {
    check(
        &format!(
            "{KNOWN}; web signs-in A code; web tries first wrong; web tries first right; web shows"
        ),
        "s2 last; complete; phone_code proven verified after 2 for 600s; knows ada, failures 0",
    );
}

#[test]
fn an_unlock_gives_everything_back_to_known_devices_too() {
    check(
        &format!("{SPENT}; unlock ada; app signs-in A"),
        "needs_first_factor [A first]",
    );
    let mut world = World::new();
    world.tell(&format!("policy no limits; {KNOWN}"));
    for _ in 0..20 {
        world.tell("web signs-in A code");
        for _ in 0..5 {
            world.tell("web tries first wrong");
        }
    }
    assert_eq!(world.tell("web signs-in A"), "refused: Locked");
    assert_eq!(
        world.tell("unlock ada; web signs-in A code; web tries first right"),
        "complete, s2"
    );
}

#[test]
fn tries_in_the_millisecond_of_an_unlock_or_behind_a_clock_set_back_count() {
    for pause in ["+0ms", "-1h"] {
        let mut world = World::new();
        world.tell(&format!("policy no limits; {KNOWN}; unlock ada; {pause}"));
        for _ in 0..30 {
            world.tell("web signs-in A code");
            for _ in 0..5 {
                world.tell("web tries first wrong");
            }
        }
        assert_eq!(world.wrong_tries, 100, "{pause}");
    }
}

#[test]
fn an_admins_lock_stops_known_devices_and_step_ups_too() {
    check(
        &format!("{KNOWN}; lock ada; web signs-in A"),
        "refused: Locked",
    );
    check(
        "new ada A; web signs-in A code; web tries first right; web steps-up; lock ada; web asks up-first",
        "refused: Locked",
    );
}

#[test]
fn a_hundred_failures_over_the_backend_lock_like_an_admin() {
    check(
        &format!("{KNOWN}; ada prepares A; ada fails A 100; web signs-in A"),
        "refused: Locked",
    );
}

#[test]
fn s4_a_number_that_nobody_holds_has_a_hundred_wrong_tries() {
    check("strangers fail sign-up A 99; failures A", "99");
    let spent = "strangers fail sign-up A 100; +1d";
    check(&format!("{spent}; web signs-up A code"), "refused: Locked");
    check(
        &format!("{spent}; web signs-up A; web asks sign-up"),
        "refused: Locked",
    );
    check(
        "strangers fail sign-up A 95; +1d; web signs-up A code; app signs-up A code; +10s; app tries sign-up wrong; app tries sign-up wrong; app tries sign-up wrong; +10s; app tries sign-up wrong; app tries sign-up wrong; web tries sign-up right",
        "refused: CodeFailed",
    );
}

#[test]
fn s4_throw_away_accounts_add_no_guesses_at_a_number() {
    let mut world = World::new();
    world.tell("policy no limits");
    world.tell("strangers fail sign-up Z 40");
    for round in 0..30 {
        world.tell(&format!(
            "thief signs-up T code as:throwaway{round}; thief tries sign-up right"
        ));
        world.tell("thief adds-own Z; thief asks own Z");
        for _ in 0..5 {
            world.tell("thief tries own Z wrong");
        }
        world.tell("thief deletes-me; thief forgets");
    }
    assert_eq!(world.wrong_tries, 100);
    assert_eq!(world.tell("failures Z"), "100");
    assert_eq!(world.tell("+1d; web signs-up Z code"), "refused: Locked");
}

#[test]
fn s4_a_spent_number_takes_no_code_that_an_account_was_sent_before() {
    let waiting = "new ada A; web signs-in A code; web tries first right; web adds-own Z; strangers fail sign-up Z 95; +1d; web asks own Z; app signs-up Z code";
    let spent = "+10s; app tries sign-up wrong; ".repeat(5);
    check(
        &format!("{waiting}; {spent} web tries own Z right"),
        "refused: CodeFailed",
    );
    check(
        &format!("{waiting}; {spent} +30s; web asks own Z"),
        "refused: Locked",
    );
    race(
        &format!("{waiting}; {}", "+10s; app tries sign-up wrong; ".repeat(4)),
        "app tries sign-up wrong",
        "web tries own Z right",
        "refused: CodeIncorrect / again: refused: CodeFailed",
    );
}

#[test]
fn the_owner_of_a_number_ends_its_run_of_failures_by_proving_it() {
    check(
        "strangers fail sign-up A 99; +1d; web signs-up A code as:ada; web tries sign-up right; failures A",
        "0",
    );
}

#[test]
fn a_number_that_strangers_spent_is_opened_by_the_backend_and_an_unlock() {
    check(
        "strangers fail sign-up A 100; +1d; new ada A; unlock ada; web signs-in A code; web tries first right",
        "complete, s1",
    );
    // The budget of the number is not that of the account: who holds it signs in.
    check(
        "strangers fail sign-up A 100; +1d; new ada A; web signs-in A code; web tries first right",
        "complete, s1",
    );
}

#[test]
fn tries_at_a_number_that_is_not_proven_cost_the_account_nothing() {
    check(
        "new ada A; web signs-in A code; web tries first right; web adds-own B; web asks own B; web tries own B wrong; show ada",
        "A verified primary, B unverified",
    );
}

#[test]
fn tries_at_dead_codes_and_at_nothing_cost_nothing() {
    for step in [
        "web tries first 123456",
        "web asks first; +10m; web tries first wrong",
        "web tries first backup:nonsense",
        "web tries first password:wrong",
    ] {
        check(
            &format!("new ada A; web signs-in A; {step}; show ada"),
            "A verified primary",
        );
    }
}

#[test]
fn wrong_tries_at_the_same_moment_all_count() {
    let mut world = World::new();
    world.tell("policy tries-ip 1000; new ada A");
    let clients: Vec<_> = (0..10).map(|place| format!("client{place}")).collect();
    for client in &clients {
        world.tell(&format!("{client} signs-in A code"));
    }
    let steps: Vec<_> = clients
        .iter()
        .map(|client| format!("{client} tries first wrong"))
        .collect();
    world.crowd(&steps);
    assert_eq!(world.tell("show ada"), "A verified primary; strangers 10");
}
