use serde::{Deserialize, Serialize};

use super::tag;
use crate::InstanceId;

tag! {
    /// The tag of [`Instance`].
    InstanceTag "instance";
    /// The tag of [`InstanceCommunication`].
    InstanceCommunicationTag "instance_communication";
    /// The tag of [`InstanceRestrictions`].
    InstanceRestrictionsTag "instance_restrictions";
    /// The tag of [`InstanceSettings`].
    InstanceSettingsTag "instance_settings";
}

/// The server itself, as its Backend API shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Instance {
    /// `instance`.
    pub object: InstanceTag,
    /// Its id.
    pub id: InstanceId,
    /// `development` or `production`.
    pub environment_type: String,
    /// Origins allowed beyond the server's own; null when none are set.
    pub allowed_origins: Option<Vec<String>>,
    /// Always null: an instance belongs to whoever runs it.
    pub workspace_id: Option<String>,
}

/// Where texts may not go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InstanceCommunication {
    /// `instance_communication`.
    pub object: InstanceCommunicationTag,
    /// ISO 3166-1 alpha-2 codes of the countries that get no texts.
    pub blocked_country_codes: Vec<String>,
}

/// Who may not sign up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InstanceRestrictions {
    /// `instance_restrictions`.
    pub object: InstanceRestrictionsTag,
    /// Whether only who is on a list may sign up. The list is empty: nobody may.
    pub allowlist: bool,
    /// Always false.
    pub blocklist: bool,
    /// Always false.
    pub allowlist_blocklist_disabled_on_sign_in: bool,
    /// Always false.
    pub block_email_subaddresses: bool,
    /// Always false.
    pub block_disposable_email_domains: bool,
}

/// Settings of the server, as the operation of the beta features shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InstanceSettings {
    /// `instance_settings`.
    pub object: InstanceSettingsTag,
    /// The instance's id.
    pub id: InstanceId,
    /// Whether only who is on a list may sign up. The list is empty: nobody may.
    pub restricted_to_allowlist: bool,
    /// Always empty: nothing is sent by email.
    pub from_email_address: String,
    /// Whether what is missing may be given later in the same sign-up. Always true.
    pub progressive_sign_up: bool,
    /// Always false.
    pub enhanced_email_deliverability: bool,
}
