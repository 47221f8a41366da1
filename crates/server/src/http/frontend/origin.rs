//! Which pages may ask for changes with the cookies of a browser, and read answers.

use strowger_core::policy::Environment;

use crate::app::App;

/// Where a page is from, as browsers compare it: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    scheme: String,
    /// In lower case; an address of IPv6 in its brackets.
    host: String,
    /// `None`: the scheme's own.
    port: Option<u16>,
}

impl Origin {
    /// The origin in `text`. `null`, which browsers say of pages that have none, is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let (scheme, authority) = text.split_once("://")?;
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_lowercase())
            && scheme.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte)
            });
        // The bracket that ends an address of IPv6 stands behind colons that are no port's.
        let host_end = authority.find(']').map_or(0, |bracket| bracket + 1);
        let (host, port) = match authority[host_end..].find(':') {
            None => (authority, None),
            Some(colon) => {
                let (host, port) = authority.split_at(host_end + colon);
                (host, Some(port_of(&port[1..])?))
            }
        };
        let own_port = match scheme {
            "http" => Some(80),
            "https" => Some(443),
            _ => None,
        };
        (is_scheme && is_host(host)).then(|| Self {
            scheme: scheme.to_owned(),
            host: host.to_owned(),
            port: port.filter(|port| Some(*port) != own_port),
        })
    }

    /// Whether it is a page of this very machine.
    pub(crate) fn is_loopback(&self) -> bool {
        matches!(self.scheme.as_str(), "http" | "https")
            && matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "[::1]")
    }

    /// Whether the origin may use this server: its own origin, those on the list, and in development this machine's.
    pub(crate) fn may_use(&self, app: &App) -> bool {
        let instance = app.instance();
        self.is_among(
            &app.frontend.own_origin,
            instance.allowed_origins.as_deref().unwrap_or_default(),
            instance.policy.environment,
        )
    }

    fn is_among(&self, own: &str, allowed: &[String], environment: Environment) -> bool {
        let is_this = |text: &str| Self::parse(text.trim_end_matches('/')).as_ref() == Some(self);
        is_this(own)
            || allowed.iter().any(|text| is_this(text))
            || (environment == Environment::Development && self.is_loopback())
    }
}

fn port_of(text: &str) -> Option<u16> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

fn is_host(host: &str) -> bool {
    let inside = match host.strip_prefix('[') {
        None => host,
        Some(rest) => match rest.strip_suffix(']') {
            Some(address) => return address.parse::<std::net::Ipv6Addr>().is_ok(),
            None => return false,
        },
    };
    !inside.is_empty()
        && inside
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "https://auth.example.com";

    fn is_allowed(origin: &str, environment: Environment) -> bool {
        let allowed = [
            "https://app.example.com".to_owned(),
            "HTTPS://Other.example.com:443/".to_owned(),
            "capacitor://localhost".to_owned(),
            "null".to_owned(),
            "*".to_owned(),
        ];
        Origin::parse(origin).is_some_and(|origin| origin.is_among(OWN, &allowed, environment))
    }

    #[test]
    fn the_own_origin_and_those_on_the_list_are_allowed_in_whatever_spelling() {
        for origin in [
            OWN,
            "https://app.example.com",
            "https://APP.example.com:443",
            "https://other.example.com",
            "capacitor://localhost",
        ] {
            assert!(is_allowed(origin, Environment::Production), "{origin}");
        }
    }

    #[test]
    fn what_only_looks_like_an_allowed_origin_is_not_one() {
        for origin in [
            "http://app.example.com",
            "https://app.example.com:8443",
            "https://app.example.com.evil.test",
            "https://evil.test/https://app.example.com",
            "https://app.example.com@evil.test",
            "https://evilapp.example.com",
            "https://sub.app.example.com",
            "https://app.example.com/",
            "https://app.example.com:0443x",
            "app.example.com",
            "https://",
            "https://[app.example.com",
            "",
        ] {
            assert!(!is_allowed(origin, Environment::Production), "{origin}");
        }
    }

    #[test]
    fn null_and_a_star_are_nobodys_origin_even_on_the_list() {
        for environment in [Environment::Development, Environment::Production] {
            assert!(!is_allowed("null", environment) && !is_allowed("*", environment));
        }
    }

    #[test]
    fn pages_of_this_machine_are_allowed_in_development_alone() {
        for origin in [
            "http://localhost",
            "http://localhost:3000",
            "https://127.0.0.1:5173",
            "http://[::1]:8080",
        ] {
            assert!(is_allowed(origin, Environment::Development), "{origin}");
            assert!(!is_allowed(origin, Environment::Production), "{origin}");
        }
        for origin in [
            "http://localhost.evil.test",
            "http://evil.localhost",
            "http://127.0.0.2",
            "http://[::2]",
            "http://localhost:3000.evil.test",
            "ftp://localhost",
        ] {
            assert!(!is_allowed(origin, Environment::Development), "{origin}");
        }
    }
}
