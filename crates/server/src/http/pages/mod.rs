//! Pages for people: the console, the try-it page of development, what both are made of.

mod admission;
mod assets;
mod host;
mod scripts;

pub(crate) use admission::admit;
use host::Host;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, header};
use percent_encoding::percent_decode_str;
use strowger_core::policy::Environment;

use self::assets::Asset;
use super::error::BadRequest;
use super::reply;
use crate::app::App;

/// Where the console is, and below it the addresses of what it shows.
const CONSOLE_PATH: &str = "/console";

/// Where pages have their scripts and styles from.
const ASSETS_PATH: &str = "/strowger/assets/";

/// Where the scripts of browser components are.
const SCRIPTS_PATH: &str = "/npm/";

/// Where the try-it page is: the home of development, and where forms lead that know of no other app.
const TRY_IT_PATHS: [&str; 4] = ["/", "/sign-in", "/sign-up", "/user"];

/// What the console may do: it is made of its own files and speaks to its own server. Nothing may frame it, and no text may
/// become a script.
const CONSOLE_MAY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// A page, or a part of one, and the name under which the log knows it.
pub(crate) struct Found {
    /// What is logged instead of the path.
    pub(crate) name: &'static str,
    /// The answer.
    pub(crate) answer: Result<Response<Body>, BadRequest>,
}

/// What of a page a path leads to.
pub(crate) enum Place<'a> {
    /// A file that pages are made of.
    Asset(&'a str),
    /// A script of browser components.
    Script(&'a str),
    /// The console.
    Console,
    /// The try-it page.
    TryIt,
}

/// What of a page is asked for, if anything is. Every request is held against this before it is taken for one to an API.
pub(crate) fn place<'a>(app: &App, method: &Method, path: &'a str) -> Option<Place<'a>> {
    if *method != Method::GET && *method != Method::HEAD {
        return None;
    }
    if let Some(name) = path.strip_prefix(ASSETS_PATH) {
        Some(Place::Asset(name))
    } else if let Some(rest) = path.strip_prefix(SCRIPTS_PATH) {
        Some(Place::Script(rest))
    } else if is_below(path, CONSOLE_PATH) && !leads_elsewhere(path) {
        Some(Place::Console)
    } else if TRY_IT_PATHS.contains(&path)
        && app.instance().policy.environment == Environment::Development
    {
        Some(Place::TryIt)
    } else {
        None
    }
}

/// What is at the place.
pub(crate) async fn show(
    app: &App,
    place: Place<'_>,
    method: &Method,
    headers: &HeaderMap,
) -> Found {
    let (name, answer) = match place {
        Place::Asset(name) => {
            let asset = assets::named(name).ok_or(BadRequest::NoSuchPath);
            let answer = asset.map(|asset| answer(asset, headers));
            ("/strowger/assets/{name}", answer)
        }
        Place::Script(rest) => {
            let answer = scripts::answer(&app.scripts, method, rest, headers).await;
            ("/npm/{script}", answer)
        }
        Place::Console => {
            let page = page(app, &assets::CONSOLE, CONSOLE_MAY, headers);
            ("/console", page)
        }
        Place::TryIt => {
            let may = try_it_may(app.scripts.foreign_origin().await.as_deref());
            ("/", page(app, &assets::TRY_IT, &may, headers))
        }
    };
    Found { name, answer }
}

/// The page, to whoever called the server by a name of its own.
fn page(
    app: &App,
    page: &Asset,
    may: &str,
    headers: &HeaderMap,
) -> Result<Response<Body>, BadRequest> {
    let is_ours = Host::of(headers).is_some_and(|host| host.is_ours(&app.frontend.own_origin));
    if is_ours {
        Ok(guarded(answer(page, headers), may))
    } else {
        Err(BadRequest::HostInvalid)
    }
}

/// Whether a path is resolved to another one by some. Proxies judge what it is resolved to and pass on what it was, so that a
/// page that they hold back could be had under the name of something else.
fn leads_elsewhere(path: &str) -> bool {
    let decoded: Vec<u8> = percent_decode_str(path).collect();
    decoded
        .split(|byte| *byte == b'/')
        .any(|segment| matches!(segment, b"." | b".."))
}

fn is_below(path: &str, top: &str) -> bool {
    path.strip_prefix(top)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What the try-it page may do. The components write their styles into the page and keep time in a worker made of a text. Their
/// scripts may come from another origin, if this server sends browsers there.
fn try_it_may(scripts: Option<&str>) -> String {
    let scripts = scripts.map_or_else(String::new, |origin| format!(" {origin}"));
    format!(
        "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; worker-src blob:; font-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// The file, or that the browser has it already.
fn answer(asset: &Asset, asked: &HeaderMap) -> Response<Body> {
    const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");
    let tag = asset.tag();
    let mut response = if is_known(asked, tag) {
        reply::unchanged()
    } else {
        Response::new(Body::from(asset.bytes))
    };
    let told = response.headers_mut();
    told.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(asset.content_type),
    );
    told.insert(
        header::ETAG,
        HeaderValue::try_from(tag).expect("a tag is a header"),
    );
    told.insert(header::CACHE_CONTROL, REVALIDATE);
    let only = |name: HeaderName, value| (name, HeaderValue::from_static(value));
    for (name, value) in [
        only(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        only(
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        told.insert(name, value);
    }
    response
}

/// Whether the browser that asks has what this tag names. Proxies that compress mark the tag as weak.
fn is_known(asked: &HeaderMap, tag: &str) -> bool {
    asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag)
}

/// A page that no other page can frame, open and hold on to, or learn the address of.
fn guarded(mut page: Response<Body>, may: &str) -> Response<Body> {
    let told = page.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, may),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        told.insert(
            name,
            HeaderValue::try_from(value).expect("policies are headers"),
        );
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_proxies_read_as_another_one_is_no_page() {
        for path in [
            "/console/../v1/client",
            "/console/%2e%2E/v1/client",
            "/console/..%2fv1/client",
            "/v1/client/./x",
            "/..",
        ] {
            assert!(leads_elsewhere(path), "{path}");
        }
        for path in [
            "/",
            "/console",
            "/console/users/user_1",
            "/npm/..x/y..",
            "/a/.hidden",
        ] {
            assert!(!leads_elsewhere(path), "{path}");
        }
    }
}
