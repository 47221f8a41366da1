use std::fmt;

use strowger_types::wire::Metadata;
use strowger_types::{
    BackupCodesId, EmailAddressId, PhoneNumber, PhoneNumberId, Timestamp, UserId,
};

use super::SentCode;

/// A user with everything that identifies them: the unit that rules decide on and that `version` guards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// Grows by one with every change of the user or of anything below.
    pub version: u64,
    /// A unique name to sign in with, as it was given; compared without case.
    pub username: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Language and region.
    pub locale: Option<String>,
    /// The app's own id of the user, unique.
    pub external_id: Option<String>,
    /// The password.
    pub password: Option<Password>,
    /// Codes that stand in for the second factor, if the user has any.
    pub backup_codes: Option<BackupCodes>,
    /// Metadata that backend and frontend see and only the backend writes.
    pub public_metadata: Metadata,
    /// Metadata that only the backend sees.
    pub private_metadata: Metadata,
    /// Metadata that backend and frontend see and write.
    pub unsafe_metadata: Metadata,
    /// Phone numbers, oldest first: by `created_at`, then by id.
    pub numbers: Vec<Number>,
    /// The main phone number: one of `numbers`.
    pub primary_number: Option<PhoneNumberId>,
    /// Email addresses, oldest first: by `created_at`, then by id.
    pub emails: Vec<Email>,
    /// The main email address: one of `emails`.
    pub primary_email: Option<EmailAddressId>,
    /// Whether the user may not sign in and has no session.
    pub banned: bool,
    /// Whether factor attempts are refused until an admin unlocks the account.
    pub locked: bool,
    /// Consecutive wrong tries at any factor of the account that came by the app's backend.
    pub failures: u32,
    /// Wrong tries at any factor of the account from clients that never signed in to it, less what those took back
    /// that then did.
    pub stranger_failures: u32,
    /// When an admin last unlocked the account: wrong tries before that are forgiven everywhere.
    pub unlocked_at: Option<Timestamp>,
    /// Whether the user may delete the account.
    pub delete_self_enabled: bool,
    /// When two factors were last switched on.
    pub mfa_enabled_at: Option<Timestamp>,
    /// When two factors were last switched off.
    pub mfa_disabled_at: Option<Timestamp>,
    /// When the user last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// The last day the user was active.
    pub last_active_at: Option<Timestamp>,
    /// When the user accepted the legal terms.
    pub legal_accepted_at: Option<Timestamp>,
    /// When the user was made, or what the app said of it.
    pub created_at: Timestamp,
    /// When the user last changed.
    pub updated_at: Timestamp,
}

/// The digest of a password, as a PHC string.
#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    /// The PHC string: algorithm, parameters, salt and hash.
    pub digest: String,
    /// When it was set.
    pub set_at: Timestamp,
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// Codes that stand in for the second factor, each once, unreadable.
#[derive(Clone, PartialEq, Eq)]
pub struct BackupCodes {
    /// The id of the set.
    pub id: BackupCodesId,
    /// Under which key they are stored.
    pub key_id: u32,
    /// HMAC-SHA-256 of each code that was not used yet.
    pub macs: Vec<[u8; 32]>,
    /// When they were made.
    pub created_at: Timestamp,
}

impl fmt::Debug for BackupCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackupCodes")
            .field("id", &self.id)
            .field("left", &self.macs.len())
            .finish_non_exhaustive()
    }
}

/// A phone number that a user holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its id.
    pub id: PhoneNumberId,
    /// Whose it is.
    pub user_id: UserId,
    /// The number.
    pub phone_number: PhoneNumber,
    /// How far it is proven.
    pub standing: Standing,
    /// The code that its user was sent to prove it, until it is proven.
    pub sent: Option<SentCode>,
    /// Whether a code to it is a second factor.
    pub second_factor: SecondFactor,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// How far a number, or an email address, is proven, and so whether it is held against others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Somebody says so. Others may say so too.
    Unverified,
    /// Held without proof, by the backend's word.
    Reserved,
    /// Held, by the backend's word that it was proven.
    VerifiedByAdmin,
    /// Held, proven with a code.
    VerifiedByCode {
        /// Tries that it took, the right one included.
        attempts: u32,
        /// When the code would have died.
        expire_at: Timestamp,
    },
}

impl Standing {
    /// Whether it was proven.
    pub const fn is_verified(self) -> bool {
        matches!(self, Self::VerifiedByAdmin | Self::VerifiedByCode { .. })
    }

    /// Whether nobody else can have it: verified or reserved.
    pub const fn is_held(self) -> bool {
        !matches!(self, Self::Unverified)
    }
}

/// Whether a code to a number is a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    /// It is not.
    Off,
    /// It is.
    On,
    /// It is, and it is offered first. Exactly one of a user's second factors.
    Default,
}

impl SecondFactor {
    /// Whether it is a second factor at all.
    pub const fn is_on(self) -> bool {
        !matches!(self, Self::Off)
    }
}

/// An email address that a user holds. Kept and shown, never a way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// Its id.
    pub id: EmailAddressId,
    /// Whose it is.
    pub user_id: UserId,
    /// The address, in lower case.
    pub address: String,
    /// How far it is proven: never by code.
    pub standing: Standing,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}
