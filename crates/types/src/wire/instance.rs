use serde::{Deserialize, Serialize};

use super::tag;
use crate::InstanceId;

tag! {
    /// The tag of [`Instance`].
    InstanceTag "instance";
    /// The tag of [`InstanceCommunication`].
    InstanceCommunicationTag "instance_communication";
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
