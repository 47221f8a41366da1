//! By which name a server was called.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

/// The name, and the port, by which a browser called the server.
pub(crate) struct Host<'a> {
    text: &'a str,
    name: &'a str,
}

impl<'a> Host<'a> {
    /// The one that the request names; `None` if it names none, or several.
    pub(crate) fn of(headers: &'a HeaderMap) -> Option<Self> {
        let mut named = headers.get_all(header::HOST).iter();
        let (Some(value), None) = (named.next(), named.next()) else {
            return None;
        };
        Some(Self::read(value.to_str().ok()?))
    }

    /// The one in an origin.
    pub(crate) fn of_origin(origin: &'a str) -> Option<Self> {
        let (_, host) = origin.split_once("://")?;
        Some(Self::read(host))
    }

    fn read(text: &'a str) -> Self {
        let (name, port) = match text.rsplit_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (text, None),
        };
        let has_port = port.is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
        Self {
            text,
            name: if has_port { name } else { text },
        }
    }

    /// Whether it is this machine's own.
    pub(crate) fn is_loopback(&self) -> bool {
        self.name.eq_ignore_ascii_case("localhost")
            || self.address().is_some_and(|address| address.is_loopback())
    }

    /// Whether nobody else can have made it lead here: an address, this machine's own name, or the name in `own_origin`. Any
    /// other name may be that of a page whose owner lets it lead to this server, and whose scripts would then read it.
    pub(crate) fn is_ours(&self, own_origin: &str) -> bool {
        self.is_loopback()
            || self.address().is_some()
            || Host::of_origin(own_origin)
                .is_some_and(|own| own.name.eq_ignore_ascii_case(self.name))
    }

    /// Whether a page of this origin was served under this name.
    pub(crate) fn is_of(&self, origin: &str) -> bool {
        Host::of_origin(origin).is_some_and(|page| page.text.eq_ignore_ascii_case(self.text))
    }

    fn address(&self) -> Option<IpAddr> {
        let bare = self
            .name
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(self.name);
        bare.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "https://auth.example.com";

    #[test]
    fn addresses_and_own_names_are_ours() {
        for text in [
            "auth.example.com",
            "AUTH.example.com:443",
            "localhost:4000",
            "127.0.0.1:4000",
            "[::1]:4000",
            "[::1]",
            "10.0.0.5:4000",
        ] {
            assert!(Host::read(text).is_ours(OWN), "{text}");
        }
    }

    #[test]
    fn names_that_lead_here_without_being_ours_are_not() {
        for text in [
            "evil.test",
            "evil.test:4000",
            "auth.example.com.evil.test",
            "localhost.evil.test",
            "127.0.0.1.evil.test",
            "evil.test:127.0.0.1",
            "",
            ":4000",
        ] {
            assert!(!Host::read(text).is_ours(OWN), "{text}");
        }
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for (text, is_loopback) in [
            ("localhost", true),
            ("127.0.0.1:4000", true),
            ("[::1]:4000", true),
            ("10.0.0.5:4000", false),
            ("auth.example.com", false),
            ("localhost.evil.test", false),
        ] {
            assert_eq!(Host::read(text).is_loopback(), is_loopback, "{text}");
        }
    }

    #[test]
    fn a_page_is_of_the_name_that_it_was_served_under() {
        let host = Host::read("localhost:4000");
        assert!(host.is_of("http://localhost:4000"));
        assert!(!host.is_of("http://localhost:4001"));
        assert!(!host.is_of("http://127.0.0.1:4000"));
        assert!(!host.is_of("null"));
    }
}
