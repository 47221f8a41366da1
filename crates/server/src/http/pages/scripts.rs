//! Scripts of browser components: out of a folder, or by way of a redirect.

use std::fs::File;
use std::io::{self, Read as _};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, header};
use futures_util::stream;

use super::is_known;
use crate::components::{Answer, Asked, Missing, Script, Scripts, at_disk};
use crate::http::error::BadRequest;
use crate::http::reply::{self, EVERY_ORIGIN};

/// How much of a script is in memory at once for a browser that takes it slowly, in bytes.
const CHUNK_BYTES: u64 = 64 * 1_024;

/// A path with one version in it always means the same.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// A path with a range of versions means another script after an `npm install`.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// Where scripts are can be set otherwise: a start of the server later, browsers should have noticed within minutes.
const A_WHILE: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// The script that the part of the path behind `/npm/` asks for.
pub(super) async fn answer(
    scripts: &Scripts,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> Result<Response<Body>, BadRequest> {
    let asked = Asked::parse(path).ok_or(BadRequest::NoSuchScript(Missing::NotAScript))?;
    let content_type = asked.content_type();
    let path = asked.path();
    let may_keep = if asked.is_exact() {
        FOR_EVER
    } else {
        REVALIDATE
    };
    let mut response = match scripts.find(asked).await {
        Ok(Answer::Elsewhere(copy)) => elsewhere(&format!("{}/{path}", copy.prefix())),
        Ok(Answer::Script(script)) => here(script, content_type, may_keep, method, headers),
        Err(missing) => return Err(BadRequest::NoSuchScript(missing)),
    };
    let told = response.headers_mut();
    // Pages of every origin load scripts, and ask for them without credentials.
    told.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, EVERY_ORIGIN);
    for (name, value) in [
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        told.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

fn elsewhere(location: &str) -> Response<Body> {
    let mut response = reply::redirect(location, &[]).expect("a URL and plain names make a header");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, A_WHILE);
    response
}

fn here(
    script: Script,
    content_type: &'static str,
    may_keep: HeaderValue,
    method: &Method,
    headers: &HeaderMap,
) -> Response<Body> {
    let tag = HeaderValue::try_from(script.tag()).expect("a tag is a header");
    let mut response = if is_known(headers, script.tag()) {
        reply::unchanged()
    } else {
        let len = script.len();
        let body = if *method == Method::HEAD {
            Body::empty()
        } else {
            contents(script.into_file(), len)
        };
        let mut response = Response::new(body);
        let told = response.headers_mut();
        told.insert(header::CONTENT_LENGTH, HeaderValue::from(len));
        told.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        response
    };
    let told = response.headers_mut();
    told.insert(header::ETAG, tag);
    told.insert(header::CACHE_CONTROL, may_keep);
    response
}

/// The first `len` bytes of the file, read piece by piece as they are taken.
fn contents(file: File, len: u64) -> Body {
    Body::from_stream(stream::try_unfold(
        (file, len),
        async |(file, left): (File, u64)| {
            if left == 0 {
                return Ok(None);
            }
            let read = at_disk(move || piece(file, left)).await;
            let (piece, file) = read.ok_or_else(|| io::Error::other("reading panicked"))??;
            let left = left - piece.len() as u64;
            Ok::<_, io::Error>(Some((piece, (file, left))))
        },
    ))
}

/// The next piece of a file that has so many bytes left.
fn piece(mut file: File, left: u64) -> io::Result<(Bytes, File)> {
    let wanted = left.min(CHUNK_BYTES);
    // As much as is wanted: left to itself it would grow to twice that.
    let mut piece = Vec::with_capacity(usize::try_from(wanted).unwrap_or_default());
    let read = file.by_ref().take(wanted).read_to_end(&mut piece)?;
    if read == 0 {
        // Somebody cut it short meanwhile. The length was told already, so the connection has to end here.
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((Bytes::from(piece), file))
}
