//! The handshake: app servers send browsers here that they cannot tell from others.

use crate::app;
use crate::http::error::Failure;
use crate::http::field::{Field, Kind};
use crate::http::reply::Reply;
use crate::http::route::Call;

/// Longest address that is looked at, in characters: what fits into the head of a request.
const URL_CHARS_MAX: usize = 16 * 1_024;

/// The query of [`handshake`].
pub(super) static QUERY: &[Field] = &[Field::optional(
    "redirect_url",
    Kind::Text(URL_CHARS_MAX),
    "Where the browser goes: a page of an allowed origin.",
)];

pub(super) async fn handshake(call: Call) -> Result<Reply, Failure> {
    let redirect_url = call.query.text("redirect_url");
    let handshake = app::handshake(&call.app, call.caller(), redirect_url).await?;
    Ok(Reply::Redirect {
        location: handshake.location,
        cookies: handshake.cookies,
    })
}
