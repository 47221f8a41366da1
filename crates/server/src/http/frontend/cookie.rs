//! Cookies of the Frontend API: the one that names a browser's client, and those that tell app servers of sign-ins.

use axum::http::{HeaderMap, header};
use strowger_core::client::Holder;
use strowger_core::policy::CLIENT_TTL_MS;
use strowger_core::token::TokenText;

use crate::frontend_config::FrontendConfig;
use crate::http::reply::SignedIn;

/// Names the client; nobody but this server reads it.
pub(crate) const CLIENT: &str = "__client";

/// Tells app servers, and scripts, when the sign-in state last changed.
const CLIENT_UAT: &str = "__client_uat";

/// How long cookies live, in seconds: as long as what they name.
const MAX_AGE_S: i64 = CLIENT_TTL_MS / 1_000;

/// The different tokens of clients that a browser shows, in its order. Cookies of other programs on the same host, and
/// values that cannot be a token of ours, do not count.
pub(super) fn shown(headers: &HeaderMap) -> Vec<&str> {
    let mut tokens = Vec::new();
    let lines = headers.get_all(header::COOKIE).iter();
    let pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.split_once('='));
    for (name, value) in pairs {
        let value = value.trim();
        if name.trim() == CLIENT
            && value.starts_with(Holder::Cookie.token_prefix())
            && !tokens.contains(&value)
        {
            tokens.push(value);
        }
    }
    tokens
}

/// The lines that tell a browser its token and its sign-in state.
pub(super) fn lines(
    token: Option<&TokenText>,
    signed_in: SignedIn,
    suffix: &str,
    config: &FrontendConfig,
) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(token) = token {
        lines.push(client(token.reveal(), MAX_AGE_S, config));
    } else if signed_in == SignedIn::Forgotten {
        lines.push(client("", 0, config));
    }
    let seconds = match signed_in {
        SignedIn::Unchanged => return lines,
        SignedIn::At(at) => at.as_ms().div_euclid(1_000),
        SignedIn::Out | SignedIn::Forgotten => 0,
    };
    lines.extend(client_uat(seconds, suffix, config));
    lines
}

/// The cookie that names the client. Never with a domain: it would travel to every other program there.
fn client(value: &str, max_age_s: i64, config: &FrontendConfig) -> String {
    let attributes = attributes(max_age_s, config);
    format!("{CLIENT}={value}; HttpOnly; {attributes}")
}

/// The two cookies that say when the sign-in state last changed, in seconds; 0: nobody is signed in.
pub(crate) fn client_uat(seconds: i64, suffix: &str, config: &FrontendConfig) -> [String; 2] {
    let domain = match &config.cookie_domain {
        None => String::new(),
        Some(domain) => format!("; Domain={domain}"),
    };
    let attributes = attributes(MAX_AGE_S, config);
    [
        format!("{CLIENT_UAT}={seconds}; {attributes}{domain}"),
        format!("{CLIENT_UAT}_{suffix}={seconds}; {attributes}{domain}"),
    ]
}

fn attributes(max_age_s: i64, config: &FrontendConfig) -> String {
    let same_site = config.cookie_same_site.as_str();
    let secure = if config.is_secure { "; Secure" } else { "" };
    format!("Path=/; Max-Age={max_age_s}; SameSite={same_site}{secure}")
}

#[cfg(test)]
mod tests {
    use strowger_types::Timestamp;

    use super::*;
    use crate::frontend_config::SameSite;

    fn shown_in(lines: &[&'static str]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, line.parse().expect("a header"));
        }
        shown(&headers).into_iter().map(str::to_owned).collect()
    }

    fn abroad() -> FrontendConfig {
        FrontendConfig {
            cookie_domain: Some("example.com".to_owned()),
            cookie_same_site: SameSite::None,
            ..FrontendConfig::at("https://auth.example.com")
        }
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        assert_eq!(
            shown_in(&["a=b; __client=clt_1;__client_uat=0; __clientx=clt_2; broken"]),
            ["clt_1"]
        );
        assert_eq!(shown_in(&["x=1", " __client = clt_1 "]), ["clt_1"]);
        assert!(shown_in(&[]).is_empty());
    }

    #[test]
    fn what_cannot_be_a_token_of_a_browser_does_not_count() {
        assert!(
            shown_in(&["__client=eyJhbGciOi.x.y; __client=; __client=dvb_1; __client"]).is_empty()
        );
        assert_eq!(
            shown_in(&["__client=clt_1; __client=eyJ; __client=clt_1; __client=clt_2"]),
            ["clt_1", "clt_2"]
        );
    }

    #[test]
    fn the_clients_cookie_belongs_to_this_host_alone_and_no_script_reads_it() {
        let token = TokenText::shown("clt_1");
        let home = FrontendConfig::at("http://127.0.0.1:4000");
        assert_eq!(
            lines(Some(&token), SignedIn::Unchanged, "abc", &home),
            ["__client=clt_1; HttpOnly; Path=/; Max-Age=31536000; SameSite=Lax"]
        );
        assert_eq!(
            lines(Some(&token), SignedIn::Unchanged, "abc", &abroad()),
            ["__client=clt_1; HttpOnly; Path=/; Max-Age=31536000; SameSite=None; Secure"]
        );
    }

    #[test]
    fn app_servers_are_told_of_sign_ins_in_whole_seconds_under_both_names() {
        let at = SignedIn::At(Timestamp::from_ms(1_790_000_000_999));
        assert_eq!(
            lines(None, at, "abc", &abroad()),
            [
                "__client_uat=1790000000; Path=/; Max-Age=31536000; SameSite=None; Secure; Domain=example.com",
                "__client_uat_abc=1790000000; Path=/; Max-Age=31536000; SameSite=None; Secure; Domain=example.com",
            ]
        );
        let home = FrontendConfig::at("http://127.0.0.1:4000");
        assert_eq!(
            lines(None, SignedIn::Out, "abc", &home),
            [
                "__client_uat=0; Path=/; Max-Age=31536000; SameSite=Lax",
                "__client_uat_abc=0; Path=/; Max-Age=31536000; SameSite=Lax",
            ]
        );
    }

    #[test]
    fn a_client_that_is_gone_takes_its_cookie_along() {
        let home = FrontendConfig::at("http://127.0.0.1:4000");
        let lines = lines(None, SignedIn::Forgotten, "abc", &home);
        assert_eq!(
            lines[0],
            "__client=; HttpOnly; Path=/; Max-Age=0; SameSite=Lax"
        );
        assert!(lines[1].starts_with("__client_uat=0;") && lines.len() == 3);
    }
}
