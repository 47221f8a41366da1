use std::fmt;

use strowger_types::{PhoneNumber, PhoneNumberId, Timestamp, UserId, VerificationId};

/// One sending of a code and the tries made at it. Its code is good for this number, user and purpose alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Its id.
    pub id: VerificationId,
    /// Grows by one with every change.
    pub version: u64,
    /// What a right code proves.
    pub purpose: Purpose,
    /// Whose number it is; `None` at sign-up, or if it is nobody's.
    pub user_id: Option<UserId>,
    /// Which of the user's numbers.
    pub phone_number_id: Option<PhoneNumberId>,
    /// The number that the code went to.
    pub phone_number: PhoneNumber,
    /// How the tries went. That it expired follows from `expire_at`.
    pub status: VerificationStatus,
    /// Tries made.
    pub attempts: u32,
    /// The code, unreadable.
    pub code: CodeMac,
    /// When the code was made.
    pub created_at: Timestamp,
    /// When the code dies.
    pub expire_at: Timestamp,
}

/// What a right code proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To the app's backend, that its user has the number.
    BackendProof,
    /// That a signed-in user has a number of theirs.
    NumberProof,
    /// That somebody who signs up has the number.
    SignUp,
    /// The first factor of a sign-in.
    SignInFirst,
    /// The second factor of a sign-in.
    SignInSecond,
    /// The first factor of a step-up.
    StepUpFirst,
    /// The second factor of a step-up.
    StepUpSecond,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 7] = [
        Self::BackendProof,
        Self::NumberProof,
        Self::SignUp,
        Self::SignInFirst,
        Self::SignInSecond,
        Self::StepUpFirst,
        Self::StepUpSecond,
    ];

    /// The name in the database and in what a code is bound to.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BackendProof => "backend_proof",
            Self::NumberProof => "number_proof",
            Self::SignUp => "sign_up",
            Self::SignInFirst => "sign_in_first",
            Self::SignInSecond => "sign_in_second",
            Self::StepUpFirst => "step_up_first",
            Self::StepUpSecond => "step_up_second",
        }
    }

    /// The purpose of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|purpose| purpose.as_str() == text)
    }
}

/// How the tries at a code went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerificationStatus {
    /// No right code yet.
    Unverified,
    /// The right code came, once.
    Verified,
    /// Too many wrong codes came.
    Failed,
    /// A newer code took its place.
    Superseded,
}

impl VerificationStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [
        Self::Unverified,
        Self::Verified,
        Self::Failed,
        Self::Superseded,
    ];

    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Verified => "verified",
            Self::Failed => "failed",
            Self::Superseded => "superseded",
        }
    }
}

/// A code as it is stored: HMAC-SHA-256 of the code and of all that it is bound to, under a key that is not in the database.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeMac {
    /// Which key.
    pub key_id: u32,
    /// The code's authenticator.
    pub mac: [u8; 32],
}

impl fmt::Debug for CodeMac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeMac(..)")
    }
}
