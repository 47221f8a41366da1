//! A successful answer.

use axum::body::Body;
use axum::http::header::InvalidHeaderValue;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use strowger_core::token::TokenText;
use strowger_types::Timestamp;

use super::error::Failure;

/// The content type of everything: clients compare it byte by byte, so no charset.
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The content type of pictures.
const SVG: HeaderValue = HeaderValue::from_static("image/svg+xml");

/// Components ask for pictures without credentials, and show none that they may not read.
pub(crate) const EVERY_ORIGIN: HeaderValue = HeaderValue::from_static("*");

/// Pictures are part of the program: they change with it.
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// A successful answer.
pub(crate) enum Reply {
    /// 200 with this JSON.
    Json(Vec<u8>),
    /// 200 with a picture that pages of every origin may show.
    Picture(&'static str),
    /// 204.
    Empty,
    /// 200 with JSON that a caller of the Frontend API is given, and what else there is to tell.
    Frontend(FrontendReply),
    /// 307 to another place.
    Redirect {
        /// The place.
        location: String,
        /// Lines of cookies to set on the way.
        cookies: Vec<String>,
    },
}

/// What a caller of the Frontend API is told.
pub(crate) struct FrontendReply {
    /// The JSON.
    pub(crate) body: Vec<u8>,
    /// The client's token, if it is new.
    pub(crate) token: Option<TokenText>,
    /// What became of the sign-in state.
    pub(crate) signed_in: SignedIn,
}

/// What became of a client's sign-in state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignedIn {
    /// Nothing.
    Unchanged,
    /// Somebody signed in, or out of one of several sessions, at this moment.
    At(Timestamp),
    /// Nobody is signed in any more.
    Out,
    /// Nobody is signed in any more, and the client itself is gone.
    Forgotten,
}

impl Reply {
    /// 200 with the object as JSON.
    pub(crate) fn json(object: &impl Serialize) -> Self {
        Self::Json(serde_json::to_vec(object).expect("wire objects are JSON"))
    }

    /// The answer, without what depends on who is answered.
    pub(crate) fn response(self) -> Result<Response<Body>, Failure> {
        match self {
            Self::Json(bytes) => Ok(json_response(StatusCode::OK, bytes)),
            Self::Picture(svg) => Ok(picture(svg)),
            Self::Empty => Ok(Self::nothing()),
            Self::Frontend(reply) => Ok(json_response(StatusCode::OK, reply.body)),
            Self::Redirect { location, cookies } => redirect(&location, &cookies)
                .map_err(|_| Failure::Internal("a place to go to is no header")),
        }
    }

    /// 204.
    pub(crate) fn nothing() -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        response
    }
}

fn picture(svg: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(svg));
    let told = response.headers_mut();
    told.insert(header::CONTENT_TYPE, SVG);
    told.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, EVERY_ORIGIN);
    told.insert(header::CACHE_CONTROL, A_DAY);
    response
}

/// 304: whoever asks has it already.
pub(crate) fn unchanged() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response
}

/// 307 to another place.
pub(crate) fn redirect(
    location: &str,
    cookies: &[String],
) -> Result<Response<Body>, InvalidHeaderValue> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    let told = response.headers_mut();
    told.insert(header::LOCATION, HeaderValue::try_from(location)?);
    for cookie in cookies {
        told.append(header::SET_COOKIE, HeaderValue::try_from(cookie)?);
    }
    Ok(response)
}

/// An answer with JSON in it.
pub(crate) fn json_response(status: StatusCode, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}
