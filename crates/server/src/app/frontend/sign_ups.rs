//! Signing up.

use strowger_core::client::Begun;
use strowger_core::factor::sends_limits;
use strowger_core::record::SignUp;
use strowger_core::sign_in::{creates_limit, tries_limits};
use strowger_core::sign_up::{self, CreateSignUp, Facts, Progress, SignUpFields};
use strowger_core::user::Edit;
use strowger_core::verification::Code;
use strowger_core::{Refusal, limit};
use strowger_types::{PhoneNumber, SignUpId, Timestamp};

use super::asking::{actor, begun_client, client_and_sessions, counted};
use crate::app::{App, run};
use crate::http::error::Failure;
use crate::http::frontend::Caller;

/// Begins an attempt to sign up. `password` is hashed here: that is slow, and rules do not wait.
pub(crate) async fn create_sign_up(
    app: &App,
    caller: &Caller,
    mut fields: SignUpFields,
    password: Option<&str>,
    sends_code: bool,
) -> Result<Progress, Failure> {
    fields.password_digest = digest(app, caller, &fields, password).await?;
    let command = &CreateSignUp {
        actor: actor(caller),
        fields,
        sends_code,
    };
    run(
        app,
        |now| facts(app, caller, None, &command.fields, now),
        |facts, ctx| sign_up::create(&facts, command, ctx),
    )
    .await
}

/// Adds to what was given, or changes it.
pub(crate) async fn update_sign_up(
    app: &App,
    caller: &Caller,
    id: &str,
    mut fields: SignUpFields,
    password: Option<&str>,
) -> Result<Progress, Failure> {
    let id = &sign_up_id(app, caller, id).await?;
    fields.password_digest = digest(app, caller, &fields, password).await?;
    let fields = &fields;
    run(
        app,
        |now| facts(app, caller, Some(id), fields, now),
        |facts, ctx| sign_up::update(&facts, id, fields, &actor(caller), ctx),
    )
    .await
}

/// The attempt of this id in the caller's client.
pub(crate) async fn get_sign_up(app: &App, caller: &Caller, id: &str) -> Result<Progress, Failure> {
    let client = begun_client(app, caller).await?;
    let sign_up = client
        .sign_up
        .clone()
        .filter(|sign_up| sign_up.id.as_str() == id)
        .ok_or(Refusal::SignUpNotFound)?;
    Ok(Progress {
        begun: Begun {
            client,
            token: None,
        },
        sign_up,
    })
}

/// The id of an attempt in the caller's client. Who has no client is told that first.
async fn sign_up_id(app: &App, caller: &Caller, id: &str) -> Result<SignUpId, Failure> {
    begun_client(app, caller).await?;
    SignUpId::parse(id).ok_or_else(|| Refusal::SignUpNotFound.into())
}

/// Sends a code to the number.
pub(crate) async fn prepare_sign_up(
    app: &App,
    caller: &Caller,
    id: &str,
) -> Result<Progress, Failure> {
    let id = &sign_up_id(app, caller, id).await?;
    let fields = &SignUpFields::default();
    run(
        app,
        |now| facts(app, caller, Some(id), fields, now),
        |facts, ctx| sign_up::prepare(&facts, id, &actor(caller), ctx),
    )
    .await
}

/// Judges a code for the number.
pub(crate) async fn attempt_sign_up(
    app: &App,
    caller: &Caller,
    id: &str,
    code: &Code,
) -> Result<Progress, Failure> {
    let id = &sign_up_id(app, caller, id).await?;
    let fields = &SignUpFields::default();
    run(
        app,
        |now| facts(app, caller, Some(id), fields, now),
        |facts, ctx| sign_up::attempt(&facts, id, code, &actor(caller), ctx),
    )
    .await
}

/// The digest of the password, if one is given and taken. Hashing is dear: whoever is over the limit gets none.
async fn digest(
    app: &App,
    caller: &Caller,
    fields: &SignUpFields,
    password: Option<&str>,
) -> Result<Option<String>, Failure> {
    let policy = app.instance().policy.clone();
    let Some(password) = password.filter(|_| policy.sign_up.password.is_on()) else {
        return Ok(None);
    };
    if fields.are_limited(&policy) {
        let now = app.now();
        let limits = vec![creates_limit(&caller.ip_key(), &policy)];
        let creates = counted(app, limits, now).await?;
        if let Some(retry_after_ms) = limit::longest_wait_ms(&creates, now) {
            return Err(Refusal::TooManyRequests { retry_after_ms }.into());
        }
    }
    app.passwords.hash(password).await.map(Some)
}

async fn facts(
    app: &App,
    caller: &Caller,
    id: Option<&SignUpId>,
    fields: &SignUpFields,
    now: Timestamp,
) -> Result<Facts, Failure> {
    let (client, sessions) = client_and_sessions(app, caller).await?;
    let begun = client
        .as_ref()
        .and_then(|client| client.sign_up.as_ref())
        .filter(|sign_up| id == Some(&sign_up.id));
    let instance = app.instance();
    let policy = &instance.policy;
    let ip_key = caller.ip_key();
    let mut facts = Facts {
        creates: counted(app, vec![creates_limit(&ip_key, policy)], now).await?,
        tries: counted(app, tries_limits(client.as_ref(), &ip_key, policy), now).await?,
        ..Facts::default()
    };
    if let Some(phone_number) = number_of(begun, fields) {
        facts.holder = app.store.holder(&phone_number).await?;
        facts.failures = app.store.failures(&phone_number).await?;
        let sends = sends_limits(&phone_number, client.as_ref(), None, &ip_key, policy);
        facts.sends = counted(app, sends, now).await?;
    }
    let username = match &fields.username {
        Edit::Set(username) => Some(username.as_str()),
        Edit::Keep => begun.and_then(|sign_up| sign_up.username.as_deref()),
        Edit::Clear => None,
    };
    if let Some(username) = username {
        facts.username_holder = app.store.user_of_username(username).await?;
    }
    if let Some(sent) = begun.and_then(|sign_up| sign_up.sent.as_ref()) {
        facts.verification = app.store.verification(&sent.verification_id).await?;
    }
    facts.client = client;
    facts.sessions = sessions;
    Ok(facts)
}

/// The number that the attempt is about once the fields are taken up.
fn number_of(begun: Option<&SignUp>, fields: &SignUpFields) -> Option<PhoneNumber> {
    match &fields.phone_number {
        Edit::Set(phone_number) => Some(phone_number.clone()),
        Edit::Keep => begun.and_then(|sign_up| sign_up.phone_number.clone()),
        Edit::Clear => None,
    }
}
