//! Clients and the browsers of development.

use strowger_core::client::{self, Begun, Holder};
use strowger_core::policy::Environment;
use strowger_types::wire::frontend;

use super::environment::environment;
use super::envelope::{bare, current, reply_client};
use crate::app::frontend as app;
use crate::http::error::{BadRequest, Failure};
use crate::http::reply::{FrontendReply, Reply, SignedIn};
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
    let begun = app::begin_client(&call.app, call.caller()).await?;
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
    Ok(bare(&environment(&call.app)))
}

/// A browser of a development instance: what clerk-js keeps and shows with every request from now on.
pub(super) async fn create_dev_browser(call: Call) -> Result<Reply, Failure> {
    if call.app.instance().policy.environment != Environment::Development {
        return Err(Failure::Request(BadRequest::NoSuchPath));
    }
    let begun = crate::app::run(
        &call.app,
        |_| async { Ok(()) },
        |(), ctx| client::begin(Holder::DevBrowser, ctx),
    )
    .await?;
    let token = begun
        .token
        .as_ref()
        .map_or_else(String::new, |token| token.reveal().to_owned());
    let body = serde_json::to_vec(&frontend::DevBrowser {
        object: frontend::DevBrowserTag::Tag,
        id: token.clone(),
        token,
    });
    Ok(Reply::Frontend(FrontendReply {
        body: body.expect("wire objects are JSON"),
        token: None,
        signed_in: SignedIn::Unchanged,
    }))
}
