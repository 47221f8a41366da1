//! Sign-in tokens and testing tokens.

use strowger_core::sign_in_token::{SIGN_IN_TOKEN_TTL_SECONDS, SIGN_IN_TOKEN_TTL_SECONDS_MAX};
use strowger_types::wire;

use super::render;
use crate::app;
use crate::http::error::Failure;
use crate::http::field::{Field, Kind, TEXT_CHARS_MAX};
use crate::http::reply::Reply;
use crate::http::route::Call;

/// How long a testing token is said to live, in seconds: the contract's hour.
const TESTING_TOKEN_TTL_SECONDS: i64 = 60 * 60;

/// The body of [`create`].
pub(super) static CREATE: &[Field] = &[
    Field::required(
        "user_id",
        Kind::Text(TEXT_CHARS_MAX),
        "Whom the token signs in.",
    ),
    Field::optional(
        "org_id",
        Kind::Text(TEXT_CHARS_MAX),
        "Taken and ignored: there are no organizations.",
    ),
    Field::optional(
        "expires_in_seconds",
        Kind::Integer(1, SIGN_IN_TOKEN_TTL_SECONDS_MAX),
        "How long the token lives; thirty days unless it says otherwise.",
    ),
];

pub(super) async fn create(call: Call) -> Result<Reply, Failure> {
    let ttl_seconds = call
        .body
        .integer("expires_in_seconds")
        .unwrap_or(SIGN_IN_TOKEN_TTL_SECONDS);
    let (record, text) =
        app::create_sign_in_token(&call.app, call.body.required_text("user_id"), ttl_seconds)
            .await?;
    Ok(Reply::json(&render::sign_in_token(
        record,
        Some(text.reveal().to_owned()),
    )))
}

pub(super) async fn revoke(call: Call) -> Result<Reply, Failure> {
    let record = app::revoke_sign_in_token(&call.app, call.id()).await?;
    Ok(Reply::json(&render::sign_in_token(record, None)))
}

/// There is no bot protection to pass here, so the token is a name with a date and nothing has to remember it.
pub(super) async fn create_testing_token(call: Call) -> Result<Reply, Failure> {
    let now_s = call.app.now().as_seconds();
    Ok(Reply::json(&wire::TestingToken {
        object: wire::TestingTokenTag::Tag,
        token: format!("{now_s}-c_{}", call.app.new_trace_id()),
        expires_at: now_s + TESTING_TOKEN_TTL_SECONDS,
    }))
}
