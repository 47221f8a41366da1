use serde::{Deserialize, Serialize};

use crate::wire::{Metadata, tag};
use crate::{SessionId, SignUpId, Timestamp, UserId};

tag! {
    /// The tag of [`SignUp`].
    SignUpTag "sign_up_attempt";
}

/// An attempt to sign up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignUp {
    /// `sign_up_attempt`.
    pub object: SignUpTag,
    /// Its id.
    pub id: SignUpId,
    /// `missing_requirements`, `complete` or `abandoned`.
    pub status: String,
    /// What has to be given.
    pub required_fields: Vec<String>,
    /// What may be given.
    pub optional_fields: Vec<String>,
    /// What has still to be given.
    pub missing_fields: Vec<String>,
    /// What was given and has still to be proven.
    pub unverified_fields: Vec<String>,
    /// How proofs stand.
    pub verifications: FieldVerifications,
    /// The username.
    pub username: Option<String>,
    /// Always null.
    pub email_address: Option<String>,
    /// The phone number.
    pub phone_number: Option<crate::PhoneNumber>,
    /// Always null.
    pub web3_wallet: Option<String>,
    /// Whether a password was given.
    pub password_enabled: bool,
    /// The same.
    pub has_password: bool,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Metadata that the user will have.
    pub unsafe_metadata: Metadata,
    /// Always empty.
    pub public_metadata: Metadata,
    /// Always false.
    pub custom_action: bool,
    /// Always null.
    pub external_id: Option<String>,
    /// The session that it made.
    pub created_session_id: Option<SessionId>,
    /// The user that it made.
    pub created_user_id: Option<UserId>,
    /// When it is too late to go on with it.
    pub abandon_at: Timestamp,
    /// When the legal terms were accepted.
    pub legal_accepted_at: Option<Timestamp>,
    /// Language and region.
    pub locale: Option<String>,
}

/// How the proofs of what was given stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldVerifications {
    /// Always null.
    pub email_address: Option<FieldVerification>,
    /// Of the phone number, once one was given.
    pub phone_number: Option<FieldVerification>,
    /// Always null.
    pub web3_wallet: Option<FieldVerification>,
    /// Always null.
    pub external_account: Option<FieldVerification>,
}

/// How the proof of a field stands. Until a code was sent there is nothing but what to do next: components that see a
/// status believe that a code is out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldVerification {
    /// `needs_prepare`, `needs_attempt` or empty.
    pub next_action: String,
    /// `phone_code`.
    pub supported_strategies: Vec<String>,
    /// `verification_otp`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub object: Option<String>,
    /// `phone_code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub strategy: Option<String>,
    /// `unverified`, `verified`, `failed` or `expired`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub status: Option<String>,
    /// Tries made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u32"))]
    pub attempts: Option<u32>,
    /// When the code dies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Timestamp"))]
    pub expire_at: Option<Timestamp>,
}
