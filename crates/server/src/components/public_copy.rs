//! A copy of the registry's packages that others serve.

use url::Url;

/// Longest URL of a copy, in bytes: what browsers and proxies are sure to take, and a path behind it.
const URL_BYTES_MAX: usize = 1_024;

/// The copy that Clerk's own quickstart names.
const DEFAULT: &str = "https://cdn.jsdelivr.net/npm";

/// A copy of the registry's packages that others serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicCopy {
    prefix: String,
    origin: String,
}

impl Default for PublicCopy {
    fn default() -> Self {
        Self::parse(DEFAULT).expect("the default is a URL")
    }
}

impl PublicCopy {
    /// The copy at this URL, to which the names of packages are added.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let is_place = matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        // What the parser would put right is not what its reader meant.
        let is_clean = text.len() <= URL_BYTES_MAX
            && text
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"\\;,'\"".contains(&byte));
        (is_place && is_clean).then(|| Self {
            prefix: url.as_str().trim_end_matches('/').to_owned(),
            origin: url.origin().ascii_serialization(),
        })
    }

    /// The URL, without a slash at its end.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Scheme, host and port.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }
}
