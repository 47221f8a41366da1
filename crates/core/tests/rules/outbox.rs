//! Texts: which are still wanted, and what becomes of one that was tried.

use strowger_core::commit::{Guard, Write};
use strowger_core::outbox::{Delivery, is_wanted, settle};
use strowger_core::record::{Message, MessageState};
use strowger_types::{SmsMessageId, Timestamp};

use crate::story::{check, phone};

fn message(tries: u32, expire_at_ms: i64) -> Message {
    Message {
        id: SmsMessageId::new(0, [0; 14]),
        to: phone("A"),
        user_id: None,
        phone_number_id: None,
        verification_id: None,
        sealed: None,
        state: MessageState::Queued,
        tries,
        lease_until: Timestamp::from_ms(15_000),
        expire_at: Timestamp::from_ms(expire_at_ms),
        created_at: Timestamp::from_ms(0),
    }
}

/// A delivery at 0 ms of a text that was tried so often.
fn settled(delivery: Delivery, tries_before: u32, expire_at_ms: i64) -> String {
    let message = message(tries_before, expire_at_ms);
    let commit = settle(&message, delivery, Timestamp::from_ms(0));
    let lease = Guard::MessageLease {
        id: message.id.clone(),
        lease_until: message.lease_until,
    };
    assert_eq!(
        commit.guards,
        [lease],
        "only the one who has the lease records"
    );
    match &commit.writes[..] {
        [
            Write::SettleMessage {
                state: MessageState::Queued,
                tries,
                lease_until,
                ..
            },
        ] => {
            format!(
                "queued, try {tries}, again after {} ms",
                lease_until.as_ms()
            )
        }
        [Write::SettleMessage { state, tries, .. }] => format!("{}, try {tries}", state.as_str()),
        other => panic!("one write records a delivery: {other:?}"),
    }
}

#[test]
fn a_delivery_is_over_when_the_sender_took_it_or_never_will() {
    assert_eq!(settled(Delivery::Accepted, 0, 600_000), "delivered, try 1");
    assert_eq!(settled(Delivery::Refused, 2, 600_000), "failed, try 3");
}

#[test]
fn what_is_not_wanted_is_dropped_without_a_try() {
    assert_eq!(settled(Delivery::Unwanted, 3, 600_000), "dropped, try 3");
}

#[test]
fn an_unavailable_sender_is_tried_again_after_a_pause_that_doubles_to_a_minute() {
    let again = |tries| settled(Delivery::Unavailable, tries, 600_000);
    assert_eq!(again(0), "queued, try 1, again after 1000 ms");
    assert_eq!(again(1), "queued, try 2, again after 2000 ms");
    assert_eq!(again(5), "queued, try 6, again after 32000 ms");
    assert_eq!(again(6), "queued, try 7, again after 60000 ms");
    assert_eq!(
        again(4_000_000_000),
        "queued, try 4000000001, again after 60000 ms"
    );
}

#[test]
fn a_try_that_would_come_too_late_is_not_made() {
    assert_eq!(
        settled(Delivery::Unavailable, 0, 1_001),
        "queued, try 1, again after 1000 ms"
    );
    assert_eq!(settled(Delivery::Unavailable, 0, 1_000), "expired, try 1");
}

#[test]
fn a_text_is_wanted_while_its_code_lives() {
    let sent = "new ada A unverified B; ada prepares A";
    check(&format!("{sent}; wanted code1"), "yes");
    check(&format!("{sent}; +9m59s999ms; wanted code1"), "yes");
    check(&format!("{sent}; +10m; wanted code1"), "no");
    check(&format!("{sent}; ada tries A right; wanted code1"), "no");
    check(&format!("{sent}; ada fails A 5; wanted code1"), "no");
    check(&format!("{sent}; ada removes A; wanted code1"), "no");
    check(&format!("{sent}; delete ada; wanted code1"), "no");
}

#[test]
fn only_the_newest_code_is_wanted() {
    let resent = "new ada A; ada prepares A; +30s; ada prepares A";
    check(&format!("{resent}; wanted code1"), "no");
    check(&format!("{resent}; wanted code2"), "yes");
}

#[test]
fn a_text_without_a_code_is_wanted_until_it_is_too_late() {
    assert!(is_wanted(&message(0, 1_000), None, Timestamp::from_ms(999)));
    assert!(!is_wanted(
        &message(0, 1_000),
        None,
        Timestamp::from_ms(1_000)
    ));
}

#[test]
fn an_unreadable_text_is_over_without_a_try() {
    assert_eq!(
        settled(Delivery::Unreadable, 2, 600_000),
        "unreadable, try 2"
    );
}
