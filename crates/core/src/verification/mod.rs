//! Rules about codes: what they are bound to, how long they live, how often one may guess.

mod attempt;
mod code;
mod judge;
mod prepare;
mod send;

pub use attempt::{Attempt, AttemptFacts, attempt};
pub use code::{CODE_DIGITS, Code, CodeKeys};
pub(crate) use judge::{Judged, judge, waiting};
pub use prepare::{PrepareFacts, prepare, sends_limit};
pub(crate) use send::{Sending, send};

use strowger_types::Timestamp;

use crate::policy::FAILURES_MAX;
use crate::record::{SentCode, User, Verification, VerificationStatus};

/// Whether codes have stopped working: the account is locked, or too many wrong ones came to the number.
fn is_budget_spent(user: &User, failures_at_number: u32) -> bool {
    user.locked || failures_at_number >= FAILURES_MAX
}

/// What a verification is called at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It waits for the right code.
    Unverified,
    /// The right code came.
    Verified,
    /// Too many wrong codes came.
    Failed,
    /// It is too late, or a newer code took its place.
    Expired,
}

impl Outcome {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Verified => "verified",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }
}

fn outcome(status: VerificationStatus, expire_at: Timestamp, now: Timestamp) -> Outcome {
    match status {
        VerificationStatus::Verified => Outcome::Verified,
        VerificationStatus::Failed => Outcome::Failed,
        VerificationStatus::Superseded => Outcome::Expired,
        VerificationStatus::Unverified if expire_at.is_past(now) => Outcome::Expired,
        VerificationStatus::Unverified => Outcome::Unverified,
    }
}

impl Verification {
    /// What the verification is called at `now`.
    pub fn outcome_at(&self, now: Timestamp) -> Outcome {
        outcome(self.status, self.expire_at, now)
    }
}

impl SentCode {
    /// What the code is called at `now`.
    pub fn outcome_at(&self, now: Timestamp) -> Outcome {
        outcome(self.status, self.expire_at, now)
    }
}
