use serde::{Deserialize, Serialize};

use super::tag;
use crate::Timestamp;

tag! {
    /// The tag of [`ConsoleSession`].
    ConsoleSessionTag "console_session";
}

/// What lets the console in, and what it needs to know of its server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConsoleSession {
    /// `console_session`.
    pub object: ConsoleSessionTag,
    /// What to show instead of the secret key: `cns_` and more.
    pub token: String,
    /// When the token dies; it dies with the secret key too.
    pub expire_at: Timestamp,
    /// `development` or `production`.
    pub environment: String,
    /// The name of the app in texts and forms.
    pub application_name: String,
    /// What tells browsers where the server is.
    pub publishable_key: String,
    /// Where browsers reach the server.
    pub public_url: String,
    /// Whether texts are kept with what they say.
    pub keeps_texts: bool,
    /// Whether test numbers take their fixed code.
    pub test_mode: bool,
    /// Where the scripts of the components come from.
    pub components: Components,
}

/// Where the scripts of the components come from.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Components {
    /// `folder` or `redirect`.
    pub source: String,
    /// The folder, or the address in front of the packages.
    pub location: String,
    /// The version of clerk-js in the folder; null without one.
    pub clerk_js: Option<String>,
    /// The version of its user interface in the folder; null without one.
    pub ui: Option<String>,
}
