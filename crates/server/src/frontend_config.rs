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
    /// Where browsers reach this server: an origin, and behind a proxy of the app perhaps a path.
    pub(crate) public_url: String,
    /// The origin of that.
    pub(crate) own_origin: String,
    /// Whose `X-Forwarded-For` is believed.
    pub(crate) trusted_proxies: Vec<Network>,
}

/// A URL's origin, and its path.
pub(crate) fn split_path(url: &str) -> (&str, &str) {
    let host_start = url.find("://").map_or(0, |scheme_end| scheme_end + 3);
    let path_start = url[host_start..].find('/');
    url.split_at(path_start.map_or(url.len(), |start| host_start + start))
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
            public_url: public_url.to_owned(),
            own_origin: split_path(public_url).0.to_owned(),
            trusted_proxies: Vec::new(),
        }
    }
}
