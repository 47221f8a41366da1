//! Codes: how they are drawn, kept, bound, accepted once and dead in time (S1, S2, S3, S5, S6).

use strowger_core::Ctx;
use strowger_core::policy::Policy;
use strowger_core::verification::{Code, CodeKeys};
use strowger_core::{Entropy, number};
use strowger_types::Timestamp;

use crate::story::chance::{Scripted, Seeded};
use crate::story::{check, phone, race};

fn draw(entropy: &mut (dyn Entropy + Send), count: usize) -> Vec<String> {
    let mut ctx = Ctx {
        now: Timestamp::from_ms(0),
        entropy,
        policy: &Policy::development(),
        code_keys: &CodeKeys::new(&[(1, [1; 32])]),
        refused_texts: Vec::new(),
    };
    let code = |_| Code::random(&mut ctx).reveal().to_owned();
    (0..count).map(code).collect()
}

#[test]
fn s1_a_code_is_dead_at_its_deadline() {
    let sent = "new ada A unverified; ada prepares A";
    check(
        &format!("{sent}; +9m59s999ms; ada tries A right"),
        "verified after 1",
    );
    check(
        &format!("{sent}; +10m; ada tries A right"),
        "expired after 0",
    );
    check(
        &format!("{sent}; +10m1s; ada tries A right"),
        "expired after 0",
    );
    check(
        &format!("{sent}; +10m; ada tries A right; show ada"),
        "A unverified primary",
    );
}

#[test]
fn s1_a_try_at_a_dead_code_costs_nothing() {
    check(
        "new ada A unverified; ada prepares A; +10m; ada tries A wrong; show ada",
        "A unverified primary",
    );
}

#[test]
fn s2_a_code_is_accepted_once() {
    let proven = "new ada A unverified; ada prepares A; ada tries A right";
    check(&format!("{proven}; show ada"), "A proven primary");
    check(
        &format!("{proven}; ada tries A right"),
        "refused: AlreadyVerified",
    );
    check(
        &format!("{proven}; ada tries A wrong"),
        "refused: AlreadyVerified",
    );
}

#[test]
fn s2_a_code_is_accepted_once_even_by_two_at_the_same_moment() {
    let answer = "verified after 1 / again: refused: AlreadyVerified";
    race(
        "new ada A unverified; ada prepares A",
        "ada tries A right",
        "ada tries A right",
        answer,
    );
    race(
        "new ada A; ada prepares A",
        "ada tries A right",
        "ada tries A right",
        answer,
    );
}

#[test]
fn s2_the_fifth_wrong_try_ends_a_code() {
    let four = "new ada A unverified; ada prepares A; ada fails A 4";
    check(four, "unverified after 4");
    check(&format!("{four}; ada tries A right"), "verified after 5");
    check(&format!("{four}; ada tries A wrong"), "failed after 5");
    check(
        &format!("{four}; ada tries A wrong; ada tries A right"),
        "failed after 5",
    );
}

#[test]
fn s2_two_wrong_tries_at_the_same_moment_are_two_tries() {
    race(
        "new ada A; ada prepares A",
        "ada tries A wrong",
        "ada tries A wrong",
        "unverified after 1 / again: unverified after 2",
    );
}

#[test]
fn s3_every_code_is_equally_likely() {
    const CODES: usize = 1_000_000;
    let mut seen = vec![0_u32; CODES];
    for code in draw(&mut Seeded(20_260_101), CODES) {
        assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()));
        seen[code.parse::<usize>().expect("six digits")] += 1;
    }
    // One of each is expected, so the statistic has a mean of 999,999 and a standard deviation of 1,414.
    let off = |count: &u32| (f64::from(*count) - 1.0).powi(2);
    let chi_squared: f64 = seen.iter().map(off).sum();
    assert!(
        (chi_squared - 999_999.0).abs() < 5.0 * 1_414.0,
        "{chi_squared}"
    );
    // Codes by their first three digits: 1,000 cells of 1,000, a standard deviation of 45.
    let cells = seen
        .chunks(1_000)
        .map(|cell| f64::from(cell.iter().sum::<u32>()));
    let chi_squared: f64 = cells.map(|count| (count - 1_000.0).powi(2) / 1_000.0).sum();
    assert!((chi_squared - 999.0).abs() < 5.0 * 45.0, "{chi_squared}");
}

#[test]
fn s3_leading_zeros_stay() {
    assert_eq!(
        draw(&mut Scripted(vec![0, 7, 1_000_042]), 3),
        ["000000", "000007", "000042"]
    );
}

#[test]
fn s3_draws_that_would_favour_small_codes_are_thrown_away() {
    let draws = vec![4_293_999_999, 4_294_000_000, u32::MAX, 5];
    assert_eq!(draw(&mut Scripted(draws), 2), ["999999", "000005"]);
}

#[test]
fn s5_a_code_is_good_for_its_own_number_alone() {
    let both = "new ada A unverified B unverified; ada prepares A; ada prepares B";
    check(&format!("{both}; ada tries B code1"), "unverified after 1");
    check(&format!("{both}; ada tries A code2"), "unverified after 1");
    check(
        &format!("{both}; ada tries A right on code2"),
        "refused: VerificationNotFound",
    );
}

#[test]
fn s5_a_code_is_good_for_its_own_user_alone() {
    let both = "new ada A unverified; new bob A unverified; ada prepares A; bob prepares A";
    check(&format!("{both}; bob tries A code1"), "unverified after 1");
    check(
        &format!("{both}; bob tries A right on code1"),
        "refused: VerificationNotFound",
    );
}

#[test]
fn s5_an_older_code_dies_when_a_newer_is_sent() {
    let resent = "new ada A unverified; ada prepares A; +30s; ada prepares A";
    check(
        &format!("{resent}; ada tries A right on code1"),
        "expired after 0",
    );
    check(
        &format!("{resent}; ada tries A code1 on code2"),
        "unverified after 1",
    );
    check(
        &format!("{resent}; ada tries A right on code2"),
        "verified after 1",
    );
}

#[test]
fn s5_an_older_code_dies_although_many_are_sent_within_one_millisecond() {
    for seed in 0..20 {
        let mut world = crate::story::World::seeded(seed);
        world.tell("policy pause 0s; new ada A unverified");
        for _ in 0..10 {
            world.tell("ada prepares A");
        }
        assert_eq!(world.tell("ada tries A right on code9"), "expired after 0");
    }
}

#[test]
fn s5_an_older_code_dies_although_the_clock_was_set_back() {
    let story =
        "new ada Test unverified; ada prepares Test; -1h; ada prepares Test; ada prepares Test";
    check(
        &format!("{story}; ada tries Test right on code1"),
        "expired after 0",
    );
    check(
        &format!("{story}; ada tries Test right on code2"),
        "expired after 0",
    );
    check(
        &format!("{story}; ada tries Test right on code3"),
        "verified after 1",
    );
}

#[test]
fn s5_the_resend_of_another_person_kills_no_code() {
    check(
        "new ada A unverified; new bob A unverified; ada prepares A; bob prepares A; ada tries A right",
        "verified after 1",
    );
}

#[test]
fn s6_without_its_key_a_code_is_worth_nothing() {
    let sent = "new ada A unverified; ada prepares A";
    check(
        &format!("{sent}; only key 2; ada tries A right"),
        "unverified after 1",
    );
    check(
        &format!("{sent}; only key 1; ada tries A right"),
        "verified after 1",
    );
}

#[test]
fn s6_an_older_key_still_checks_and_the_newest_makes() {
    check(
        "new ada A unverified; ada prepares A; key 2; ada tries A right",
        "verified after 1",
    );
    check(
        "new ada A unverified; key 2; ada prepares A; only key 2; ada tries A right",
        "verified after 1",
    );
}

#[test]
fn s6_the_same_code_is_kept_differently_for_each_verification() {
    let mut world = crate::story::World::new();
    world.tell("new ada Test; ada prepares Test; ada prepares Test");
    let [one, other] = world.kept_codes()[..] else {
        panic!("two codes were sent");
    };
    assert_ne!(one, other);
}

#[test]
fn s6_debug_output_never_shows_a_code_or_what_a_text_says() {
    // Every step of every story looks at its decision and its commit; here is the code that is known beforehand.
    let mut world = crate::story::World::new();
    world.tell("new ada Test; ada prepares Test");
    let printed = world.printed(1);
    assert!(
        !printed.contains(number::TEST_CODE) && !printed.contains("verification code"),
        "{printed}"
    );
    assert!(!printed.contains(phone("Test").as_str()), "{printed}");
    assert_eq!(format!("{:?}", Code::for_tests()), "Code(..)");
}
