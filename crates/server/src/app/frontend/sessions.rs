//! A client's sessions.

use std::sync::Arc;

use strowger_core::record::{Client, Session, SessionStatus, User};
use strowger_core::session::{self, Leaving};
use strowger_core::{Decision, Refusal, client};
use strowger_types::{SessionId, Timestamp};

use super::Me;
use super::asking::client_and_sessions;
use crate::app::run;
use crate::app::{App, session_token_since, template_token};
use crate::http::error::Failure;
use crate::http::frontend::Caller;

/// The session of this id in the caller's client, if it works.
pub(crate) async fn client_session(
    app: &App,
    caller: &Caller,
    id: &str,
    now: Timestamp,
) -> Result<Me, Failure> {
    let (client, sessions) = client_and_sessions(app, caller).await?;
    let client = client.ok_or(Refusal::NotSignedIn)?;
    let session = match own_session(app, &client, id).await? {
        Some(session) => session,
        // Who is signed in nowhere is told that, whatever they ask for.
        None if client::live(&sessions, now).next().is_none() => {
            return Err(Refusal::NotSignedIn.into());
        }
        None => return Err(not_found(id)),
    };
    if session.status_at(now) != SessionStatus::Active {
        return Err(Refusal::SignedOut.into());
    }
    let user = app
        .store
        .user(&session.user_id)
        .await?
        .ok_or(Refusal::SignedOut)?;
    Ok(Me {
        client,
        session,
        user,
    })
}

/// How many sessions of the caller's client work.
pub(crate) async fn live_sessions(app: &App, caller: &Caller) -> Result<usize, Failure> {
    let (_, sessions) = client_and_sessions(app, caller).await?;
    Ok(client::live(&sessions, app.now()).count())
}

async fn own_session(app: &App, client: &Client, id: &str) -> Result<Option<Session>, Failure> {
    let Some(id) = SessionId::parse(id) else {
        return Ok(None);
    };
    let session = app.store.session(&id).await?;
    Ok(session.filter(|session| session.client_id == client.id))
}

fn not_found(id: &str) -> Failure {
    let id = id.chars().take(64).collect();
    Refusal::SessionNotFound { id }.into()
}

/// Uses a session.
pub(crate) async fn touch_session(
    app: &App,
    caller: &Caller,
    id: &str,
) -> Result<(Client, Session, User), Failure> {
    run(
        app,
        |now| client_session(app, caller, id, now),
        |signed_in, ctx| {
            let Me {
                client,
                session,
                user,
            } = signed_in;
            session::touch((&client, &session, &user), ctx)
                .map(|(client, session)| (client, session, user))
        },
    )
    .await
}

/// A session that was left, and whose it was.
pub(crate) struct LeftByUser {
    /// The session, as it ended.
    pub(crate) session: Session,
    /// Whether the client has none left.
    pub(crate) is_last: bool,
    /// Whose it was.
    pub(crate) user: User,
}

/// Leaves a session.
pub(crate) async fn leave_session(
    app: &App,
    caller: &Caller,
    id: &str,
    leaving: Leaving,
) -> Result<LeftByUser, Failure> {
    run(
        app,
        |now| async move {
            let signed_in = client_session(app, caller, id, now).await?;
            let sessions = app
                .store
                .active_sessions_of_client(&signed_in.client.id)
                .await?;
            Ok((signed_in, sessions))
        },
        |(signed_in, sessions), ctx| {
            let Me {
                client,
                session,
                user,
            } = signed_in;
            session::leave(&client, &sessions, &session.id, leaving, ctx).map(|left| LeftByUser {
                session: left.session,
                is_last: left.is_last,
                user,
            })
        },
    )
    .await
}

/// Leaves every session of the caller's client.
pub(crate) async fn leave_all_sessions(app: &App, caller: &Caller) -> Result<Client, Failure> {
    run(
        app,
        |_| client_and_sessions(app, caller),
        |(client, sessions), ctx| {
            let Some(client) = client else {
                return Decision::refuse(Refusal::ClientNotFound);
            };
            session::leave_all(&client, &sessions, ctx)
        },
    )
    .await
}

/// A token that proves a session of the caller's client, made by a template if one is named.
pub(crate) async fn mint_for_client(
    app: &Arc<App>,
    caller: &Caller,
    id: &str,
    template: Option<&str>,
) -> Result<String, Failure> {
    let signed_in = client_session(app, caller, id, app.now()).await?;
    let origin = caller.origin.as_deref();
    match template {
        None => {
            let since = signed_in.client.updated_at;
            session_token_since(app, &signed_in.session, origin, since).await
        }
        Some(template) => {
            template_token(app, &signed_in.session, &signed_in.user, origin, template).await
        }
    }
}
