//! Who may open the console.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue, header};
use strowger_core::policy::Environment;

use super::Host;
use crate::app::App;
use crate::http::entry;
use crate::http::error::BadRequest;

/// What proxies add to a request. One that has any of these comes from somewhere else than its peer.
const FORWARDING: [&str; 6] = [
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
];

/// Where the page that asks is, as new browsers say it beside `Origin`.
const FETCH_SITE: &str = "sec-fetch-site";

/// Whether the caller may open the console: who has the secret key, and on a developer's own machine the console's own page.
pub(crate) fn admit(app: &App, headers: &HeaderMap, peer: IpAddr) -> Result<(), BadRequest> {
    let host = Host::of(headers)
        .filter(|host| host.is_ours(&app.frontend.own_origin))
        .ok_or(BadRequest::HostInvalid)?;
    let page = page(headers)?;
    let is_foreign = page.is_some_and(|origin| {
        !(host.is_of(origin) || origin.eq_ignore_ascii_case(&app.frontend.own_origin))
    });
    let is_from_elsewhere = headers
        .get(FETCH_SITE)
        .is_some_and(|site| site != "same-origin");
    if is_foreign || is_from_elsewhere {
        return Err(BadRequest::OriginInvalid);
    }
    if headers.contains_key(header::AUTHORIZATION) {
        let token = entry::bearer(headers)?;
        return if app.secret_key().matches(token) {
            Ok(())
        } else {
            Err(BadRequest::WrongKey)
        };
    }
    let is_at_home = app.is_local
        && app.instance().policy.environment == Environment::Development
        && peer.to_canonical().is_loopback()
        && host.is_loopback()
        && !FORWARDING.iter().any(|name| headers.contains_key(*name));
    if is_at_home && page.is_some() {
        Ok(())
    } else {
        Err(BadRequest::NoBearer)
    }
}

fn page(headers: &HeaderMap) -> Result<Option<&str>, BadRequest> {
    let mut named = headers.get_all(header::ORIGIN).iter();
    match (named.next(), named.next()) {
        (None, _) => Ok(None),
        (Some(origin), None) => HeaderValue::to_str(origin)
            .map(Some)
            .map_err(|_| BadRequest::OriginInvalid),
        (Some(_), Some(_)) => Err(BadRequest::OriginTwice),
    }
}
