//! The one place that knows which refusal has which code, text and status.

mod item;
mod of_problem;
mod of_refusal;
mod of_request;
mod status;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use strowger_core::Refusal;
use strowger_store::StoreError;
use strowger_types::ErrorCode;
use strowger_types::wire::frontend::Client;
use strowger_types::wire::{Errors, ErrorsMeta};

use item::Item;

use super::field::Field;
use super::form::Problem;
use super::reply::{EVERY_ORIGIN, json_response};
use crate::components::Missing;

/// Why a request got no reply.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Rules say no.
    Refused(Vec<Refusal>),
    /// The parameters do not fit.
    Form(Vec<Problem>),
    /// The request itself does not fit.
    Request(BadRequest),
    /// Too many wanted the same at once, or too much waits: nothing was done, later it may be.
    Busy,
    /// The database failed.
    Store(StoreError),
    /// A fault of ours.
    Internal(&'static str),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

/// A request that does not get as far as its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BadRequest {
    /// There is no bearer token.
    NoBearer,
    /// The secret key is wrong.
    WrongKey,
    /// There is no such path.
    NoSuchPath,
    /// The path has other methods: these.
    NoSuchMethod,
    /// The API version is none, or two.
    Version(String),
    /// The body is no JSON object.
    Body,
    /// The body is larger than so many bytes.
    BodyTooLarge(usize),
    /// The body did not come in time.
    BodyTooSlow,
    /// The body is of this type.
    ContentType(String),
    /// The query is none.
    Query,
    /// A browser asks for a change and does not say from which page.
    OriginMissing,
    /// The page that asks is of an origin that may not.
    OriginInvalid,
    /// A page for people is asked for by a name that is not the server's.
    HostInvalid,
    /// There is no such script of the browser components.
    NoSuchScript(Missing),
    /// There are several origins.
    OriginTwice,
    /// There are several tokens of a client.
    AuthorizationTwice,
    /// An origin, as browsers send it, came beside a token, as apps send it.
    OriginAndAuthorization,
    /// The token of a browser in development names no client.
    DevBrowserUnauthenticated,
    /// A handshake does not say where it leads.
    NoRedirectUrl,
    /// Where it leads is no absolute address.
    RedirectUrlInvalid,
    /// It is not a page of the web, or names a user.
    RedirectUrlProhibited,
    /// It is a page of somebody else.
    RedirectUrlForeign,
}

/// Most problems of a form in one answer: two lists' worth. A body of nothing but unknown keys would make an answer of megabytes.
const PROBLEMS_MAX: usize = 200;

/// Seconds after which somebody who was told that we are busy may ask again.
const BUSY_RETRY_AFTER_S: i64 = 1;

/// What an operation publishes of its refusals, as far as statuses depend on it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Published {
    /// Whether 422 is among them. Where it is not, such a refusal is a 400, so that clients get a typed error.
    pub(crate) unprocessable: bool,
    /// The fields of query and body, where refusals are about these alone. Forms show what is about a field under it, and
    /// nowhere if they do not have it.
    pub(crate) fields: Option<[&'static [Field]; 2]>,
}

impl Failure {
    /// The answer, in the contract's envelope; with the client as it is now, if it is somebody's affair.
    pub(crate) fn response(
        &self,
        published: Published,
        client: Option<Box<Client>>,
        trace_id: &str,
    ) -> Response<Body> {
        let items = self.items();
        let status = items
            .first()
            .map_or(StatusCode::INTERNAL_SERVER_ERROR, |item| {
                status::of(item.code, published)
            });
        let errors = errors(items, published, client, trace_id);
        let bytes = serde_json::to_vec(&errors).expect("errors are JSON");
        let mut response = json_response(status, bytes);
        if let Some(seconds) = self.retry_after_s() {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if matches!(self, Self::Request(BadRequest::NoSuchScript(_))) {
            // Pages of every origin ask for scripts, and without this their developers see nothing of the reason.
            let told = response.headers_mut();
            told.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, EVERY_ORIGIN);
            told.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        if matches!(
            self,
            Self::Request(BadRequest::BodyTooLarge(_) | BadRequest::BodyTooSlow)
        ) {
            // What is left of the body is not read, so the connection cannot be used again.
            response
                .headers_mut()
                .insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    fn items(&self) -> Vec<Item> {
        match self {
            Self::Refused(refusals) => refusals.iter().map(of_refusal::item).collect(),
            Self::Form(problems) => problems
                .iter()
                .take(PROBLEMS_MAX)
                .map(of_problem::item)
                .collect(),
            Self::Request(bad) => vec![of_request::item(bad)],
            Self::Busy | Self::Store(_) => {
                vec![Item::new(
                    ErrorCode::ServiceUnavailable,
                    "Service unavailable",
                    "Service unavailable",
                )]
            }
            Self::Internal(_) => vec![Item::new(
                ErrorCode::InternalError,
                "Oops, an unexpected error occurred",
                "There was an internal error on our servers.",
            )],
        }
    }

    fn retry_after_s(&self) -> Option<i64> {
        match self {
            Self::Busy | Self::Store(_) => Some(BUSY_RETRY_AFTER_S),
            Self::Refused(refusals) => refusals.iter().find_map(|refusal| match refusal {
                Refusal::TooSoon { retry_after_ms }
                | Refusal::TooManySends { retry_after_ms }
                | Refusal::TooManyRequests { retry_after_ms } => {
                    // Rounded up, and never 0, which clients take for "at once".
                    Some((retry_after_ms + 999).div_euclid(1_000).max(1))
                }
                _ => None,
            }),
            Self::Form(_) | Self::Request(_) | Self::Internal(_) => None,
        }
    }
}

fn errors(
    items: Vec<Item>,
    published: Published,
    client: Option<Box<Client>>,
    trace_id: &str,
) -> Errors {
    let wire = |item: Item| match published.fields {
        Some(fields) => item.about_one_of(fields).wire(),
        None => item.wire(),
    };
    Errors {
        errors: items.into_iter().map(wire).collect(),
        meta: client.map(|client| ErrorsMeta { client }),
        clerk_trace_id: trace_id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::field::Kind;

    #[test]
    fn a_refusal_is_about_a_field_only_where_the_operation_has_it() {
        const NUMBER: &[Field] = &[Field::required("phone_number", Kind::Text(64), "A number.")];
        for (fields, is_named) in [
            (None, true),
            (Some([&[][..], NUMBER]), true),
            (Some([&[], &[]]), false),
        ] {
            let published = Published {
                fields,
                ..Published::default()
            };
            let failure = Failure::Refused(vec![Refusal::NumberNotTextable]);
            let errors = errors(failure.items(), published, None, "trace");
            let meta = errors.errors[0].meta.as_ref();
            assert_eq!(
                meta.is_some_and(|meta| meta["param_name"] == "phone_number"),
                is_named
            );
        }
    }

    #[test]
    fn retry_after_is_a_whole_second_at_least() {
        for (retry_after_ms, seconds) in [(0, 1), (1, 1), (1_000, 1), (1_001, 2), (30_000, 30)] {
            let failure = Failure::Refused(vec![Refusal::TooSoon { retry_after_ms }]);
            assert_eq!(failure.retry_after_s(), Some(seconds));
        }
    }
}
