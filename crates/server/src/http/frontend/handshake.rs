//! Where servers of apps send browsers whose cookies do not tell who is signed in.

use crate::app;
use crate::http::error::Failure;
use crate::http::field::{Field, Kind};
use crate::http::reply::Reply;
use crate::http::route::Call;

/// Longest address to go back to, in characters. Judgement: browsers and proxies end sooner.
const REDIRECT_URL_CHARS_MAX: usize = 8_192;

/// The query of [`start`].
pub(super) static HANDSHAKE: &[Field] = &[Field::optional(
    "redirect_url",
    Kind::Text(REDIRECT_URL_CHARS_MAX),
    "The page to go back to, of an origin that may use this server. Without one the request is refused.",
)];

pub(super) async fn start(call: Call) -> Result<Reply, Failure> {
    let redirect_url = call.query.text("redirect_url");
    let handshake = app::handshake(&call.app, call.caller(), redirect_url).await?;
    Ok(Reply::Redirect {
        location: handshake.location,
        cookies: handshake.cookies,
    })
}
