//! Clients and the browsers of development.

use strowger_core::client::{Begun, Holder};

use super::envelope::{bare, current, reply_client};
use super::environment::environment;
use crate::app::frontend as app;
use crate::http::error::Failure;
use crate::http::reply::{Reply, SignedIn};
use crate::http::route::Call;

pub(super) async fn get(call: Call) -> Result<Reply, Failure> {
    let caller = call.caller();
    match current(&call.app, caller).await? {
        Some(client) if client.begun || caller.holder == Holder::Native => {
            let begun = Begun {
                client,
                token: None,
            };
            reply_client(&call, Some(begun), SignedIn::Unchanged).await
        }
        // Apps cannot do without a client; a page without one is a page on which nobody signed in yet.
        None if caller.holder == Holder::Native => create(call).await,
        Some(_) | None => reply_client(&call, None, SignedIn::Unchanged).await,
    }
}

pub(super) async fn create(call: Call) -> Result<Reply, Failure> {
    let begun = app::open_client(&call.app, call.caller()).await?;
    reply_client(&call, Some(begun), SignedIn::Unchanged).await
}

pub(super) async fn delete(call: Call) -> Result<Reply, Failure> {
    let client = app::forget_client(&call.app, call.caller()).await?;
    let begun = Begun {
        client,
        token: None,
    };
    reply_client(&call, Some(begun), SignedIn::Forgotten).await
}

pub(super) async fn get_environment(call: Call) -> Result<Reply, Failure> {
    let page = call.caller().origin.as_deref();
    Ok(bare(&environment(&call.app, page)))
}
