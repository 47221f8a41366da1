//! Limits on requests and texts at the Frontend API: how many, in what time, and when the next may come (S19).

use strowger_core::Ctx;
use strowger_core::client::{self, Holder, clients_limit};
use strowger_core::limit::Counted;
use strowger_core::policy::{CLIENTS_WINDOW_MS, Environment, Policy};
use strowger_core::verification::CodeKeys;
use strowger_types::Timestamp;

use crate::story::chance::Seeded;
use crate::story::{World, check, race};

#[test]
fn attempts_begun_from_one_address_are_limited() {
    let mut world = World::new();
    world.tell("new ada A");
    for place in 0..5 {
        world.tell(&format!("device client{place} cookie 192.0.2.1"));
        let answer = world.tell(&format!("client{place} signs-in A"));
        assert_eq!(answer, "needs_first_factor [A first]");
    }
    world.tell("device late cookie 192.0.2.1; device elsewhere cookie 192.0.2.2; +1s");
    let wait = "refused: TooManyRequests(retry_after_ms: 9000)";
    assert_eq!(world.tell("late signs-in A"), wait);
    assert_eq!(world.tell("late signs-up B"), wait);
    assert_eq!(
        world.tell("elsewhere signs-in A"),
        "needs_first_factor [A first]"
    );
    assert_eq!(
        world.tell("+8s999ms; late signs-up B"),
        "refused: TooManyRequests(retry_after_ms: 1)"
    );
    assert_eq!(
        world.tell("+1ms; late signs-up B"),
        "missing [], unverified [phone_number]"
    );
}

#[test]
fn refused_beginnings_count_too() {
    let five = "web signs-in A; web signs-in A; web signs-in A; web signs-in A; web signs-in A";
    check(
        &format!("{five}; web signs-in A"),
        "refused: TooManyRequests(retry_after_ms: 10000)",
    );
}

#[test]
fn a_sign_up_that_is_changed_asks_no_more_than_new_ones_do() {
    let five = "web signs-up Z; web gives A; web gives B; web gives C; web gives D";
    check(
        &format!("new ada A; {five}; web gives E"),
        "refused: TooManyRequests(retry_after_ms: 10000)",
    );
    check(
        &format!("policy production; policy username required; {five}; web gives username:ada1"),
        "refused: TooManyRequests(retry_after_ms: 10000)",
    );
    check(
        &format!("{five}; web gives first:Ada"),
        "missing [], unverified [phone_number]",
    );
}

#[test]
fn adding_numbers_asks_no_more_than_signing_up_does() {
    // The sign-up counts too.
    let signed_up = "web signs-up A code; web tries sign-up right";
    let four = "web adds-own B; web adds-own C; web adds-own D; web adds-own E";
    check(
        &format!("{signed_up}; {four}; web adds-own F"),
        "refused: TooManyRequests(retry_after_ms: 9995)",
    );
}

#[test]
fn tries_by_one_client_are_limited() {
    let three = "new ada A; web signs-in A code; web tries first wrong; web tries first wrong; +1s; web tries first wrong";
    check(three, "refused: CodeIncorrect");
    check(
        &format!("{three}; web tries first right"),
        "refused: TooManyRequests(retry_after_ms: 9000)",
    );
    check(
        &format!("{three}; web tries first right; show ada"),
        "A verified primary; strangers 3",
    );
    check(
        &format!("{three}; +9s; web tries first right"),
        "complete, s1",
    );
    check(
        "web signs-up A code; web tries sign-up wrong; web tries sign-up wrong; web tries sign-up wrong; web tries sign-up right",
        "refused: TooManyRequests(retry_after_ms: 10000)",
    );
    check(
        "new ada A; web signs-in A code; web tries first right; web adds-own B; web asks own B; web tries own B wrong; web tries own B wrong; web tries own B right",
        "refused: TooManyRequests(retry_after_ms: 9999)",
    );
    check(
        "new ada A; web signs-in A code; web tries first right; web steps-up; web asks up-first; web tries up-first wrong; web tries up-first wrong; web tries up-first right",
        "refused: TooManyRequests(retry_after_ms: 10000)",
    );
}

#[test]
fn tries_from_one_address_are_limited() {
    let mut world = World::new();
    world.tell("policy tries-ip 4; new ada A");
    for client in ["one", "two"] {
        world.tell(&format!(
            "device {client} cookie 192.0.2.1; {client} signs-in A code"
        ));
        world.tell(&format!(
            "{client} tries first wrong; {client} tries first wrong"
        ));
    }
    assert_eq!(
        world.tell("one tries first right"),
        "refused: TooManyRequests(retry_after_ms: 10000)"
    );
}

#[test]
fn another_code_of_an_attempt_comes_after_the_pause() {
    let sent = "new ada A; web signs-in A code";
    check(
        &format!("{sent}; web asks first"),
        "refused: TooSoon(retry_after_ms: 30000)",
    );
    check(
        &format!("{sent}; +29s999ms; web asks first"),
        "refused: TooSoon(retry_after_ms: 1)",
    );
    check(&format!("{sent}; +30s; web asks first"), "code2 to A");
    check(
        "web signs-up A code; web asks sign-up",
        "refused: TooSoon(retry_after_ms: 30000)",
    );
    check(&format!("{sent}; app signs-in A code"), "code2 to A");
}

#[test]
fn a_code_to_another_second_factor_comes_without_a_pause_and_replaces_the_first() {
    let asked = "new ada A B C; ada sets C second; ada sets B second; web signs-in A code; web tries first right; web asks second";
    check(
        &format!("{asked}; web asks second C"),
        "refused: TooSoon(retry_after_ms: 30000)",
    );
    let another = format!("{asked}; web asks second B");
    check(&another, "code3 to B");
    check(
        &format!("{another}; web tries second code2"),
        "refused: CodeIncorrect",
    );
    check(
        &format!("{another}; web tries second code3"),
        "complete, s1",
    );
}

#[test]
fn texts_to_one_number_are_limited_whoever_asks() {
    let three = "policy cap 3; new ada A; new bob B; one signs-in A code; two signs-in A code; three signs-in A code";
    check(three, "code3 to A");
    let wait = "refused: TooManySends(retry_after_ms: 86400000)";
    check(&format!("{three}; four signs-in A code"), wait);
    check(&format!("{three}; four signs-in B code"), "code4 to B");
    check(
        &format!("{three}; +23h59m59s999ms; four signs-in A code"),
        "refused: TooManySends(retry_after_ms: 1)",
    );
    check(&format!("{three}; +1d; four signs-in A code"), "code4 to A");
    check(
        "policy cap 2; one signs-up Z code; two signs-up Z code; new bob B; app signs-in B code; app tries first right; app adds-own Z; app asks own Z",
        "refused: TooManySends(retry_after_ms: 86399999)",
    );
    race(
        "policy cap 1; new ada A; one signs-in A; two signs-in A",
        "one asks first",
        "two asks first",
        &format!("code1 to A / again: {wait}"),
    );
}

#[test]
fn texts_that_one_client_causes_are_limited() {
    check(
        "policy sends-client 2; new ada A B C; web signs-in A code; web signs-in B code; web signs-in C code",
        "code3 to C",
    );
    check(
        "policy sends-client 2; new ada A B C; web signs-in A; web signs-in A code; web signs-in B code; web signs-in C code",
        "refused: TooManySends(retry_after_ms: 86400000)",
    );
}

#[test]
fn texts_that_one_address_causes_are_limited() {
    check(
        "policy sends-ip 2; new ada A B C; device one cookie 192.0.2.1; device two cookie 192.0.2.1; device three cookie 192.0.2.1; one signs-in A code; two signs-in B code; three signs-in C code",
        "refused: TooManySends(retry_after_ms: 86400000)",
    );
}

#[test]
fn s12_strangers_cannot_use_up_the_texts_of_a_known_device() {
    let used_up = "policy cap 3; new ada A; web signs-in A code; web tries first right; web leaves; one signs-in A code; two signs-in A code";
    check(
        &format!("{used_up}; three signs-in A code"),
        "refused: TooManySends(retry_after_ms: 86400000)",
    );
    check(&format!("{used_up}; web signs-in A code"), "code4 to A");
    check(&format!("{used_up}; ada prepares A"), "code4 to A");
}

#[test]
fn devices_that_an_account_knows_share_its_texts() {
    let mut world = World::new();
    world.tell("policy sends-ip 100000; policy creates 100000; new ada A password");
    let mut texts = 0;
    for device in 0..50 {
        world.tell(&format!("device phone{device} native 192.0.2.1"));
        world.tell(&format!(
            "phone{device} signs-in A password:right; phone{device} leaves"
        ));
        for _ in 0..3 {
            let answer = world.tell(&format!("phone{device} signs-in A code"));
            texts += u32::from(answer.starts_with("code"));
        }
    }
    assert_eq!(texts, 20);
}

#[test]
fn whose_number_it_is_not_has_no_known_devices_for_it() {
    // A throw-away account that claims a number gets no more texts to it than strangers do.
    check(
        "policy cap 1; new ada A; app signs-in A code; app tries first right; app adds-own B; one signs-up B code; app asks own B",
        "refused: TooManySends(retry_after_ms: 86400000)",
    );
}

#[test]
fn test_numbers_are_free_in_development() {
    let mut world = World::new();
    world.tell("new ada Test");
    for _ in 0..200 {
        assert!(world.tell("web signs-in Test code").starts_with("code"));
        assert!(world.tell("web asks first").starts_with("code"));
    }
    assert_eq!(world.tell("web tries first 424242"), "complete, s1");
    let mut world = World::new();
    for _ in 0..30 {
        assert!(world.tell("web signs-up Test2 code").starts_with("code"));
    }
    assert_eq!(world.tell("web tries sign-up 424242"), "complete, s1");
}

#[test]
fn test_numbers_are_limited_in_production() {
    check(
        "policy production; policy test-mode on; new ada Test; web signs-in Test code; web asks first",
        "refused: TooSoon(retry_after_ms: 30000)",
    );
    check(
        "policy production; policy test-mode on; policy creates 1; new ada Test; web signs-in Test; web signs-in Test",
        "refused: TooManyRequests(retry_after_ms: 10000)",
    );
}

#[test]
fn changing_ones_username_asks_no_more_than_signing_up_does() {
    let ada = "policy production; policy username optional; policy creates 2; new ada A; web signs-in A code; web tries first right";
    check(
        &format!("{ada}; web updates-me username:ada1; web updates-me username:ada2"),
        "refused: TooManyRequests(retry_after_ms: 10000)",
    );
}

#[test]
fn a_hundred_clients_are_made_for_one_address_in_ten_minutes() {
    let policy = Policy {
        environment: Environment::Production,
        ..Policy::development()
    };
    let mut entropy = Seeded(7);
    let mut ctx = Ctx {
        now: Timestamp::from_ms(0),
        entropy: &mut entropy,
        policy: &policy,
        code_keys: &CodeKeys::new(&[(1, [1; 32])]),
        refused_texts: Vec::new(),
    };
    let ends_at = ctx.now.plus_ms(CLIENTS_WINDOW_MS);
    for (made, is_refused) in [(99, false), (100, true)] {
        let made = Counted {
            limit: clients_limit("192.0.2.1"),
            count: Some((made, ends_at)),
        };
        let decision = client::open(None, &made, Holder::Native, &mut ctx);
        assert_eq!(decision.outcome.is_err(), is_refused, "{made:?}");
    }
}

#[test]
fn usernames_and_tickets_are_free_in_development_and_usernames_limited_in_production() {
    let ada = "policy username optional; policy creates 1; new ada A username:ada1 password";
    let twice = "web signs-in name:ada1; web signs-in name:ada1";
    check(
        &format!("{ada}; {twice}"),
        "needs_first_factor [password, A first]",
    );
    check(
        &format!("policy production; {ada}; {twice}"),
        "refused: TooManyRequests(retry_after_ms: 10000)",
    );
    check(
        &format!(
            "policy production; {ada}; web signs-in name:ada1; token ada 60s; web signs-in ticket:t1"
        ),
        "complete, s1",
    );
}

#[test]
fn a_password_that_is_given_later_costs_as_much_as_a_new_sign_up() {
    check(
        "policy production; web signs-up Z; web gives password; web gives password; web gives password; web gives password; web gives password",
        "refused: TooManyRequests(retry_after_ms: 10000)",
    );
}

#[test]
fn tries_of_a_step_up_are_limited_for_who_has_no_number_too() {
    let wrong = "web tries up-first password:wrong";
    check(
        &format!(
            "policy production; policy phone optional; policy username required; new ada username:ada1 password; web signs-in name:ada1 password:right; web steps-up first; {wrong}; {wrong}; {wrong}; {wrong}"
        ),
        "refused: TooManyRequests(retry_after_ms: 10000)",
    );
}
