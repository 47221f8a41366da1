//! The client that every answer carries.

use serde::Serialize;
use strowger_core::client::{Begun, Holder};
use strowger_core::record::Client;
use strowger_types::wire::frontend;

use super::Caller;
use super::render::{self, Surroundings};
use crate::app::App;
use crate::app::frontend::{View, client_of, view};
use crate::http::error::Failure;
use crate::http::reply::{FrontendReply, Reply, SignedIn};
use crate::http::route::Call;

/// An answer with the client as it is now. `make` renders the answer itself.
pub(super) async fn reply<T: Serialize>(
    call: &Call,
    begun: Begun,
    signed_in: SignedIn,
    make: impl FnOnce(&View, &Surroundings<'_>) -> T,
) -> Result<Reply, Failure> {
    let view = view(&call.app, begun.client, call.caller().origin.as_deref()).await?;
    let instance = call.app.instance();
    let around = Surroundings::of(&call.app, &instance);
    let envelope = frontend::Envelope {
        response: make(&view, &around),
        client: Some(render::client(&view, &around)),
    };
    Ok(Reply::Frontend(FrontendReply {
        body: to_json(&envelope),
        token: begun.token,
        signed_in,
    }))
}

/// An answer with the caller's own client, which did not get another token.
pub(super) async fn reply_to_known<T: Serialize>(
    call: &Call,
    signed_in: SignedIn,
    make: impl FnOnce(&View, &Surroundings<'_>) -> T,
) -> Result<Reply, Failure> {
    let known = current(&call.app, call.caller()).await?;
    let client = known.ok_or(strowger_core::Refusal::NotSignedIn)?;
    let begun = Begun {
        client,
        token: None,
    };
    reply(call, begun, signed_in, make).await
}

/// An answer that is the client itself; `None`: that there is none.
pub(super) async fn reply_client(
    call: &Call,
    begun: Option<Begun>,
    signed_in: SignedIn,
) -> Result<Reply, Failure> {
    let (client, token) = match begun {
        None => (None, None),
        Some(begun) => {
            let origin = call.caller().origin.as_deref();
            let view = view(&call.app, begun.client, origin).await?;
            let instance = call.app.instance();
            let around = Surroundings::of(&call.app, &instance);
            (Some(render::client(&view, &around)), begun.token)
        }
    };
    let envelope = frontend::Envelope {
        response: client,
        client: None,
    };
    Ok(Reply::Frontend(FrontendReply {
        body: to_json(&envelope),
        token,
        signed_in,
    }))
}

/// An answer without the client.
pub(super) fn bare(object: &impl Serialize) -> Reply {
    Reply::Frontend(FrontendReply {
        body: to_json(object),
        token: None,
        signed_in: SignedIn::Unchanged,
    })
}

/// The client as a refusal carries it: components show it at once. What cannot be read now is left out.
pub(crate) async fn client_for_error(
    app: &std::sync::Arc<App>,
    caller: &Caller,
) -> Option<Box<frontend::Client>> {
    let client = current(app, caller).await.ok()??;
    // Where nothing ever began, browsers believe that there is no client.
    if !client.begun && caller.holder != Holder::Native {
        return None;
    }
    let view = view(app, client, caller.origin.as_deref()).await.ok()?;
    let instance = app.instance();
    let around = Surroundings::of(app, &instance);
    Some(Box::new(render::client(&view, &around)))
}

/// The caller's client as it is now.
pub(super) async fn current(app: &App, caller: &Caller) -> Result<Option<Client>, Failure> {
    client_of(app, caller).await
}

fn to_json(object: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(object).expect("wire objects are JSON")
}
