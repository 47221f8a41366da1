//! Tokens that prove sessions, and those that say of their users what a template says.

use std::sync::Arc;
use std::thread;

use serde_json::{Map, Value};
use strowger_core::record::{Session, SessionStatus, User};
use strowger_core::{Refusal, session};
use strowger_types::Timestamp;
use tokio::sync::Semaphore;

use super::signing_keys::signer_until;
use super::token_cache::{Saying, TokenCache};
use super::{App, get_session};
use crate::http::error::Failure;
use crate::keys::{Claims, Signer, TokenKind};

/// How much earlier than it was made a token is good, in seconds: for clocks that are behind.
const TOKEN_EARLY_SECONDS: i64 = 10;

/// The version of the claims.
const CLAIMS_VERSION: u8 = 2;

/// What signs tokens, and remembers some.
#[derive(Debug)]
pub(crate) struct Minter {
    cache: TokenCache,
    /// One per core: signing does nothing but compute, and more at once would only make each of them late.
    running: Arc<Semaphore>,
}

impl Minter {
    /// A minter that has signed nothing yet.
    pub(crate) fn new() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self {
            cache: TokenCache::new(),
            running: Arc::new(Semaphore::new(cores)),
        }
    }

    /// Signs on a thread that may compute.
    async fn sign(
        &self,
        signer: Arc<Signer>,
        kind: TokenKind,
        claims: Vec<u8>,
    ) -> Result<String, Failure> {
        let running = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(|_| Failure::Busy)?;
        let signing = tokio::task::spawn_blocking(move || {
            let token = signer.sign(kind, &claims);
            // Held until the work is done, even when the request that wanted it is gone.
            drop(running);
            token
        });
        signing
            .await
            .map_err(|_| Failure::Internal("signing a token panicked"))
    }
}

/// A token that proves a live session to whoever it is shown to, asked for by a page of `azp`. It may be a few seconds old.
pub(crate) async fn session_token(
    app: &App,
    session: &Session,
    azp: Option<&str>,
) -> Result<String, Failure> {
    session_token_since(app, session, azp, session.created_at).await
}

/// The same, made no earlier than in the second of `since`: app servers take a token for somebody else's that is older
/// than the last sign-in, or sign-out, in its client.
pub(crate) async fn session_token_since(
    app: &App,
    session: &Session,
    azp: Option<&str>,
    since: Timestamp,
) -> Result<String, Failure> {
    let now = app.now();
    let saying = said(app, session, azp, now)?;
    match app.minter.cache.get(&saying, since, now) {
        Some(token) => Ok(token),
        None => fresh_session_token(app, session, azp).await,
    }
}

/// The same, signed just now.
pub(crate) async fn fresh_session_token(
    app: &App,
    session: &Session,
    azp: Option<&str>,
) -> Result<String, Failure> {
    let now = app.now();
    let mut saying = said(app, session, azp, now)?;
    let exp = session::token_expires_at_seconds(session, now);
    let signer = signer_until(app, exp).await?;
    signer.kid().clone_into(&mut saying.kid);
    let claims = session_claims(app, session, azp, now, exp);
    let token = app.minter.sign(signer, TokenKind::Session, claims).await?;
    app.minter.cache.put(saying, token.clone(), now);
    Ok(token)
}

/// A token that proves the session of this id, asked for by the app's backend: with a life of its own if it says one,
/// whatever becomes of the session meanwhile, since it asked for that.
pub(crate) async fn mint_token(
    app: &App,
    id: &str,
    ttl_seconds: Option<i64>,
) -> Result<String, Failure> {
    let session = get_session(app, id).await?;
    let Some(ttl_seconds) = ttl_seconds else {
        return session_token(app, &session, None).await;
    };
    let now = app.now();
    check_is_live(&session, now)?;
    let exp = now.as_seconds().saturating_add(ttl_seconds);
    let signer = signer_until(app, exp).await?;
    let claims = session_claims(app, &session, None, now, exp);
    app.minter.sign(signer, TokenKind::Session, claims).await
}

/// A token of the session of this id with the claims of a template, asked for by the app's backend.
pub(crate) async fn mint_template_token(
    app: &App,
    id: &str,
    template: &str,
    ttl_seconds: Option<i64>,
) -> Result<String, Failure> {
    let session = get_session(app, id).await?;
    let user = app.store.user(&session.user_id).await?;
    // It went after its session was read, and its session with it.
    let user = user.ok_or_else(|| not_found(&session))?;
    sign_template(app, (&session, &user), None, template, ttl_seconds).await
}

/// A token of a live session with the claims of a template, asked for by a page of `azp`.
pub(crate) async fn template_token(
    app: &App,
    session: &Session,
    user: &User,
    azp: Option<&str>,
    template: &str,
) -> Result<String, Failure> {
    sign_template(app, (session, user), azp, template, None).await
}

async fn sign_template(
    app: &App,
    (session, user): (&Session, &User),
    azp: Option<&str>,
    template: &str,
    ttl_seconds: Option<i64>,
) -> Result<String, Failure> {
    let now = app.now();
    check_is_live(session, now)?;
    let template = app
        .templates
        .get(template)
        .ok_or(Refusal::TemplateNotFound)?;
    let ttl_seconds = ttl_seconds.unwrap_or_else(|| template.lifetime_seconds());
    let exp = now.as_seconds().saturating_add(ttl_seconds);
    let mut claims = template.claims(user, &session.id);
    claims.extend(own_claims(app, session, azp, now, exp));
    let claims = serde_json::to_vec(&claims).expect("claims are JSON");
    let signer = signer_until(app, exp).await?;
    app.minter.sign(signer, TokenKind::Template, claims).await
}

/// Claims with the server's signature, for servers of apps.
pub(crate) async fn sign_word(
    app: &App,
    claims: &Map<String, Value>,
    exp: i64,
) -> Result<String, Failure> {
    let claims = serde_json::to_vec(claims).expect("claims are JSON");
    let signer = signer_until(app, exp).await?;
    app.minter.sign(signer, TokenKind::Word, claims).await
}

/// Who makes tokens: what servers of apps compare with the host in their publishable key, whatever address they ask.
pub(crate) fn issuer(app: &App) -> String {
    format!("https://{}", app.identity.publishable_key.host())
}

fn check_is_live(session: &Session, now: Timestamp) -> Result<(), Failure> {
    if session.status_at(now) == SessionStatus::Active {
        Ok(())
    } else {
        Err(not_found(session))
    }
}

fn not_found(session: &Session) -> Failure {
    let id = session.id.as_str().to_owned();
    Refusal::SessionNotFound { id }.into()
}

/// What a token would say now, signed by the key that signs now.
fn said(
    app: &App,
    session: &Session,
    azp: Option<&str>,
    now: Timestamp,
) -> Result<Saying, Failure> {
    check_is_live(session, now)?;
    Ok(Saying {
        session_id: session.id.clone(),
        azp: azp.map(str::to_owned),
        fva: session::factor_ages(session, now),
        sts: SessionStatus::Active.as_str(),
        kid: app.key_ring().signing(now).1.kid().to_owned(),
    })
}

fn session_claims(
    app: &App,
    session: &Session,
    azp: Option<&str>,
    now: Timestamp,
    exp: i64,
) -> Vec<u8> {
    let iat = now.as_seconds();
    let claims = Claims {
        azp,
        exp,
        fva: session::factor_ages(session, now),
        iat,
        iss: &issuer(app),
        jti: app.new_trace_id(),
        nbf: iat - TOKEN_EARLY_SECONDS,
        sid: session.id.as_str(),
        sts: SessionStatus::Active.as_str(),
        sub: session.user_id.as_str(),
        v: CLAIMS_VERSION,
    };
    serde_json::to_vec(&claims).expect("claims are JSON")
}

/// The claims that the server sets in every token of a template. Not those that tell of the session.
fn own_claims(
    app: &App,
    session: &Session,
    azp: Option<&str>,
    now: Timestamp,
    exp: i64,
) -> Map<String, Value> {
    let iat = now.as_seconds();
    let mut claims = Map::new();
    if let Some(azp) = azp {
        claims.insert("azp".to_owned(), azp.into());
    }
    let fixed = [
        ("exp", Value::from(exp)),
        ("iat", iat.into()),
        ("iss", issuer(app).into()),
        ("jti", app.new_trace_id().into()),
        ("nbf", (iat - TOKEN_EARLY_SECONDS).into()),
        ("sub", session.user_id.as_str().into()),
    ];
    claims.extend(fixed.map(|(name, value)| (name.to_owned(), value)));
    claims
}
