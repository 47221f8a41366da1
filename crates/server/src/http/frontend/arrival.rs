//! A request before it is routed: which method is meant, how a client is held, which page asks from which address. And
//! what answers say to browsers about all that, refusals included.

use std::net::IpAddr;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, header, request};
use strowger_core::client::Holder;
use strowger_core::policy::Environment;

use super::{Origin, forwarded, param};
use crate::app::App;
use crate::http::error::{BadRequest, Failure};
use crate::http::reply::Reply;

/// Where browsers in development get their tokens, for which they cannot show one yet.
pub(super) const DEV_BROWSER_PATH: &str = "/v1/dev_browser";

/// The methods that are served somewhere.
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PATCH, PUT, DELETE");

/// What scripts may read of the headers of an answer: the contract's.
const EXPOSED: HeaderValue =
    HeaderValue::from_static("Authorization, X-Country, Clerk-Db-Jwt, Retry-After");

/// How long a browser may remember what it was told about a request beforehand, in seconds: two hours, which is what browsers cut it to.
const PREFLIGHT_MAX_AGE_S: HeaderValue = HeaderValue::from_static("7200");

/// A request to the Frontend API as it came in. It travels with the request.
#[derive(Clone)]
pub(crate) struct Arrival {
    pub(super) holder: Holder,
    pub(super) page: Page,
    pub(super) ip: IpAddr,
}

/// The page that asks, as far as the browser says.
#[derive(Clone, Debug)]
pub(super) enum Page {
    /// Nothing was said.
    Unsaid,
    /// Several were named.
    Several,
    /// One of this origin, which may ask.
    Welcome(HeaderValue),
    /// Another one.
    Foreign,
}

impl Arrival {
    /// Takes a request in, and gives it the method that is meant.
    pub(crate) fn take_in(app: &App, request: &mut Request, peer: IpAddr) -> Self {
        if let Some(method) = meant(request.method(), request.uri().query()) {
            *request.method_mut() = method;
        }
        let environment = app.instance().policy.environment;
        let holder = holder(request.uri().path(), request.uri().query(), environment);
        let arrival = Self {
            holder,
            page: page(request.headers(), |origin| match holder {
                // Nothing travels by itself here: who has the token may use it anywhere.
                Holder::DevBrowser => true,
                Holder::Cookie | Holder::Native => origin.may_use(app),
            }),
            ip: forwarded::client_ip(peer, request.headers(), &app.frontend.trusted_proxies),
        };
        request.extensions_mut().insert(arrival.clone());
        arrival
    }

    /// Whether the request may be looked at. Browsers add cookies to what any page asks for, so a page that wants a change has to
    /// be one that may, and has to say so.
    pub(super) fn check(&self, head: &request::Parts) -> Result<(), Failure> {
        self.judge(&head.method, &head.headers)
            .map_err(Failure::Request)
    }

    fn judge(&self, method: &Method, headers: &HeaderMap) -> Result<(), BadRequest> {
        let tokens = headers.get_all(header::AUTHORIZATION).iter().count();
        let is_change = *method != Method::GET && *method != Method::HEAD;
        match (&self.page, self.holder) {
            (Page::Several, _) => Err(BadRequest::OriginTwice),
            (Page::Welcome(_) | Page::Foreign, _) if tokens > 0 => {
                Err(BadRequest::OriginAndAuthorization)
            }
            (_, Holder::Native) if tokens > 1 => Err(BadRequest::AuthorizationTwice),
            (Page::Unsaid, Holder::Cookie) if is_change => Err(BadRequest::OriginMissing),
            // An app's own page may be native. A foreign one could spend its visitors' addresses, and their texts.
            (Page::Foreign, Holder::Cookie | Holder::Native) if is_change => {
                Err(BadRequest::OriginInvalid)
            }
            (Page::Unsaid | Page::Welcome(_) | Page::Foreign, _) => Ok(()),
        }
    }

    /// Answers a browser that asks whether it may ask.
    pub(crate) fn preflight(&self, headers: &HeaderMap) -> Response<Body> {
        let mut response = Reply::nothing();
        if let Page::Welcome(_) = self.page {
            let told = response.headers_mut();
            told.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            told.insert(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_MAX_AGE_S);
            // Whatever a program of ours or of others adds to its requests: headers that are not known are not read.
            if let Some(wanted) = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
                told.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
            }
        }
        response
    }

    /// Says in an answer, whatever it is, who may read it, and that nobody may keep it.
    pub(crate) fn mark(&self, told: &mut HeaderMap) {
        const TRUE: HeaderValue = HeaderValue::from_static("true");
        const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
        const ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
        const ALLOW_CREDENTIALS: HeaderName = header::ACCESS_CONTROL_ALLOW_CREDENTIALS;
        told.insert(header::VARY, ORIGIN);
        told.insert(header::CACHE_CONTROL, NO_STORE);
        if let Page::Welcome(origin) = &self.page {
            told.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            told.insert(ALLOW_CREDENTIALS, TRUE);
            told.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }
}

/// The method that a POST stands for. Never GET: what is a change stays one.
fn meant(method: &Method, query: Option<&str>) -> Option<Method> {
    if *method != Method::POST {
        return None;
    }
    let named = param::first(query, param::METHOD)?;
    [Method::PATCH, Method::PUT, Method::DELETE]
        .into_iter()
        .find(|method| method.as_str().eq_ignore_ascii_case(named))
}

/// How the caller holds a client. A way that was named is the only one: a cookie beside it is not looked at.
fn holder(path: &str, query: Option<&str>, environment: Environment) -> Holder {
    if matches!(param::first(query, param::IS_NATIVE), Some("1" | "true")) {
        return Holder::Native;
    }
    match environment {
        Environment::Development
            if param::first(query, param::DEV_BROWSER).is_some()
                || path.trim_end_matches('/') == DEV_BROWSER_PATH =>
        {
            Holder::DevBrowser
        }
        // Tokens in URLs are for tests.
        Environment::Development | Environment::Production => Holder::Cookie,
    }
}

fn page(headers: &HeaderMap, is_welcome: impl Fn(&Origin) -> bool) -> Page {
    let mut named = headers.get_all(header::ORIGIN).iter();
    match (named.next(), named.next()) {
        (None, _) => Page::Unsaid,
        (Some(_), Some(_)) => Page::Several,
        (Some(value), None) => match value.to_str().ok().and_then(Origin::parse) {
            Some(origin) if is_welcome(&origin) => Page::Welcome(value.clone()),
            Some(_) | None => Page::Foreign,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const HOME: &str = "https://app.example.com";

    fn judged(holder: Holder, method: &Method, headers: &[(HeaderName, &'static str)]) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, HeaderValue::from_static(value));
        }
        let arrival = Arrival {
            holder,
            page: page(&map, |origin| {
                holder == Holder::DevBrowser || Origin::parse(HOME).as_ref() == Some(origin)
            }),
            ip: Ipv4Addr::LOCALHOST.into(),
        };
        let outcome = arrival.judge(method, &map);
        let mut told = HeaderMap::new();
        arrival.mark(&mut told);
        let reads = told.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        assert!(told.contains_key(header::VARY), "caches are always told");
        let outcome = outcome.map_or_else(|bad| format!("{bad:?}"), |()| "may".to_owned());
        format!("{outcome}, {}", if reads { "reads" } else { "cannot read" })
    }

    #[test]
    fn with_cookies_only_pages_that_may_ask_for_a_change() {
        let cookie = |method, headers| judged(Holder::Cookie, &method, headers);
        let home = &[(header::ORIGIN, HOME)];
        let foreign = &[(header::ORIGIN, "https://evil.test")];
        assert_eq!(cookie(Method::POST, home), "may, reads");
        assert_eq!(cookie(Method::DELETE, home), "may, reads");
        assert_eq!(cookie(Method::POST, foreign), "OriginInvalid, cannot read");
        assert_eq!(cookie(Method::PATCH, foreign), "OriginInvalid, cannot read");
        assert_eq!(cookie(Method::POST, &[]), "OriginMissing, cannot read");
        assert_eq!(
            cookie(Method::POST, &[(header::ORIGIN, "null")]),
            "OriginInvalid, cannot read"
        );
        assert_eq!(cookie(Method::GET, &[]), "may, cannot read");
        assert_eq!(cookie(Method::GET, foreign), "may, cannot read");
        let both = &[
            (header::ORIGIN, HOME),
            (header::ORIGIN, "https://evil.test"),
        ];
        assert_eq!(cookie(Method::POST, both), "OriginTwice, cannot read");
    }

    #[test]
    fn a_token_in_the_query_needs_no_page_and_works_on_any() {
        let dev_browser = |headers| judged(Holder::DevBrowser, &Method::POST, headers);
        assert_eq!(dev_browser(&[]), "may, cannot read");
        assert_eq!(
            dev_browser(&[(header::ORIGIN, "https://any.test")]),
            "may, reads"
        );
        assert_eq!(dev_browser(&[(header::ORIGIN, "null")]), "may, cannot read");
    }

    #[test]
    fn apps_show_a_token_and_browsers_name_a_page_and_nobody_does_both() {
        fn native(headers: &[(HeaderName, &'static str)]) -> String {
            judged(Holder::Native, &Method::POST, headers)
        }
        let token = (header::AUTHORIZATION, "clt_1");
        assert_eq!(native(&[]), "may, cannot read");
        assert_eq!(native(std::slice::from_ref(&token)), "may, cannot read");
        assert_eq!(native(&[(header::AUTHORIZATION, "")]), "may, cannot read");
        assert_eq!(
            native(&[token.clone(), (header::ORIGIN, HOME)]),
            "OriginAndAuthorization, reads"
        );
        assert_eq!(
            native(&[(header::ORIGIN, "https://evil.test")]),
            "OriginInvalid, cannot read"
        );
        assert_eq!(
            native(&[token.clone(), token]),
            "AuthorizationTwice, cannot read"
        );
    }

    #[test]
    fn a_post_stands_for_the_change_that_it_names_and_for_no_read() {
        for (query, method) in [
            ("_method=PATCH", Some(Method::PATCH)),
            ("a=1&_method=delete&b=2", Some(Method::DELETE)),
            ("_method=PUT&_method=DELETE", Some(Method::PUT)),
            ("_method=GET", None),
            ("_method=OPTIONS", None),
            ("_method=", None),
            ("x_method=PATCH", None),
        ] {
            assert_eq!(meant(&Method::POST, Some(query)), method, "{query}");
            assert_eq!(meant(&Method::GET, Some(query)), None, "{query}");
        }
    }

    #[test]
    fn one_way_of_holding_a_client_is_looked_at() {
        use Environment::{Development, Production};
        let held = |query, environment| holder("/v1/client", query, environment);
        assert_eq!(held(None, Development), Holder::Cookie);
        let dev_browser = Some("a=1&__clerk_db_jwt=dvb_1");
        assert_eq!(held(dev_browser, Development), Holder::DevBrowser);
        assert_eq!(held(dev_browser, Production), Holder::Cookie);
        assert_eq!(held(Some("__clerk_db_jwt="), Development), Holder::Cookie);
        for query in [
            "_is_native=1",
            "_is_native=true",
            "__clerk_db_jwt=dvb_1&_is_native=1",
        ] {
            assert_eq!(held(Some(query), Development), Holder::Native);
        }
        assert_eq!(held(Some("_is_native=0"), Production), Holder::Cookie);
        assert_eq!(
            holder("/v1/dev_browser/", None, Development),
            Holder::DevBrowser
        );
        assert_eq!(holder("/v1/dev_browser", None, Production), Holder::Cookie);
    }
}
