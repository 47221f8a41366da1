//! The API version that a request asks for, by header or by query.

use axum::http::HeaderMap;

/// The query parameter that names the version.
pub(crate) const VERSION_PARAM: &str = "__clerk_api_version";

/// The header that names the version.
const VERSION_HEADER: &str = "clerk-api-version";

/// The published versions, oldest first.
const VERSIONS: [&str; 5] = [
    "2021-02-05",
    "2024-10-01",
    "2025-04-10",
    "2025-11-10",
    "2026-05-12",
];

/// A published version. Later ones are greater; without a header it is the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ApiVersion(usize);

impl ApiVersion {
    /// From this version on, metadata has paths of its own and is refused where a user is updated.
    pub(crate) const METADATA_APART: Self = Self(4);

    /// The newest one.
    pub(crate) const NEWEST: Self = Self(VERSIONS.len() - 1);

    /// The version that a request asks for; an error says why it is none.
    pub(crate) fn of_request(headers: &HeaderMap, query: Option<&str>) -> Result<Self, String> {
        let mut named = headers.get_all(VERSION_HEADER).iter();
        let in_header = named.next();
        // The parameter is looked for in the raw query: the name needs no escapes, and most requests have no query.
        let mut in_queries = query
            .unwrap_or_default()
            .split('&')
            .filter_map(|pair| pair.strip_prefix(VERSION_PARAM)?.strip_prefix('='));
        let in_query = in_queries.next();
        if named.next().is_some() {
            return Err("the header was given more than once".to_owned());
        }
        if in_queries.next().is_some() {
            return Err("the parameter was given more than once".to_owned());
        }
        match (in_header, in_query) {
            (Some(_), Some(_)) => {
                Err("it was given both in the header and in the query".to_owned())
            }
            (None, None) => Ok(Self::NEWEST),
            (Some(header), None) => Self::parse(header.to_str().unwrap_or_default()),
            (None, Some(text)) => Self::parse(text),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let place = VERSIONS.iter().position(|version| *version == text);
        place
            .map(Self)
            .ok_or_else(|| format!("the versions are {}", VERSIONS.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_named_once_or_is_the_newest() {
        let mut headers = HeaderMap::new();
        assert_eq!(
            ApiVersion::of_request(&headers, None),
            Ok(ApiVersion::METADATA_APART)
        );
        assert!(
            ApiVersion::of_request(&headers, Some("a=1&__clerk_api_version=2025-11-10"))
                < Ok(ApiVersion::METADATA_APART)
        );
        let twice = "__clerk_api_version=2025-11-10&__clerk_api_version=2026-05-12";
        assert!(ApiVersion::of_request(&headers, Some(twice)).is_err());
        headers.insert(VERSION_HEADER, "2025-11-10".parse().expect("a header"));
        assert_eq!(ApiVersion::of_request(&headers, None), Ok(ApiVersion(3)));
        assert!(ApiVersion::of_request(&headers, Some("__clerk_api_version=2025-11-10")).is_err());
        headers.insert(VERSION_HEADER, "2025-03-12".parse().expect("a header"));
        assert!(ApiVersion::of_request(&headers, None).is_err());
    }
}
