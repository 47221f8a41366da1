use strowger_types::{PhoneNumberId, Timestamp, VerificationId};

use super::VerificationStatus;

/// A way to prove something of oneself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// A code that comes by text.
    PhoneCode,
    /// The password.
    Password,
    /// A token that the app's backend made.
    Ticket,
    /// One of the codes that were shown when two factors were switched on.
    BackupCode,
}

impl Strategy {
    /// Every strategy.
    pub const ALL: [Self; 4] = [
        Self::PhoneCode,
        Self::Password,
        Self::Ticket,
        Self::BackupCode,
    ];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PhoneCode => "phone_code",
            Self::Password => "password",
            Self::Ticket => "ticket",
            Self::BackupCode => "backup_code",
        }
    }

    /// The strategy of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|strategy| strategy.as_str() == text)
    }
}

/// A code that is out, as whoever waits for it sees it: the verification's own record says the same and is what is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentCode {
    /// The verification that judges it.
    pub verification_id: VerificationId,
    /// How the tries went. That it expired follows from `expire_at`.
    pub status: VerificationStatus,
    /// Tries made.
    pub attempts: u32,
    /// When the code dies.
    pub expire_at: Timestamp,
}

/// How far one factor of an attempt got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// How it is proven.
    pub strategy: Strategy,
    /// The number that a code went to. In an attempt that only looks like one it names nothing.
    pub number_id: Option<PhoneNumberId>,
    /// The code that is out; `None` for strategies without one.
    pub sent: Option<SentCode>,
    /// Whether it is proven.
    pub verified: bool,
}
