use serde::{Deserialize, Serialize};

use super::tag;

tag! {
    /// The tag of [`DevBrowser`].
    DevBrowserTag "dev_browser";
}

/// A browser in development, which names its client by a token in the query.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DevBrowser {
    /// `dev_browser`.
    pub object: DevBrowserTag,
    /// The token: `dvb_` and 64 hexadecimal digits.
    pub id: String,
    /// The token once more, as other programs than clerk-js look for it.
    pub token: String,
}
