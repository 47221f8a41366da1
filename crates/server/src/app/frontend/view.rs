//! A client as its holder sees it, which every answer carries.

use std::sync::Arc;

use strowger_core::client;
use strowger_core::record::{Client, Session, User};
use strowger_types::Timestamp;

use super::asking::sessions_held;
use crate::app::{App, session_token_since};
use crate::http::error::Failure;

/// A client with everything that is shown of it.
pub(crate) struct View {
    /// The client.
    pub(crate) client: Client,
    /// Its sessions that work, oldest first.
    pub(crate) sessions: Vec<LiveSession>,
    /// Whose account its newest attempt to sign in is for.
    pub(crate) sign_in_user: Option<User>,
    /// The moment at which it is seen.
    pub(crate) now: Timestamp,
}

/// A session that works, with its user and a token that proves it.
pub(crate) struct LiveSession {
    /// The session.
    pub(crate) session: Session,
    /// Whose it is.
    pub(crate) user: User,
    /// The token.
    pub(crate) token: String,
}

/// The client as it is seen now; `origin` is who will hold the tokens.
pub(crate) async fn view(
    app: &Arc<App>,
    client: Client,
    origin: Option<&str>,
) -> Result<View, Failure> {
    let now = app.now();
    let mut sessions = Vec::new();
    for session in sessions_held(app, &client).await? {
        if client::live(std::slice::from_ref(&session), now)
            .next()
            .is_none()
        {
            continue;
        }
        let Some(user) = app.store.user(&session.user_id).await? else {
            continue;
        };
        let token = session_token_since(app, &session, origin, client.updated_at).await?;
        sessions.push(LiveSession {
            session,
            user,
            token,
        });
    }
    let wanted = client
        .sign_in
        .as_ref()
        .and_then(|sign_in| sign_in.user_id.as_ref());
    let sign_in_user = match wanted {
        None => None,
        Some(user_id) => match sessions.iter().find(|live| live.user.id == *user_id) {
            Some(live) => Some(live.user.clone()),
            None => app.store.user(user_id).await?,
        },
    };
    Ok(View {
        client,
        sessions,
        sign_in_user,
        now,
    })
}
