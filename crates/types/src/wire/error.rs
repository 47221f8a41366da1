use serde::{Deserialize, Serialize};

use super::frontend::Client;

/// The envelope of every refusal.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Errors {
    /// What is wrong: every problem of a form at once, otherwise one item.
    pub errors: Vec<ErrorItem>,
    /// What goes with all of them; the Frontend API alone has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "ErrorsMeta"))]
    pub meta: Option<ErrorsMeta>,
    /// Names this answer; the `x-clerk-trace-id` header says the same.
    pub clerk_trace_id: String,
}

/// What goes with all errors of an answer.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorsMeta {
    /// The caller's client after the refusal: clients show the state in it, such as the tries that are left.
    pub client: Box<Client>,
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
