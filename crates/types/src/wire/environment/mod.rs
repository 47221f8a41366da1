//! The environment document: what a browser or an app has to know of the server before anybody signs in.
//!
//! Every documented field is there, since strict clients refuse a document without it. What this server has none of is off,
//! empty or null.

mod absent;
mod auth_config;
mod display_config;
mod user_settings;

pub use absent::{
    ApiKeysSettings, Billing, BillingOf, CommerceSettings, DomainsSettings, FraudSettings,
    FraudSettingsTag, NativeFraudSettings, OrganizationActions, OrganizationSettings, SlugSettings,
};
pub use auth_config::{AuthConfig, AuthConfigTag, NativeSettings, NativeSettingsTag};
pub use display_config::{DisplayConfig, DisplayConfigTag};
pub use user_settings::{
    Actions, AttackProtection, Attribute, Attributes, EmailLink, EnterpriseSso, PasskeySettings,
    PasswordSettings, Restrictions, SecondFactorSettings, SignInSettings, SignUpSettings, Switch,
    UserLockout, UserSettings, UsernameSettings,
};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tag;

tag! {
    /// The tag of [`Environment`].
    EnvironmentTag "environment";
}

/// What a browser or an app has to know of the server before anybody signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Environment {
    /// `environment`.
    #[serde(default)]
    pub object: EnvironmentTag,
    /// Its id: `env_` and the body of the instance's id.
    #[serde(default)]
    pub id: String,
    /// How people sign up and in.
    pub auth_config: AuthConfig,
    /// Names, addresses and looks.
    pub display_config: DisplayConfig,
    /// What users have, and may do.
    pub user_settings: UserSettings,
    /// Organizations: off.
    pub organization_settings: OrganizationSettings,
    /// Checks of devices: off.
    pub fraud_settings: FraudSettings,
    /// Payments: off.
    pub commerce_settings: CommerceSettings,
    /// API keys of users: off.
    pub api_keys_settings: ApiKeysSettings,
    /// Always null: there is no bot protection.
    pub protect_config: Option<BTreeMap<String, Value>>,
    /// Whether the server is down for maintenance. Always false: it would not answer.
    pub maintenance_mode: bool,
    /// Whether clients should send what goes wrong in them. Always false.
    pub client_debug_mode: bool,
    /// Whether cookies are kept apart by top-level site. Always false.
    pub partitioned_cookies: bool,
}
