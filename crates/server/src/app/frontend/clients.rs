//! Clients.

use strowger_core::client::{self, Begun, Holder, clients_limit};
use strowger_core::record::Client;
use strowger_core::{Decision, Refusal};

use super::asking::{client_and_sessions, client_of, counted};
use crate::app::{App, run};
use crate::http::error::Failure;
use crate::http::frontend::Caller;

/// The caller's client; a new one if there is none.
pub(crate) async fn open_client(app: &App, caller: &Caller) -> Result<Begun, Failure> {
    run(
        app,
        |now| async move {
            let client = client_of(app, caller).await?;
            let mut made = counted(app, vec![clients_limit(&caller.ip_key())], now).await?;
            Ok((client, made.remove(0)))
        },
        |(client, made), ctx| client::open(client.as_ref(), &made, caller.holder, ctx),
    )
    .await
}

/// A new client, whoever asks.
pub(crate) async fn new_client(app: &App, holder: Holder) -> Result<Begun, Failure> {
    run(
        app,
        |_| async { Ok(()) },
        |(), ctx| client::begin(holder, ctx),
    )
    .await
}

/// Ends the sessions of the caller's client and forgets it.
pub(crate) async fn forget_client(app: &App, caller: &Caller) -> Result<Client, Failure> {
    run(
        app,
        |_| client_and_sessions(app, caller),
        |(client, sessions), ctx| match client {
            Some(client) => client::forget(&client, &sessions, ctx),
            None => Decision::refuse(Refusal::ClientNotFound),
        },
    )
    .await
}
