//! Sessions, as the app's backend may touch them.

use strowger_core::record::Session;
use strowger_core::{Refusal, session};
use strowger_store::{Listed, SessionQuery};
use strowger_types::SessionId;

use super::users::load_user;
use super::{App, run};
use crate::http::error::Failure;

/// Signs a user in without asking anything.
pub(crate) async fn create_session(app: &App, user_id: &str) -> Result<Session, Failure> {
    run(
        app,
        |_| load_user(app, user_id),
        |user, ctx| session::create(&user, ctx),
    )
    .await
}

/// The session of this id.
pub(crate) async fn get_session(app: &App, id: &str) -> Result<Session, Failure> {
    let not_found = || {
        Failure::from(Refusal::SessionNotFound {
            id: id.chars().take(64).collect(),
        })
    };
    let parsed = SessionId::parse(id).ok_or_else(not_found)?;
    app.store.session(&parsed).await?.ok_or_else(not_found)
}

/// One page of sessions.
pub(crate) async fn list_sessions(
    app: &App,
    query: &SessionQuery,
) -> Result<Listed<Session>, Failure> {
    Ok(app.store.sessions(query).await?)
}

/// Ends a session.
pub(crate) async fn revoke_session(app: &App, id: &str) -> Result<Session, Failure> {
    run(
        app,
        |_| get_session(app, id),
        |session, ctx| session::revoke(&session, ctx),
    )
    .await
}
