use serde::{Deserialize, Serialize};

use crate::wire::tag;
use crate::{PhoneNumberId, SessionId, SignInId, Timestamp};

tag! {
    /// The tag of [`SignIn`].
    SignInTag "sign_in_attempt";
}

/// An attempt to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignIn {
    /// `sign_in_attempt`.
    pub object: SignInTag,
    /// Its id.
    pub id: SignInId,
    /// `needs_identifier`, `needs_first_factor`, `needs_second_factor`, `complete` or `abandoned`.
    pub status: String,
    /// What people sign in with.
    pub supported_identifiers: Vec<String>,
    /// What may be used as first factor; null as long as nobody said who they are.
    pub supported_first_factors: Option<Vec<Factor>>,
    /// What may be used as second factor; null as long as none is asked for.
    pub supported_second_factors: Option<Vec<Factor>>,
    /// How the first factor stands; null until it was begun.
    pub first_factor_verification: Option<FactorVerification>,
    /// How the second factor stands; null until it was begun.
    pub second_factor_verification: Option<FactorVerification>,
    /// What was signed in with.
    pub identifier: Option<String>,
    /// What whoever signs in may see of the user.
    pub user_data: Option<SignInUserData>,
    /// The session that it made.
    pub created_session_id: Option<SessionId>,
    /// When it is too late to go on with it.
    pub abandon_at: Timestamp,
    /// Always null: clients are not scored.
    pub client_trust_state: Option<String>,
}

/// A factor that may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Factor {
    /// `phone_code`, `password` or `backup_code`.
    pub strategy: String,
    /// The number, masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub safe_identifier: Option<String>,
    /// The number's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "PhoneNumberId"))]
    pub phone_number_id: Option<PhoneNumberId>,
    /// Of a first factor: whether it is the user's primary number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "bool"))]
    pub primary: Option<bool>,
    /// Of a second factor: whether it is offered first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "bool"))]
    pub default: Option<bool>,
}

/// How a factor stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FactorVerification {
    /// `verification_otp`, `verification_password`, `verification_ticket` or `verification_backup_code`.
    pub object: String,
    /// `unverified`, `verified`, `failed` or `expired`.
    pub status: String,
    /// How it is proven.
    pub strategy: String,
    /// Tries made; null where they are not counted.
    pub attempts: Option<u32>,
    /// When the code dies; null where there is none.
    pub expire_at: Option<Timestamp>,
}

/// What whoever signs in may see of the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignInUserData {
    /// First name, once the first factor is proven.
    pub first_name: Option<String>,
    /// Last name, once the first factor is proven.
    pub last_name: Option<String>,
    /// Where the user's picture is.
    pub image_url: String,
    /// Whether the user has a picture of their own.
    pub has_image: bool,
}
