//! The body of a request: read within a limit of bytes and of time.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Body as _;

use super::error::{BadRequest, Failure};
use super::field::Field;
use super::form::{Form, Problem, What};
use super::json::{Members, Parsed, parse_object};

/// Largest body, in bytes. The largest that makes sense is a user with a hundred numbers and three full metadata: under 40 KiB.
pub(crate) const BODY_BYTES_MAX: usize = 64 * 1_024;

/// Reads a body as the form that its fields describe. Nothing at all is an empty form, whatever type it was said to be.
pub(crate) async fn read_form(
    headers: &HeaderMap,
    body: Body,
    fields: &'static [Field],
    time_max: Duration,
) -> Result<Form, Failure> {
    let bytes = read(body, time_max).await.map_err(Failure::Request)?;
    if bytes.is_empty() {
        return Form::read(Members(Vec::new()), fields).map_err(Failure::Form);
    }
    let named = ContentType::of(headers);
    if !named.is("application/json") {
        return Err(Failure::Request(named.refused()));
    }
    match parse_object(&bytes) {
        Parsed::Object(members) => Form::read(members, fields).map_err(Failure::Form),
        Parsed::NestedDuplicate(key) => {
            Err(Failure::Form(vec![Problem::new(&key, What::Duplicate)]))
        }
        Parsed::Invalid => Err(Failure::Request(BadRequest::Body)),
    }
}

/// Reads and forgets a body that nobody asked for, so that the connection can be used again.
pub(crate) async fn discard(body: Body, time_max: Duration) -> Result<(), Failure> {
    read(body, time_max)
        .await
        .map(|_| ())
        .map_err(Failure::Request)
}

/// Reads a body that is not looked into yet.
pub(crate) async fn read(body: Body, time_max: Duration) -> Result<Bytes, BadRequest> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    if body.size_hint().lower() > BODY_BYTES_MAX as u64 {
        return Err(BadRequest::BodyTooLarge(BODY_BYTES_MAX));
    }
    match tokio::time::timeout(time_max, Limited::new(body, BODY_BYTES_MAX).collect()).await {
        Err(_) => Err(BadRequest::BodyTooSlow),
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Err(BadRequest::BodyTooLarge(BODY_BYTES_MAX))
        }
        Ok(Err(_)) => Err(BadRequest::Body),
    }
}

/// What a body is said to be.
pub(crate) struct ContentType<'a> {
    named: &'a str,
}

impl<'a> ContentType<'a> {
    /// What the headers say of the body.
    pub(crate) fn of(headers: &'a HeaderMap) -> Self {
        let named = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        Self { named }
    }

    /// Whether it is this type, in UTF-8.
    pub(crate) fn is(&self, wanted: &str) -> bool {
        let (kind, parameters) = self.named.split_once(';').unwrap_or((self.named, ""));
        let is_utf8 =
            parameters
                .split(';')
                .all(|parameter| match parameter.trim().split_once('=') {
                    Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
                        value.trim_matches('"').eq_ignore_ascii_case("utf-8")
                    }
                    Some(_) | None => true,
                });
        kind.trim().eq_ignore_ascii_case(wanted) && is_utf8
    }

    /// The refusal of a type that is not read here.
    pub(crate) fn refused(&self) -> BadRequest {
        let shown: String = self
            .named
            .chars()
            .filter(|char| !char.is_control())
            .take(100)
            .collect();
        BadRequest::ContentType(if shown.is_empty() {
            "(none)".to_owned()
        } else {
            shown
        })
    }
}
