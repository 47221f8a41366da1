//! Sessions, as the app's backend may touch them, and the tokens that prove them.

use std::sync::Arc;

use strowger_core::record::{Session, SessionStatus};
use strowger_core::{Refusal, session};
use strowger_store::{Listed, SessionQuery};
use strowger_types::SessionId;

use super::users::load_user;
use super::{App, run};
use crate::http::error::Failure;
use crate::keys::Claims;

/// How long a session token lives unless the caller says otherwise, in seconds: the contract's minute.
const TOKEN_TTL_SECONDS: i64 = 60;

/// How much earlier than it was made a token is good, in seconds: for clocks that are behind.
const TOKEN_EARLY_SECONDS: i64 = 10;

/// The version of the claims.
const CLAIMS_VERSION: u8 = 2;

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

/// A token that proves a live session.
pub(crate) async fn mint_token(
    app: &Arc<App>,
    id: &str,
    ttl_seconds: Option<i64>,
) -> Result<String, Failure> {
    let session = get_session(app, id).await?;
    let now = app.now();
    if session.status_at(now) != SessionStatus::Active {
        return Err(Refusal::SessionNotFound { id: id.to_owned() }.into());
    }
    let app = Arc::clone(app);
    let signed = tokio::task::spawn_blocking(move || {
        let iat = now.as_seconds();
        let issuer = format!("https://{}", app.identity.publishable_key.host());
        app.identity.signer.sign(&Claims {
            azp: None,
            exp: iat + ttl_seconds.unwrap_or(TOKEN_TTL_SECONDS),
            fva: [now.ms_since(session.created_at) / 60_000, -1],
            iat,
            iss: &issuer,
            jti: app.new_trace_id(),
            nbf: iat - TOKEN_EARLY_SECONDS,
            sid: session.id.as_str(),
            sts: SessionStatus::Active.as_str(),
            sub: session.user_id.as_str(),
            v: CLAIMS_VERSION,
        })
    });
    signed
        .await
        .map_err(|_| Failure::Internal("signing a token panicked"))
}
