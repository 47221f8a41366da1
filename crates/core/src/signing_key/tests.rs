use strowger_types::InstanceId;

use super::*;

const SECOND_MS: i64 = 1_000;
const HOUR_MS: i64 = 60 * 60 * SECOND_MS;

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn key(kid: &str, created_ms: i64) -> SigningKey {
    SigningKey {
        kid: kid.to_owned(),
        sealed_private_key: Vec::new(),
        created_at: at(created_ms),
        used_until: None,
    }
}

fn settings() -> Settings {
    Settings {
        id: InstanceId::new(0, [0; 14]),
        version: 7,
        sealed_secret_key: Vec::new(),
        test_mode: None,
        blocked_countries: None,
        allowed_origins: None,
        sign_up_is_open: None,
        preferred: None,
        created_at: at(0),
    }
}

/// Keys `a` (made at 0) and `b` (made at 100 s), newest first.
fn two() -> [SigningKey; 2] {
    [key("b", 100 * SECOND_MS), key("a", 0)]
}

fn check_signs(keys: &[SigningKey], now_ms: i64, kid: &str) {
    assert_eq!(signs(keys, at(now_ms)).map(|key| &*key.kid), Some(kid));
}

fn check_published(keys: &[SigningKey], now_ms: i64, kids: &str) {
    let published: Vec<_> = published(keys, at(now_ms)).map(|key| &*key.kid).collect();
    assert_eq!(published.join(" "), kids, "at {now_ms} ms");
}

#[test]
fn the_first_key_signs_at_once() {
    check_signs(&[key("a", 0)], 0, "a");
    assert_eq!(signs(&[], at(0)), None);
}

#[test]
fn a_new_key_is_published_at_once_and_signs_when_every_process_knows_it() {
    check_published(&two(), 100_000, "b a");
    check_signs(&two(), 104_999, "a");
    check_signs(&two(), 105_000, "b");
}

#[test]
fn of_two_new_keys_neither_signs_too_early() {
    let keys = [key("b", 2_000), key("a", 1_000)];
    check_signs(&keys, 2_000, "a");
    check_signs(&keys, 6_500, "a");
    check_signs(&keys, 7_000, "b");
}

#[test]
fn an_older_key_is_published_until_its_last_usual_token_is_dead() {
    let last_ms = 100_000 + LEAD_MS + LAG_MAX_MS + TOKEN_TTL_MS;
    check_published(&two(), last_ms - 1, "b a");
    check_published(&two(), last_ms, "b");
}

#[test]
fn an_older_key_is_published_until_its_last_long_token_is_dead() {
    let mut keys = two();
    keys[1].used_until = Some(at(HOUR_MS));
    check_published(&keys, HOUR_MS - 1, "b a");
    check_published(&keys, HOUR_MS, "b");
    // A long token that died early takes nothing from the usual ones.
    keys[1].used_until = Some(at(1_000));
    check_published(&keys, 110_000, "b a");
}

#[test]
fn a_key_that_signs_lives_however_old_it_is() {
    check_published(&[key("a", 0)], i64::MAX, "a");
    check_signs(&[key("a", 0)], i64::MAX, "a");
}

#[test]
fn each_key_is_outlived_by_the_next_newer_one() {
    let keys = [key("c", 200_000), key("b", 100_000), key("a", 0)];
    let dead_ms = LEAD_MS + LAG_MAX_MS + TOKEN_TTL_MS;
    check_published(&keys, 100_000 + dead_ms, "c b");
    check_published(&keys, 200_000 + dead_ms, "c");
}

#[test]
fn a_new_key_is_the_newest_whatever_the_clock_says() {
    let commit = add(&settings(), &two(), key("c", 5), Older::Retire).expect("there is room");
    let Some(Write::PutSigningKey(added)) = commit.writes.first() else {
        panic!("{commit:?}");
    };
    assert_eq!(added.created_at, at(100_001));
}

#[test]
fn keys_change_under_the_version_of_the_settings() {
    let commit = add(&settings(), &two(), key("c", 200_000), Older::Retire).expect("there is room");
    assert_eq!(commit.guards, [Guard::SettingsVersion { version: 7 }]);
    let Some(Write::PutSettings(after)) = commit.writes.last() else {
        panic!("{commit:?}");
    };
    assert_eq!(after.version, 8);
}

#[test]
fn there_is_room_for_so_many_keys() {
    let keys: Vec<_> = (0..64).rev().map(|n| key(&n.to_string(), n)).collect();
    assert!(add(&settings(), &keys, key("new", 100), Older::Retire).is_err());
    assert!(add(&settings(), &keys[1..], key("new", 100), Older::Retire).is_ok());
}

#[test]
fn a_key_that_takes_over_from_stolen_ones_is_alone_and_signs_at_once() {
    let commit = add(&settings(), &two(), key("c", 200_000), Older::Forget).expect("there is room");
    let dead = |kid: &str| Write::DeleteSigningKey {
        kid: kid.to_owned(),
    };
    assert_eq!(commit.writes[..2], [dead("b"), dead("a")]);
    check_signs(&[key("c", 200_000)], 200_000, "c");
    let full: Vec<_> = (0..64).rev().map(|n| key(&n.to_string(), n)).collect();
    assert!(add(&settings(), &full, key("new", 100), Older::Forget).is_ok());
}

fn check_reserves(keys: &[SigningKey], until_ms: i64, now_ms: i64, writes: bool) -> SigningKey {
    let decision = reserve(&settings(), keys, at(until_ms), at(now_ms));
    assert_eq!(!decision.commit.writes.is_empty(), writes);
    let reply = decision.outcome.expect("it never refuses");
    reply.expect("there is a key")
}

#[test]
fn a_usual_token_records_nothing() {
    check_reserves(&two(), 260_000, 200_000, false);
}

#[test]
fn a_long_token_is_recorded_before_it_is_made_and_the_next_ones_fit_into_the_record() {
    let recorded = check_reserves(&two(), 200_000 + HOUR_MS, 200_000, true);
    assert_eq!(recorded.kid, "b");
    assert_eq!(recorded.used_until, Some(at(2 * HOUR_MS)));
    let keys = [recorded, key("a", 0)];
    check_reserves(&keys, 900_000 + HOUR_MS, 900_000, false);
    check_reserves(&keys, 2 * HOUR_MS, 900_000, false);
    check_reserves(&keys, 2 * HOUR_MS + 1, HOUR_MS + 1, true);
}

#[test]
fn a_long_token_is_recorded_with_the_key_that_signs_it() {
    let recorded = check_reserves(&two(), 100_000 + HOUR_MS, 100_000, true);
    assert_eq!(recorded.kid, "a", "the new one does not sign yet");
}

#[test]
fn only_dead_keys_are_forgotten() {
    assert!(forget_dead(&settings(), &two(), at(110_000)).is_none());
    let commit = forget_dead(&settings(), &two(), at(HOUR_MS)).expect("one is dead");
    let dead = Write::DeleteSigningKey {
        kid: "a".to_owned(),
    };
    assert_eq!(commit.writes.first(), Some(&dead));
    assert_eq!(commit.writes.len(), 2, "and the settings");
}
