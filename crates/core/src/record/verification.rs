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
    /// Whose number it is.
    pub user_id: UserId,
    /// Which of the user's numbers.
    pub phone_number_id: PhoneNumberId,
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
}

impl Purpose {
    /// The name in the database and in what a code is bound to.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BackendProof => "backend_proof",
        }
    }

    /// The purpose of that name.
    pub fn parse(text: &str) -> Option<Self> {
        (text == Self::BackendProof.as_str()).then_some(Self::BackendProof)
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
