//! Who calls the Frontend API.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::{HeaderMap, header, request};
use strowger_core::client::Holder;
use strowger_core::record::{Client, Device, USER_AGENT_CHARS_MAX};
use strowger_core::token::TokenText;
use strowger_types::SessionId;

use super::arrival::{Arrival, Page};
use super::{cookie, param};
use crate::app::App;
use crate::http::error::{BadRequest, Failure};

/// Most cookies that are looked up for one request. Judgement: more than two of one name are somebody's game.
const COOKIES_MAX: usize = 4;

/// Who calls.
pub(crate) struct Caller {
    /// How the caller holds a client, or would hold one.
    pub(crate) holder: Holder,
    /// The client, if the caller has one that lives.
    pub(crate) client: Option<Client>,
    /// The token by which the client was named.
    pub(crate) token: Option<TokenText>,
    /// The origin of the page that asks, if there is a page and it may.
    pub(crate) origin: Option<String>,
    /// The address that the caller asks from.
    pub(crate) ip: Option<IpAddr>,
    /// What the caller's program says of itself, at most [`USER_AGENT_CHARS_MAX`] characters.
    pub(crate) user_agent: Option<String>,
    /// The session that the request names.
    pub(crate) session: Option<SessionId>,
    /// Whether what it names cannot be a session.
    pub(crate) invalid_session: bool,
}

impl Caller {
    /// Finds out who calls.
    pub(super) async fn look_up(
        app: &App,
        arrival: &Arrival,
        head: &request::Parts,
    ) -> Result<Self, Failure> {
        let query = head.uri.query();
        let named = match arrival.holder {
            Holder::Cookie => of_cookies(app, &head.headers).await?,
            Holder::DevBrowser => match param::first(query, param::DEV_BROWSER) {
                Some(text) => of_token(app, arrival.holder, text).await?,
                None => None,
            },
            Holder::Native => of_token(app, arrival.holder, shown_by_app(&head.headers)).await?,
        };
        let (client, token) = named.unzip();
        let session = param::first(query, param::SESSION_ID);
        let session_id = session.and_then(SessionId::parse);
        Ok(Self {
            holder: arrival.holder,
            client,
            token,
            origin: match &arrival.page {
                Page::Welcome(origin) => origin.to_str().ok().map(str::to_owned),
                Page::Unsaid | Page::Several | Page::Foreign => None,
            },
            ip: Some(arrival.ip),
            user_agent: user_agent(&head.headers),
            invalid_session: session.is_some() && session_id.is_none(),
            session: session_id,
        })
    }

    /// Refuses a browser in development whose token names no client: it asks for another one then.
    pub(super) fn check_dev_browser(&self) -> Result<(), Failure> {
        if self.holder == Holder::DevBrowser && self.client.is_none() {
            return Err(Failure::Request(BadRequest::DevBrowserUnauthenticated));
        }
        Ok(())
    }

    /// For whom limits by address count: an address of IPv4; of IPv6 the network that one household or machine gets, 64 bits.
    pub(crate) fn ip_key(&self) -> String {
        match self.ip {
            None => "none".to_owned(),
            Some(IpAddr::V4(ip)) => ip.to_string(),
            Some(IpAddr::V6(ip)) => {
                let network = Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << 64));
                format!("{network}/64")
            }
        }
    }

    /// Where the caller asks from, as a session keeps it.
    pub(crate) fn device(&self) -> Device {
        Device {
            ip: self.ip.map(|ip| ip.to_string()),
            user_agent: self.user_agent.clone(),
        }
    }
}

/// The client that a browser's cookies name. Programs on neighbouring hosts can plant a second cookie of this name, which
/// comes first if they wish. One that names nothing does no harm, be it left from another server. Where two name a client each,
/// nobody can tell which is the planted one, and to act in a stranger's client could give away whatever is entered next: so
/// there is none then.
async fn of_cookies(
    app: &App,
    headers: &HeaderMap,
) -> Result<Option<(Client, TokenText)>, Failure> {
    let shown = cookie::shown(headers);
    if shown.len() > COOKIES_MAX {
        return Ok(None);
    }
    let mut named = None;
    for text in shown {
        if let Some(client) = of_token(app, Holder::Cookie, text).await? {
            if named.is_some() {
                return Ok(None);
            }
            named = Some(client);
        }
    }
    Ok(named)
}

/// The client that the token names, if it lives.
async fn of_token(
    app: &App,
    holder: Holder,
    text: &str,
) -> Result<Option<(Client, TokenText)>, Failure> {
    if !text.starts_with(holder.token_prefix()) {
        return Ok(None);
    }
    let token = TokenText::shown(text);
    let client = app.store.client_of_token(&token.hash()).await?;
    let now = app.now();
    Ok(client
        .filter(|client| !client.expire_at.is_past(now))
        .map(|client| (client, token)))
}

/// The token in an app's header, bare or behind the name of a scheme.
fn shown_by_app(headers: &HeaderMap) -> &str {
    let text = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        Some(_) | None => text.trim(),
    }
}

fn user_agent(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::USER_AGENT)?;
    let text = String::from_utf8_lossy(value.as_bytes());
    let cut: String = text.chars().take(USER_AGENT_CHARS_MAX).collect();
    (!cut.is_empty()).then_some(cut)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn caller_at(ip: &str) -> Caller {
        Caller {
            holder: Holder::Cookie,
            client: None,
            token: None,
            origin: None,
            ip: ip.parse().ok(),
            user_agent: None,
            session: None,
            invalid_session: false,
        }
    }

    #[test]
    fn limits_count_one_address_of_ipv4_and_one_network_of_ipv6() {
        for (ip, key) in [
            ("203.0.113.9", "203.0.113.9"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::", "2001:db8:1:2::/64"),
            ("nowhere", "none"),
        ] {
            assert_eq!(caller_at(ip).ip_key(), key);
        }
    }

    #[test]
    fn apps_show_their_token_with_or_without_a_scheme() {
        for (value, token) in [
            ("clt_1", "clt_1"),
            ("Bearer clt_1", "clt_1"),
            ("bearer  clt_1", "clt_1"),
            ("", ""),
            ("Bearer", "Bearer"),
            ("Basic clt_1", "Basic clt_1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            assert_eq!(shown_by_app(&headers), token, "{value}");
        }
        assert_eq!(shown_by_app(&HeaderMap::new()), "");
    }

    #[test]
    fn a_long_name_of_a_program_is_cut() {
        let mut headers = HeaderMap::new();
        assert_eq!(user_agent(&headers), None);
        let long = HeaderValue::from_bytes("é".repeat(600).as_bytes()).expect("a header");
        headers.insert(header::USER_AGENT, long);
        let cut = user_agent(&headers).expect("a name");
        assert_eq!(cut.chars().count(), USER_AGENT_CHARS_MAX);
    }
}
