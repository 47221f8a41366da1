use serde::{Deserialize, Serialize};

/// What is left of a deleted object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeletedObject {
    /// What it was: `phone_number` or `user`.
    pub object: String,
    /// The id that it had.
    pub id: String,
    /// Always true.
    pub deleted: bool,
    /// The app's own id of a deleted user, if it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub external_id: Option<String>,
}
