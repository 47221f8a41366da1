//! The page that a browser came from and goes back to.

use url::{Position, Url, form_urlencoded};

use crate::frontend_config::FrontendConfig;
use crate::http::error::BadRequest;
use crate::http::frontend::Origin;

/// What earlier handshakes may have left in the address. The first one counts there: an old one in front of a new one
/// would send the browser here for ever.
const LEFTOVERS: [&str; 3] = [
    "__clerk_handshake",
    "__clerk_handshake_nonce",
    "__clerk_help",
];

/// The page that a browser came from and goes back to: an absolute address of http or https, without leftovers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place(Url);

impl Place {
    /// The place in `text`, which still may be anybody's.
    pub(super) fn parse(text: Option<&str>) -> Result<Self, BadRequest> {
        let text = text.ok_or(BadRequest::NoRedirectUrl)?;
        // Some read a backslash as a slash, others as part of a name: no page needs one.
        if text.contains('\\') {
            return Err(BadRequest::RedirectUrlProhibited);
        }
        let mut url = Url::parse(text).map_err(|_| BadRequest::RedirectUrlInvalid)?;
        let is_web = matches!(url.scheme(), "http" | "https");
        // `https://app.example.com@evil.test/` is a page of the latter and reads as one of the former.
        if !is_web || !url.username().is_empty() || url.password().is_some() {
            return Err(BadRequest::RedirectUrlProhibited);
        }
        if let Some(query) = url.query() {
            let kept = without_leftovers(query);
            url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
        }
        Ok(Self(url))
    }

    /// The same place, if its origin is one that may be told who is signed in.
    pub(super) fn check(self, may_know: impl Fn(&Origin) -> bool) -> Result<Self, BadRequest> {
        // As it was parsed, never as a piece of the text: `https://app.example.com.evil.test` begins with one that may.
        match Origin::parse(&self.origin()) {
            Some(origin) if may_know(&origin) => Ok(self),
            Some(_) | None => Err(BadRequest::RedirectUrlForeign),
        }
    }

    /// Scheme, host and port, as browsers write them.
    pub(super) fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Whether it is reached by https.
    pub(super) fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether it lies on the server's own host, whatever the port: cookies do not look at it.
    pub(super) fn is_at_home(&self, config: &FrontendConfig) -> bool {
        Url::parse(&config.own_origin).is_ok_and(|own| own.host() == self.0.host())
    }

    /// The domain that app and server share, if this place lies there: elsewhere browsers refuse cookies of that domain.
    pub(super) fn shared_domain<'a>(&self, config: &'a FrontendConfig) -> Option<&'a str> {
        let domain = config.cookie_domain.as_deref()?;
        let host = self.0.host_str()?;
        let is_there = host
            .strip_suffix(domain)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'));
        is_there.then_some(domain)
    }

    /// The whole address.
    pub(super) fn into_text(self) -> String {
        self.0.into()
    }

    /// The whole address with one more parameter, whose name and value need no escapes.
    pub(super) fn with_parameter(&self, name: &str, value: &str) -> String {
        let before = &self.0[..Position::AfterQuery];
        let mark = if self.0.query().is_some() { '&' } else { '?' };
        // The fragment, if there is one, stands behind the query.
        let behind = &self.0[Position::AfterQuery..];
        format!("{before}{mark}{name}={value}{behind}")
    }
}

/// The query as it was, byte by byte, without the parameters that handshakes leave.
fn without_leftovers(query: &str) -> String {
    let kept = query.split('&').filter(|pair| {
        let name = form_urlencoded::parse(pair.as_bytes()).next();
        !name.is_some_and(|(name, _)| LEFTOVERS.contains(&&*name))
    });
    kept.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Place {
        Place::parse(Some(text)).unwrap_or_else(|bad| panic!("{text}: {bad:?}"))
    }

    fn check_address(text: &str, address: &str) {
        assert_eq!(place(text).into_text(), address);
    }

    /// Who goes where, if only `https://app.example.com` may know.
    fn check(text: &str) -> Result<Place, BadRequest> {
        let app = Origin::parse("https://app.example.com").expect("an origin");
        Place::parse(Some(text))?.check(|origin| *origin == app)
    }

    #[test]
    fn there_has_to_be_an_absolute_address_of_the_web() {
        assert_eq!(Place::parse(None), Err(BadRequest::NoRedirectUrl));
        for text in [
            "",
            "/page",
            "app.example.com",
            "//app.example.com/",
            "https://",
            "https://a b/",
        ] {
            assert_eq!(check(text), Err(BadRequest::RedirectUrlInvalid), "{text}");
        }
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://app.example.com/",
            "app.example.com:443/",
            "https://app.example.com@evil.test/",
            "https://user:secret@app.example.com/",
            "https://:secret@app.example.com/",
            "https:\\\\app.example.com\\page",
            "https://evil.test\\@app.example.com/",
        ] {
            assert_eq!(
                check(text),
                Err(BadRequest::RedirectUrlProhibited),
                "{text}"
            );
        }
    }

    #[test]
    fn only_origins_that_may_know_are_told() {
        for text in [
            "https://app.example.com",
            "https://app.example.com:443/page?a=1#b",
            "HTTPS://APP.example.COM/",
            "https:app.example.com",
        ] {
            assert!(check(text).is_ok(), "{text}");
        }
        for text in [
            "http://app.example.com/",
            "https://app.example.com:444/",
            "https://app.example.com.evil.test/",
            "https://evil.test/https://app.example.com/",
            "https://evil.test/?https://app.example.com",
            "https://evil.test#@app.example.com/",
            "https://sub.app.example.com/",
            "https://app.example.com./",
            "https://\u{430}pp.example.com/",
        ] {
            assert_eq!(check(text), Err(BadRequest::RedirectUrlForeign), "{text}");
        }
    }

    #[test]
    fn an_address_stays_as_it_was_but_for_leftovers() {
        for same in [
            "https://app.example.com/a%20b?c=d+e&f=%26&&g#h?i",
            "https://app.example.com/?x=__clerk_handshake",
            "https://app.example.com/?__clerk_handshakes=1",
        ] {
            check_address(same, same);
        }
        for (text, address) in [
            ("https://a.test/?__clerk_handshake=x", "https://a.test/"),
            (
                "https://a.test/?a=1&__clerk_handshake=x&b=2&__clerk_help=1&__clerk_handshake=y#z",
                "https://a.test/?a=1&b=2#z",
            ),
            (
                "https://a.test/?__clerk%5Fhandshake_nonce=x&a=1",
                "https://a.test/?a=1",
            ),
            ("https://a.test/?__clerk_handshake", "https://a.test/"),
        ] {
            check_address(text, address);
        }
    }

    #[test]
    fn a_parameter_is_added_behind_the_query_and_before_the_fragment() {
        for (text, address) in [
            ("https://a.test", "https://a.test/?n=v"),
            ("https://a.test/p#f", "https://a.test/p?n=v#f"),
            ("https://a.test/p?q=1#f?g", "https://a.test/p?q=1&n=v#f?g"),
        ] {
            assert_eq!(place(text).with_parameter("n", "v"), address);
        }
    }

    #[test]
    fn cookies_are_shared_on_one_host_and_under_one_domain() {
        let config = FrontendConfig {
            cookie_domain: Some("example.com".to_owned()),
            ..FrontendConfig::at("https://auth.example.com")
        };
        for (text, at_home, shared) in [
            ("https://auth.example.com:8443/", true, true),
            ("https://app.example.com/", false, true),
            ("https://example.com/", false, true),
            ("https://notexample.com/", false, false),
            ("https://example.com.test/", false, false),
        ] {
            assert_eq!(place(text).is_at_home(&config), at_home, "{text}");
            let domain = place(text).shared_domain(&config);
            assert_eq!(domain, shared.then_some("example.com"), "{text}");
        }
    }
}
