use serde::{Deserialize, Serialize};

use super::tag;
use crate::{Timestamp, VerificationId};

tag! {
    /// The tag of [`Verification`].
    VerificationTag "verification_otp";
}

/// One sending of a code by the Backend API, and how the tries at it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verification {
    /// `verification_otp`.
    pub object: VerificationTag,
    /// Its id: goes into the attempt.
    pub id: VerificationId,
    /// `unverified`, `verified`, `failed` or `expired`.
    pub status: String,
    /// `phone_code`.
    pub strategy: String,
    /// Tries made.
    pub attempts: u32,
    /// When the code dies.
    pub expire_at: Timestamp,
    /// `sms`.
    pub channel: String,
}
