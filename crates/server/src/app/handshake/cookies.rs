//! What an app's server is told: lines of cookies, which it sets in its own name, signed.

use serde_json::{Map, Value, json};
use strowger_core::policy::CLIENT_TTL_MS;

use super::Handshake;
use super::place::Place;
use crate::frontend_config::FrontendConfig;

/// How long the cookies live, in seconds: as long as the client.
const MAX_AGE_SECONDS: i64 = CLIENT_TTL_MS / 1_000;

/// How long the cookie lives in which the browser carries all this, in seconds. Judgement: it follows at once.
const CARRIED_SECONDS: i64 = super::HANDSHAKE_TTL_SECONDS;

/// The name of what the browser carries, in a cookie and in an address.
const CARRIED: &str = "__clerk_handshake";

/// Bytes of claims beyond which the session's token is told under one name instead of two. Browsers keep no cookie of
/// more than 4,096 bytes, and base64, header and signature make 3,700 of so many.
const CLAIMS_BYTES_MAX: usize = 2_440;

/// How the browser carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// In the address.
    Query,
    /// In a cookie: addresses are kept in histories.
    Cookie {
        /// The domain that page and server share; `None`: they share the host.
        domain: Option<String>,
        /// Whether both are reached by https.
        is_secure: bool,
    },
}

impl Way {
    /// In a cookie if page and server share one, else in the address.
    pub(super) fn to(place: &Place, config: &FrontendConfig) -> Self {
        let domain = place.shared_domain(config);
        let is_at_home = place.is_at_home(config);
        if domain.is_none() && !is_at_home {
            return Self::Query;
        }
        Self::Cookie {
            domain: domain.filter(|_| !is_at_home).map(str::to_owned),
            is_secure: place.is_secure() && config.is_secure,
        }
    }

    /// Sends the browser off.
    pub(super) fn go(&self, place: Place, payload: &str) -> Handshake {
        match self {
            Self::Query => Handshake {
                location: place.with_parameter(CARRIED, payload),
                cookies: Vec::new(),
            },
            Self::Cookie { domain, is_secure } => {
                let domain = domain_attribute(domain.as_deref());
                let secure = if *is_secure { "; Secure" } else { "" };
                Handshake {
                    location: place.into_text(),
                    cookies: vec![format!(
                        "{CARRIED}={payload}; Path=/{domain}; Max-Age={CARRIED_SECONDS}; HttpOnly; SameSite=Lax{secure}"
                    )],
                }
            }
        }
    }
}

/// What an app's server is told.
pub(super) struct Told<'a> {
    /// The token of the session; `None`: nobody is signed in.
    pub(super) token: Option<&'a str>,
    /// Since when somebody is signed in, in seconds; 0: nobody is.
    pub(super) uat: i64,
    /// The token of a browser in development.
    pub(super) dev_browser: Option<&'a str>,
    /// What names of cookies end with.
    pub(super) suffix: &'a str,
    /// Whether the page is reached by https: elsewhere browsers refuse secure cookies.
    pub(super) is_secure: bool,
    /// The domain of the cookies that the server sets too. With another there would be two of one name, for ever.
    pub(super) domain: Option<&'a str>,
    /// How the browser carries it.
    pub(super) way: &'a Way,
}

impl Told<'_> {
    /// The claims of what is told.
    pub(super) fn claims(&self, iat: i64, exp: i64) -> Map<String, Value> {
        let lines = self.lines();
        let whole = claims_of(&lines, iat, exp);
        if serde_json::to_string(&whole).is_ok_and(|text| text.len() <= CLAIMS_BYTES_MAX) {
            return whole;
        }
        // Every version that makes handshakes knows the name with the suffix.
        let is_kept = |line: &&String| !line.starts_with("__session=");
        claims_of(
            &lines.iter().filter(is_kept).cloned().collect::<Vec<_>>(),
            iat,
            exp,
        )
    }

    /// The lines. The session's token is taken from the last one whose name begins with `__session`.
    fn lines(&self) -> Vec<String> {
        let suffix = self.suffix;
        let session = |name: &str| match self.token {
            Some(token) => self.line(name, token, MAX_AGE_SECONDS, None),
            None => self.line(name, "", 0, None),
        };
        let uat = self.uat.to_string();
        let uat = |name: &str| self.line(name, &uat, MAX_AGE_SECONDS, self.domain);
        let mut lines = vec![
            session("__session"),
            session(&format!("__session_{suffix}")),
            uat("__client_uat"),
            uat(&format!("__client_uat_{suffix}")),
        ];
        if let Some(token) = self.dev_browser {
            for name in [
                "__clerk_db_jwt".to_owned(),
                format!("__clerk_db_jwt_{suffix}"),
            ] {
                lines.push(self.line(&name, token, MAX_AGE_SECONDS, None));
            }
        }
        if let Way::Cookie { domain, .. } = self.way {
            // It would be believed again, and bring back who signed out meanwhile, for as long as it lives.
            lines.push(self.line(CARRIED, "", 0, domain.as_deref()));
        }
        lines
    }

    /// One line. Scripts read and write these cookies, so none is hidden from them.
    fn line(&self, name: &str, value: &str, max_age_seconds: i64, domain: Option<&str>) -> String {
        let domain = domain_attribute(domain);
        let secure = if self.is_secure { "; Secure" } else { "" };
        format!("{name}={value}; Path=/{domain}; Max-Age={max_age_seconds}; SameSite=Lax{secure}")
    }
}

fn claims_of(lines: &[String], iat: i64, exp: i64) -> Map<String, Value> {
    let claims = [
        ("handshake", json!(lines)),
        ("iat", iat.into()),
        ("exp", exp.into()),
    ];
    claims
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn domain_attribute(domain: Option<&str>) -> String {
    domain.map_or_else(String::new, |domain| format!("; Domain={domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTH: &str = "https://auth.example.com";

    fn config(public_url: &str, cookie_domain: Option<&str>) -> FrontendConfig {
        FrontendConfig {
            cookie_domain: cookie_domain.map(str::to_owned),
            ..FrontendConfig::at(public_url)
        }
    }

    fn place(text: &str) -> Place {
        Place::parse(Some(text)).unwrap_or_else(|bad| panic!("{text}: {bad:?}"))
    }

    fn check_lines(told: &Told<'_>, lines: &[&str]) {
        assert_eq!(told.lines(), lines);
        let claims = Value::Object(told.claims(1, 61));
        assert_eq!(claims, json!({ "handshake": lines, "iat": 1, "exp": 61 }));
    }

    #[test]
    fn page_and_server_share_a_cookie_on_one_host_or_under_one_domain() {
        let shared = config(AUTH, Some("example.com"));
        let alone = config(AUTH, None);
        let way = |text: &str, config: &FrontendConfig| Way::to(&place(text), config);
        let cookie = |domain: Option<&str>, is_secure| Way::Cookie {
            domain: domain.map(str::to_owned),
            is_secure,
        };
        assert_eq!(
            way("https://app.example.com/", &shared),
            cookie(Some("example.com"), true)
        );
        assert_eq!(
            way("http://app.example.com/", &shared),
            cookie(Some("example.com"), false)
        );
        assert_eq!(
            way("https://auth.example.com:8443/", &shared),
            cookie(None, true)
        );
        assert_eq!(way("https://auth.example.com/", &alone), cookie(None, true));
        assert_eq!(way("https://app.example.com/", &alone), Way::Query);
        assert_eq!(way("https://app.other.test/", &shared), Way::Query);
        let local = config("http://localhost:4000", None);
        assert_eq!(way("http://localhost:3000/", &local), cookie(None, false));
        assert_eq!(way("http://127.0.0.1:3000/", &local), Way::Query);
    }

    #[test]
    fn in_an_address_it_is_the_last_parameter_and_sets_no_cookie() {
        let gone = Way::Query.go(place("http://localhost:3000/p?a=1#f"), "a.b.c");
        assert_eq!(
            gone.location,
            "http://localhost:3000/p?a=1&__clerk_handshake=a.b.c#f"
        );
        assert!(gone.cookies.is_empty());
    }

    #[test]
    fn in_a_cookie_it_lives_a_minute_and_the_address_stays_as_it_was() {
        let page = place("https://app.example.com/p");
        let way = Way::to(&page, &config(AUTH, Some("example.com")));
        let gone = way.go(page, "a.b.c");
        assert_eq!(gone.location, "https://app.example.com/p");
        assert_eq!(
            gone.cookies,
            [
                "__clerk_handshake=a.b.c; Path=/; Domain=example.com; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
            ]
        );
    }

    #[test]
    fn in_development_the_browsers_own_token_is_told_too() {
        let told = Told {
            token: Some("x.y.z"),
            uat: 1_790_000_000,
            dev_browser: Some("dvb_1"),
            suffix: "abc",
            is_secure: false,
            domain: None,
            way: &Way::Query,
        };
        check_lines(
            &told,
            &[
                "__session=x.y.z; Path=/; Max-Age=31536000; SameSite=Lax",
                "__session_abc=x.y.z; Path=/; Max-Age=31536000; SameSite=Lax",
                "__client_uat=1790000000; Path=/; Max-Age=31536000; SameSite=Lax",
                "__client_uat_abc=1790000000; Path=/; Max-Age=31536000; SameSite=Lax",
                "__clerk_db_jwt=dvb_1; Path=/; Max-Age=31536000; SameSite=Lax",
                "__clerk_db_jwt_abc=dvb_1; Path=/; Max-Age=31536000; SameSite=Lax",
            ],
        );
    }

    #[test]
    fn who_is_signed_out_loses_every_session_cookie() {
        let way = Way::Cookie {
            domain: Some("example.com".to_owned()),
            is_secure: true,
        };
        let told = Told {
            token: None,
            uat: 0,
            dev_browser: None,
            suffix: "abc",
            is_secure: true,
            domain: Some("example.com"),
            way: &way,
        };
        check_lines(
            &told,
            &[
                "__session=; Path=/; Max-Age=0; SameSite=Lax; Secure",
                "__session_abc=; Path=/; Max-Age=0; SameSite=Lax; Secure",
                "__client_uat=0; Path=/; Domain=example.com; Max-Age=31536000; SameSite=Lax; Secure",
                "__client_uat_abc=0; Path=/; Domain=example.com; Max-Age=31536000; SameSite=Lax; Secure",
                "__clerk_handshake=; Path=/; Domain=example.com; Max-Age=0; SameSite=Lax; Secure",
            ],
        );
    }

    #[test]
    fn what_is_told_fits_into_a_cookie() {
        for length in [820, 1_000, 1_500] {
            let token = "x".repeat(length);
            let told = Told {
                token: Some(&token),
                uat: 1_790_000_000,
                dev_browser: None,
                suffix: "abcdefgh",
                is_secure: true,
                domain: Some("a-rather-long-domain.example.com"),
                way: &Way::Cookie {
                    domain: Some("a-rather-long-domain.example.com".to_owned()),
                    is_secure: true,
                },
            };
            let claims = Value::Object(told.claims(1_790_000_000, 1_790_000_060)).to_string();
            let header_and_signature = 110 + 342 + 2;
            let whole = CARRIED.len() + claims.len().div_ceil(3) * 4 + header_and_signature;
            assert!(whole <= 4_096, "{length}: {whole}");
            assert_eq!(claims.contains("__session="), length == 820, "{length}");
            assert!(claims.contains("__session_abcdefgh=x"));
        }
    }
}
