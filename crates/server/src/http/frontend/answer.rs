//! A reply on its way to a caller, who keeps a token or is told of a sign-in in the way of holding a client.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use strowger_core::client::Holder;

use super::{Caller, cookie};
use crate::app::App;
use crate::http::error::Failure;
use crate::http::reply::{Reply, SignedIn};

/// The answer to this caller.
pub(super) fn answer(reply: Reply, app: &App, caller: &Caller) -> Result<Response<Body>, Failure> {
    let (token, signed_in) = match &reply {
        Reply::Frontend(reply) => (reply.token.clone(), reply.signed_in),
        Reply::Json(_) | Reply::Picture(_) | Reply::Empty | Reply::Redirect { .. } => {
            (None, SignedIn::Unchanged)
        }
    };
    let mut response = reply.response()?;
    let told = response.headers_mut();
    match caller.holder {
        Holder::Cookie => {
            let suffix = app.identity.publishable_key.cookie_suffix();
            for line in cookie::lines(token.as_ref(), signed_in, &suffix, &app.frontend) {
                told.append(header::SET_COOKIE, secret(&line)?);
            }
        }
        Holder::Native => {
            let token = token.as_ref().or(caller.token.as_ref());
            if let Some(token) = token.filter(|_| signed_in != SignedIn::Forgotten) {
                told.insert(header::AUTHORIZATION, secret(token.reveal())?);
            }
        }
        // Its token does not change, and its script keeps the rest.
        Holder::DevBrowser => {}
    }
    Ok(response)
}

fn secret(text: &str) -> Result<HeaderValue, Failure> {
    let mut value =
        HeaderValue::try_from(text).map_err(|_| Failure::Internal("a token is no header"))?;
    value.set_sensitive(true);
    Ok(value)
}
