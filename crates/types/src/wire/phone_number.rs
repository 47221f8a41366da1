use serde::{Deserialize, Serialize};

use super::tag;
use crate::{PhoneNumberId, Timestamp};

tag! {
    /// The tag of [`PhoneNumber`].
    PhoneNumberTag "phone_number";
}

/// A phone number that a user holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PhoneNumber {
    /// Its id.
    pub id: PhoneNumberId,
    /// `phone_number`.
    pub object: PhoneNumberTag,
    /// The number in E.164 form.
    pub phone_number: crate::PhoneNumber,
    /// Whether a code to this number is a second factor.
    pub reserved_for_second_factor: bool,
    /// Whether it is the second factor that is offered first. At most one of a user's numbers.
    pub default_second_factor: bool,
    /// Whether the number is unverified and yet held: usable for sign-in, and nobody else can have it.
    pub reserved: bool,
    /// How it was proven; null when it was not.
    pub verification: Option<NumberVerification>,
    /// Links to other identifications: none for phone numbers.
    pub linked_to: Vec<IdentificationLink>,
    /// Backup codes, in the one answer that shows them; null otherwise.
    pub backup_codes: Option<Vec<String>>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A link between identifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IdentificationLink {
    /// What kind of identification the other one is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The id of the other one.
    pub id: String,
}

/// How a number, or an email address, was proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "object")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum NumberVerification {
    /// By a code.
    #[serde(rename = "verification_otp")]
    Code {
        /// `unverified`, `verified`, `failed` or `expired`.
        status: String,
        /// `phone_code`.
        strategy: String,
        /// Tries made.
        attempts: Option<u32>,
        /// When the code dies, or died.
        expire_at: Option<Timestamp>,
    },
    /// By the word of the app's backend.
    #[serde(rename = "verification_admin")]
    Admin {
        /// `verified`.
        status: String,
        /// `admin`.
        strategy: String,
        /// Always null.
        attempts: Option<u32>,
        /// Always null.
        expire_at: Option<Timestamp>,
    },
}
