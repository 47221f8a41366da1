//! What the Frontend API has to know of where it runs.

use crate::network::Network;

/// What the Frontend API has to know of where it runs.
#[derive(Clone, Debug)]
pub(crate) struct FrontendConfig {
    /// The domain that app and server share, for the cookies that tell app servers of sign-ins; `None`: the server's host alone.
    pub(crate) cookie_domain: Option<String>,
    /// Whether cookies travel to this server from pages of other sites.
    pub(crate) cookie_same_site: SameSite,
    /// Whether browsers reach this server by https.
    pub(crate) is_secure: bool,
    /// The origin of the public URL.
    pub(crate) own_origin: String,
    /// Whose `X-Forwarded-For` is believed.
    pub(crate) trusted_proxies: Vec<Network>,
}

/// Whether cookies travel from pages of other sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SameSite {
    /// Only when somebody follows a link.
    Lax,
    /// Always. Browsers demand https for it.
    None,
}

impl SameSite {
    /// The name in cookies.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Lax => "Lax",
            Self::None => "None",
        }
    }
}

impl FrontendConfig {
    /// What holds for a server at this URL unless its operator says otherwise.
    pub(crate) fn at(public_url: &str) -> Self {
        Self {
            cookie_domain: None,
            cookie_same_site: SameSite::Lax,
            is_secure: public_url.starts_with("https://"),
            own_origin: public_url.to_owned(),
            trusted_proxies: Vec::new(),
        }
    }
}
