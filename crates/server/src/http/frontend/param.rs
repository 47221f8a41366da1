//! Parameters of the query that the frame itself reads.

/// The method that is meant by a POST: some browsers lose cookies when they ask with any other than GET and POST.
pub(super) const METHOD: &str = "_method";

/// Says that an app asks, which shows its token in a header.
pub(crate) const IS_NATIVE: &str = "_is_native";

/// The token of a browser in development.
pub(crate) const DEV_BROWSER: &str = "__clerk_db_jwt";

/// The session that a request is for.
pub(super) const SESSION_ID: &str = "_clerk_session_id";

/// The first value of a parameter, unless it is empty. Neither the names above nor their values need escapes, so nothing is decoded.
pub(crate) fn first<'a>(query: Option<&'a str>, name: &str) -> Option<&'a str> {
    query?
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
        .filter(|value| !value.is_empty())
}
