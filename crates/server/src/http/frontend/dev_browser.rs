//! Tokens for browsers in development, which live on plain http and on any host, where cookies would not travel.

use strowger_core::client::Holder;
use strowger_core::policy::Environment;
use strowger_types::wire;

use crate::app::frontend as app;
use crate::http::error::{BadRequest, Failure};
use crate::http::reply::Reply;
use crate::http::route::Call;

pub(super) async fn create(call: Call) -> Result<Reply, Failure> {
    match call.app.instance().policy.environment {
        Environment::Development => {}
        Environment::Production => return Err(Failure::Request(BadRequest::NoSuchPath)),
    }
    let begun = app::new_client(&call.app, Holder::DevBrowser).await?;
    let token = begun
        .token
        .ok_or(Failure::Internal("a new client has no token"))?;
    Ok(Reply::json(&wire::DevBrowser {
        object: wire::DevBrowserTag::Tag,
        id: token.reveal().to_owned(),
        token: token.reveal().to_owned(),
    }))
}
