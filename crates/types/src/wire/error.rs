use serde::{Deserialize, Serialize};

/// The envelope of every refusal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Errors {
    /// What is wrong: every problem of a form at once, otherwise one item.
    pub errors: Vec<ErrorItem>,
    /// Names this answer; the `x-clerk-trace-id` header says the same.
    pub clerk_trace_id: String,
}

/// One problem.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorItem {
    /// A few words.
    pub message: String,
    /// A sentence.
    pub long_message: String,
    /// One of [`crate::ErrorCode`]; text here, so that clients survive new codes.
    pub code: String,
    /// Data of the problem, such as `param_name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "serde_json::Map<String, serde_json::Value>")
    )]
    pub meta: Option<serde_json::Map<String, serde_json::Value>>,
}
