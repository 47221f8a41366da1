//! What every command of the Frontend API needs to know of whoever asks.

use std::sync::{Mutex, PoisonError};

use strowger_core::limit::{Counted, Limit};
use strowger_core::record::{Client, Session, User};
use strowger_core::sign_in::Actor;
use strowger_core::user::PasswordCheck;
use strowger_core::{Refusal, client};
use strowger_types::{SessionId, Timestamp};

use crate::app::App;
use crate::http::error::Failure;
use crate::http::frontend::Caller;

/// A digest that no password has: checking against it takes as long as against a real one.
const NO_DIGEST: &str = "$argon2id$v=19$m=19456,t=2,p=1$c3Ryb3dnZXItbm9ib2R5$C0m8WRRhmkHMVRFmMZtSL2hYS0zCR1UGkJmTpOTQyWk";

/// Somebody who is signed in, with what their request is for.
#[derive(Clone, Debug)]
pub(crate) struct Me {
    /// The client.
    pub(crate) client: Client,
    /// The session that the request is for.
    pub(crate) session: Session,
    /// Whose it is.
    pub(crate) user: User,
}

/// The caller's client as it is now: it may have changed since the request came in. A sign-in that gave it another token
/// meanwhile was somebody else's, who did not choose the token that this request came with.
pub(crate) async fn client_of(app: &App, caller: &Caller) -> Result<Option<Client>, Failure> {
    match &caller.client {
        None => Ok(None),
        Some(held) => {
            let client = app.store.client(&held.id).await?;
            Ok(client.filter(|client| client.token_hash == held.token_hash))
        }
    }
}

/// The caller's client, in which an attempt is to be found: where nothing ever began, browsers believe that there is none.
pub(super) async fn begun_client(app: &App, caller: &Caller) -> Result<Client, Failure> {
    let client = client_of(app, caller).await?.filter(|client| client.begun);
    client.ok_or_else(|| Refusal::ClientNotFound.into())
}

/// The caller's client with its sessions; none if there is no client.
pub(super) async fn client_and_sessions(
    app: &App,
    caller: &Caller,
) -> Result<(Option<Client>, Vec<Session>), Failure> {
    let client = client_of(app, caller).await?;
    let sessions = match &client {
        None => Vec::new(),
        Some(client) => sessions_held(app, client).await?,
    };
    Ok((client, sessions))
}

/// The sessions of a client, for whoever held it when it was read: who signed in since, and gave it another token, is
/// somebody else.
pub(crate) async fn sessions_held(app: &App, client: &Client) -> Result<Vec<Session>, Failure> {
    let sessions = app.store.active_sessions_of_client(&client.id).await?;
    if sessions.is_empty() {
        return Ok(sessions);
    }
    // Behind the sessions: they came with the token that the client has now, or with an older one.
    let now_held = app.store.client(&client.id).await?;
    let is_held = now_held.is_some_and(|held| held.token_hash == client.token_hash);
    Ok(if is_held { sessions } else { Vec::new() })
}

/// Who is signed in and wants to change something.
pub(super) async fn signed_in(app: &App, caller: &Caller, now: Timestamp) -> Result<Me, Failure> {
    who(app, caller, now, client::acting).await
}

/// Who is signed in and wants to see something.
pub(super) async fn looking(app: &App, caller: &Caller, now: Timestamp) -> Result<Me, Failure> {
    who(app, caller, now, client::meant).await
}

type Choice =
    for<'a> fn(&Client, &'a [Session], Option<&SessionId>, Timestamp) -> Option<&'a Session>;

async fn who(app: &App, caller: &Caller, now: Timestamp, choice: Choice) -> Result<Me, Failure> {
    let (client, sessions) = client_and_sessions(app, caller).await?;
    let client = client.ok_or(Refusal::NotSignedIn)?;
    if caller.invalid_session {
        return Err(Refusal::NotSignedIn.into());
    }
    let session = choice(&client, &sessions, caller.session.as_ref(), now)
        .cloned()
        .ok_or(Refusal::NotSignedIn)?;
    let user = app
        .store
        .user(&session.user_id)
        .await?
        .ok_or(Refusal::NotSignedIn)?;
    Ok(Me {
        client,
        session,
        user,
    })
}

/// How the caller acts.
pub(super) fn actor(caller: &Caller) -> Actor {
    Actor {
        holder: caller.holder,
        device: caller.device(),
    }
}

/// Limits with what their counters say.
pub(super) async fn counted(
    app: &App,
    limits: Vec<Limit>,
    now: Timestamp,
) -> Result<Vec<Counted>, Failure> {
    let mut counted = Vec::with_capacity(limits.len());
    for limit in limits {
        let count = app.store.counter(&limit.key, now).await?;
        counted.push(Counted { limit, count });
    }
    Ok(counted)
}

/// Compares a password once, however often the decision has to be made anew; should the digest change meanwhile, again.
pub(super) struct PasswordTry<'a> {
    app: &'a App,
    password: &'a str,
    known: Mutex<Option<(String, PasswordCheck)>>,
}

impl<'a> PasswordTry<'a> {
    /// A try that was not compared yet.
    pub(super) fn new(app: &'a App, password: &'a str) -> Self {
        Self {
            app,
            password,
            known: Mutex::new(None),
        }
    }

    /// How the password compares with the user's. Without one it is wrong, and takes as long to be.
    pub(super) async fn check(&self, user: Option<&User>) -> Result<PasswordCheck, Failure> {
        let kept = user.and_then(|user| user.password.as_ref());
        let digest = kept.map_or(NO_DIGEST, |password| password.digest.as_str());
        let known = self
            .known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .filter(|(known, _)| known == digest)
            .map(|(_, check)| *check);
        let check = match known {
            Some(check) => check,
            None => self.app.passwords.check(self.password, digest).await?,
        };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((digest.to_owned(), check));
        Ok(if kept.is_some() {
            check
        } else {
            PasswordCheck::Wrong
        })
    }
}
