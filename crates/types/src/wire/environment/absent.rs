//! Parts of the document about what this server has none of.

use serde::{Deserialize, Serialize};

use super::super::tag;

tag! {
    /// The tag of [`FraudSettings`].
    FraudSettingsTag "fraud_settings";
}

/// Organizations: off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrganizationSettings {
    /// Always false.
    pub enabled: bool,
    /// Always 0.
    pub max_allowed_memberships: u32,
    /// What admins of organizations may do.
    pub actions: OrganizationActions,
    /// Domains of organizations: off.
    pub domains: DomainsSettings,
    /// Names of organizations in URLs: off.
    #[serde(default)]
    pub slug: SlugSettings,
    /// Always empty.
    pub creator_role: String,
    /// Always false.
    #[serde(default)]
    pub force_organization_selection: bool,
}

/// What admins of organizations may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrganizationActions {
    /// Always false.
    pub admin_delete: bool,
}

/// Domains of organizations: off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DomainsSettings {
    /// Always false.
    pub enabled: bool,
    /// Always empty.
    pub enrollment_modes: Vec<String>,
    /// Always empty.
    pub default_role: String,
}

/// Names of organizations in URLs: off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SlugSettings {
    /// Always true.
    pub disabled: bool,
}

/// Checks of devices: off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FraudSettings {
    /// `fraud_settings`.
    #[serde(default)]
    pub object: FraudSettingsTag,
    /// Of native apps.
    pub native: NativeFraudSettings,
}

/// Checks of native apps: off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NativeFraudSettings {
    /// Always `disabled`.
    pub device_attestation_mode: String,
}

/// Payments: off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CommerceSettings {
    /// Billing: off.
    pub billing: Billing,
}

/// Billing: off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Billing {
    /// Always null.
    pub stripe_publishable_key: Option<String>,
    /// Always false.
    pub free_trial_requires_payment_method: bool,
    /// Of users.
    pub user: BillingOf,
    /// Of organizations.
    pub organization: BillingOf,
}

/// Billing of one kind of customer: off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct BillingOf {
    /// Always false.
    pub enabled: bool,
    /// Always false.
    pub has_paid_plans: bool,
}

/// API keys of users: off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApiKeysSettings {
    /// Always false.
    pub enabled: bool,
    /// Always false.
    pub user_api_keys_enabled: bool,
    /// Always false.
    pub orgs_api_keys_enabled: bool,
    /// Always false.
    #[serde(default)]
    pub show_in_user_profile: bool,
    /// Always false.
    #[serde(default)]
    pub show_in_org_profile: bool,
}
