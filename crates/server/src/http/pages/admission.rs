//! Who may open the console.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Version, header};
use strowger_core::policy::Environment;

use super::Host;
use crate::app::App;
use crate::http::entry;
use crate::http::error::BadRequest;

/// What proxies add to a request, beside headers that begin with [`FORWARDED`]. One that has any of these comes from
/// somewhere else than its peer.
const FORWARDING: [&str; 3] = ["forwarded", "via", "x-real-ip"];

/// How most headers begin that proxies add.
const FORWARDED: &str = "x-forwarded";

/// Where the page that asks is, as new browsers say it beside `Origin`.
const FETCH_SITE: &str = "sec-fetch-site";

/// Whether the caller may open the console: who has the secret key, and on a developer's own machine the console's own page.
pub(crate) fn admit(app: &App, request: &Request, peer: IpAddr) -> Result<(), BadRequest> {
    let headers = request.headers();
    let own_origin = &app.frontend.own_origin;
    let host = Host::of(headers)
        .filter(|host| host.is_ours(own_origin))
        .ok_or(BadRequest::HostInvalid)?;
    let page = page(headers)?;
    let is_foreign =
        page.is_some_and(|origin| !(host.is_of(origin) || origin.eq_ignore_ascii_case(own_origin)));
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
    // A public_url that leads elsewhere says that something passes on what others ask for: as their own machine's, if it
    // puts its own name for this server in place of theirs.
    let is_at_home = app.is_local
        && Host::of_origin(own_origin).is_some_and(|own| own.is_loopback())
        && app.instance().policy.environment == Environment::Development
        && peer.to_canonical().is_loopback()
        && host.is_loopback()
        && !is_passed_on(request);
    if is_at_home && page.is_some_and(|origin| host.is_of(origin)) {
        Ok(())
    } else {
        Err(BadRequest::NoBearer)
    }
}

/// Whether a proxy shows. Some add no header, and are known by a version that no browser speaks: nginx's, unless it is told
/// another.
fn is_passed_on(request: &Request) -> bool {
    request.version() < Version::HTTP_11
        || request
            .headers()
            .keys()
            .any(|name| name.as_str().starts_with(FORWARDED) || FORWARDING.contains(&name.as_str()))
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
