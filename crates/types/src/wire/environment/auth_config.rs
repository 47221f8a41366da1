use serde::{Deserialize, Serialize};

use super::super::tag;
use crate::Timestamp;

tag! {
    /// The tag of [`AuthConfig`].
    AuthConfigTag "auth_config";
    /// The tag of [`NativeSettings`].
    NativeSettingsTag "native_settings";
}

/// How people sign up and in. Requirements are `on`, `off` or `required`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuthConfig {
    /// `auth_config`.
    pub object: AuthConfigTag,
    /// Its id: `aconf_` and the body of the instance's id.
    pub id: String,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The email address: `off`, for it is no way in.
    pub email_address: String,
    /// The phone number: `on` or `required`.
    pub phone_number: String,
    /// The username.
    pub username: String,
    /// The password.
    pub password: String,
    /// Identifiers needed to sign up: one of every list that is not empty.
    pub identification_requirements: Vec<Vec<String>>,
    /// Identifiers that sign in: `phone_number`, `username`.
    pub identification_strategies: Vec<String>,
    /// First factors: `phone_code`, `password`.
    pub first_factors: Vec<String>,
    /// Second factors: `phone_code` and `backup_code`, or none.
    pub second_factors: Vec<String>,
    /// Always empty.
    pub email_address_verification_strategies: Vec<String>,
    /// Whether a client holds one session at most.
    pub single_session_mode: bool,
    /// Always false.
    pub enhanced_email_deliverability: bool,
    /// Whether test numbers take the fixed code.
    pub test_mode: bool,
    /// Always false; old name of what follows.
    #[serde(default)]
    pub cookieless_dev: bool,
    /// Whether a browser in development is known by a token in the URL rather than by a cookie. Always true.
    pub url_based_session_syncing: bool,
    /// Always null: an instance belongs to whoever runs it.
    pub claimed_at: Option<Timestamp>,
    /// Whether what is sensitive needs factors proven of late.
    pub reverification: bool,
    /// What native apps may do.
    pub native_settings: NativeSettings,
}

/// What native apps may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NativeSettings {
    /// `native_settings`.
    pub object: NativeSettingsTag,
    /// Whether native apps are served. Always true.
    pub api_enabled: bool,
    /// Always false.
    pub trusted_device_sign_in_enabled: bool,
    /// Always false.
    pub trusted_device_enrollment_prompt_after_sign_in_enabled: bool,
    /// Always false.
    pub trusted_device_enrollment_prompt_after_sign_up_enabled: bool,
}
