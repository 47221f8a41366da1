//! A successful answer.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;

/// The content type of everything: clients compare it byte by byte, so no charset.
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A successful answer.
pub(crate) enum Reply {
    /// 200 with this JSON.
    Json(Vec<u8>),
    /// 204.
    Empty,
}

impl Reply {
    /// 200 with the object as JSON.
    pub(crate) fn json(object: &impl Serialize) -> Self {
        Self::Json(serde_json::to_vec(object).expect("wire objects are JSON"))
    }
}

impl From<Reply> for Response<Body> {
    fn from(reply: Reply) -> Self {
        match reply {
            Reply::Json(bytes) => json_response(StatusCode::OK, bytes),
            Reply::Empty => {
                let mut response = Self::new(Body::empty());
                *response.status_mut() = StatusCode::NO_CONTENT;
                response
            }
        }
    }
}

/// An answer with JSON in it.
pub(crate) fn json_response(status: StatusCode, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}
