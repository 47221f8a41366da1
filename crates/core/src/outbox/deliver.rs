use strowger_types::Timestamp;

use crate::commit::{Commit, Guard, Write};
use crate::record::{Message, MessageState, Verification};
use crate::verification::Outcome;

/// How long the one who commits a text has it to themselves, in milliseconds. Longer than a delivery takes
/// at most, so that nobody else sends it meanwhile; short, so that after a crash it is not late.
pub const FIRST_LEASE_MS: i64 = 15 * 1_000;

/// The pause before the second delivery, in milliseconds; it doubles from try to try.
const RETRY_PAUSE_MS: i64 = 1_000;

/// The longest pause between deliveries, in milliseconds.
const RETRY_PAUSE_MAX_MS: i64 = 60 * 1_000;

/// How one delivery went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The sender took the text.
    Accepted,
    /// The sender said that it never will.
    Refused,
    /// The sender did not answer, or said that it cannot now.
    Unavailable,
    /// There was no use in sending it any more.
    Unwanted,
    /// It cannot be read with the master key that there is.
    Unreadable,
}

/// Whether a text is still of use at `now`: its code is the newest, not used, not dead.
pub fn is_wanted(message: &Message, verification: Option<&Verification>, now: Timestamp) -> bool {
    let is_for_code = message.verification_id.is_some();
    let code_lives = verification
        .is_some_and(|verification| verification.outcome_at(now) == Outcome::Unverified);
    !message.expire_at.is_past(now) && (!is_for_code || code_lives)
}

/// What to record after a delivery: it is over, or due again after a pause, unless that would be too late.
pub fn settle(message: &Message, delivery: Delivery, now: Timestamp) -> Commit {
    let tries = message.tries
        + u32::from(!matches!(
            delivery,
            Delivery::Unwanted | Delivery::Unreadable
        ));
    let due_again_at = now.plus_ms(retry_pause_ms(tries));
    let state = match delivery {
        Delivery::Accepted => MessageState::Delivered,
        Delivery::Unwanted => MessageState::Dropped,
        Delivery::Refused => MessageState::Failed,
        Delivery::Unreadable => MessageState::Unreadable,
        Delivery::Unavailable if message.expire_at.is_past(due_again_at) => MessageState::Expired,
        Delivery::Unavailable => MessageState::Queued,
    };
    Commit {
        guards: vec![Guard::MessageLease {
            id: message.id.clone(),
            lease_until: message.lease_until,
        }],
        writes: vec![Write::SettleMessage {
            id: message.id.clone(),
            state,
            tries,
            lease_until: due_again_at,
        }],
    }
}

fn retry_pause_ms(tries: u32) -> i64 {
    let doublings = tries.saturating_sub(1).min(16);
    (RETRY_PAUSE_MS << doublings).min(RETRY_PAUSE_MAX_MS)
}
