use serde::{Deserialize, Serialize};

/// Whether the server can do its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Health {
    /// `ok`: the database answers. Anything else comes as an error.
    pub status: String,
}
