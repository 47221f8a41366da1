//! Signing in.

use strowger_core::client::Begun;
use strowger_core::factor::{
    self, Proof, first_factors, number_to_text, second_factors, sends_limits,
};
use strowger_core::policy::Policy;
use strowger_core::record::{Identifier, User};
use strowger_core::sign_in::{
    self, CreateFacts, CreateSignIn, Facts, FirstTry, Progress, Which, creates_limit, is_limited,
    pretended_limit, tries_limits,
};
use strowger_core::token::TokenText;
use strowger_core::user::PasswordCheck;
use strowger_core::verification::Code;
use strowger_core::{Refusal, limit};
use strowger_types::{PhoneNumberId, SignInId, Timestamp};

use super::asking::{PasswordTry, actor, begun_client, client_and_sessions, counted};
use crate::app::{App, run};
use crate::http::error::Failure;
use crate::http::frontend::Caller;

/// What somebody does in the request that begins an attempt.
pub(crate) enum Beginning {
    /// Nothing more than saying who they are.
    Nothing,
    /// Ask for a code.
    PhoneCode,
    /// Give the password.
    Password(String),
    /// Give a token that the backend made.
    Ticket(TokenText),
}

/// What somebody shows for a factor.
pub(crate) enum Showing {
    /// A code that came by text.
    PhoneCode(Code),
    /// The password.
    Password(String),
    /// A backup code.
    BackupCode(Code),
}

/// Begins an attempt to sign in.
pub(crate) async fn create_sign_in(
    app: &App,
    caller: &Caller,
    identifier: Option<Identifier>,
    beginning: &Beginning,
) -> Result<Progress, Failure> {
    let password = match beginning {
        Beginning::Password(password) => Some(PasswordTry::new(app, password)),
        Beginning::Nothing | Beginning::PhoneCode | Beginning::Ticket(_) => None,
    };
    let (identifier, password) = (&identifier, &password);
    run(
        app,
        |now| async move {
            let facts = create_facts(app, caller, identifier.as_ref(), beginning, now).await?;
            let is_refused = limit::longest_wait_ms(&facts.creates, now).is_some()
                && is_limited(identifier.as_ref(), &app.instance().policy);
            let check = match password {
                // Hashing is dear: whoever is over a limit gets none.
                Some(password) if !is_refused => password.check(facts.user.as_ref()).await?,
                Some(_) | None => PasswordCheck::Wrong,
            };
            Ok((facts, check))
        },
        |(facts, check), ctx| {
            let command = CreateSignIn {
                actor: actor(caller),
                identifier: identifier.clone(),
                first_try: match beginning {
                    Beginning::Nothing => None,
                    Beginning::PhoneCode => Some(FirstTry::PhoneCode),
                    Beginning::Password(_) => Some(FirstTry::Password(check)),
                    Beginning::Ticket(_) => Some(FirstTry::Ticket),
                },
            };
            sign_in::create(&facts, &command, ctx)
        },
    )
    .await
}

async fn create_facts(
    app: &App,
    caller: &Caller,
    identifier: Option<&Identifier>,
    beginning: &Beginning,
    now: Timestamp,
) -> Result<CreateFacts, Failure> {
    let (client, sessions) = client_and_sessions(app, caller).await?;
    let instance = app.instance();
    let policy = &instance.policy;
    let ip_key = caller.ip_key();
    let ticket = match beginning {
        Beginning::Ticket(text) => app.store.sign_in_token_of_hash(&text.hash()).await?,
        Beginning::Nothing | Beginning::PhoneCode | Beginning::Password(_) => None,
    };
    let user = match (&ticket, identifier) {
        (Some(ticket), _) => app.store.user(&ticket.user_id).await?,
        (None, Some(identifier)) => who_signs_in(app, identifier, policy).await?,
        (None, None) => None,
    };
    let offers = match beginning {
        Beginning::PhoneCode => first_factors(user.as_ref(), identifier, policy, &app.code_keys),
        Beginning::Nothing | Beginning::Password(_) | Beginning::Ticket(_) => Vec::new(),
    };
    let sends = number_to_text(&offers, None).map_or_else(Vec::new, |phone_number| {
        let known_to = user.as_ref().map(|user| &user.id);
        sends_limits(phone_number, client.as_ref(), known_to, &ip_key, policy)
    });
    Ok(CreateFacts {
        creates: counted(app, vec![creates_limit(&ip_key, policy)], now).await?,
        sends: counted(app, sends, now).await?,
        pretended: pretended(app, identifier, user.as_ref(), now).await?,
        client,
        sessions,
        user,
        ticket,
    })
}

/// Whom an identifier names, if it is one that people sign in with.
async fn who_signs_in(
    app: &App,
    identifier: &Identifier,
    policy: &Policy,
) -> Result<Option<User>, Failure> {
    let user_id = match identifier {
        Identifier::PhoneNumber(phone_number) => app.store.holder(phone_number).await?,
        Identifier::Username(username) if policy.sign_up.username.is_on() => {
            app.store.user_of_username(username).await?
        }
        Identifier::Username(_) => None,
    };
    let user = match user_id {
        Some(user_id) => app.store.user(&user_id).await?,
        None => None,
    };
    Ok(user.filter(|user| factor::signs_in_with(user, identifier)))
}

/// The budget that stands in for an account's, where there is none.
async fn pretended(
    app: &App,
    identifier: Option<&Identifier>,
    user: Option<&User>,
    now: Timestamp,
) -> Result<Option<limit::Counted>, Failure> {
    match (identifier, user) {
        (Some(identifier), None) => Ok(counted(app, vec![pretended_limit(identifier)], now)
            .await?
            .pop()),
        (Some(_), Some(_)) | (None, _) => Ok(None),
    }
}

/// The attempt of this id in the caller's client.
pub(crate) async fn get_sign_in(app: &App, caller: &Caller, id: &str) -> Result<Progress, Failure> {
    let client = begun_client(app, caller).await?;
    let sign_in = SignInId::parse(id)
        .and_then(|id| client.sign_in_of(&id).cloned())
        .ok_or(Refusal::SignInNotFound)?;
    Ok(Progress {
        begun: Begun {
            client,
            token: None,
        },
        sign_in,
    })
}

/// The id of an attempt that may exist. Who has no client is told that first.
async fn sign_in_id(app: &App, caller: &Caller, id: &str) -> Result<SignInId, Failure> {
    if let Some(id) = SignInId::parse(id) {
        return Ok(id);
    }
    begun_client(app, caller).await?;
    Err(Refusal::SignInNotFound.into())
}

/// Sends a code for a factor.
pub(crate) async fn prepare_sign_in(
    app: &App,
    caller: &Caller,
    id: &str,
    which: Which,
    number_id: Option<&PhoneNumberId>,
) -> Result<Progress, Failure> {
    let id = &sign_in_id(app, caller, id).await?;
    run(
        app,
        |now| facts(app, caller, id, which, Errand::Send(number_id), now),
        |facts, ctx| sign_in::prepare(&facts, id, which, number_id, &actor(caller), ctx),
    )
    .await
}

/// Judges a try at a factor.
pub(crate) async fn attempt_sign_in(
    app: &App,
    caller: &Caller,
    id: &str,
    which: Which,
    showing: &Showing,
) -> Result<Progress, Failure> {
    let id = &sign_in_id(app, caller, id).await?;
    let password = &match showing {
        Showing::Password(password) => Some(PasswordTry::new(app, password)),
        Showing::PhoneCode(_) | Showing::BackupCode(_) => None,
    };
    run(
        app,
        |now| async move {
            let facts = facts(app, caller, id, which, Errand::Try, now).await?;
            let identifier = facts.client.sign_in_of(id);
            let identifier = identifier.and_then(|sign_in| sign_in.identifier.as_ref());
            let is_refused = limit::longest_wait_ms(&facts.tries, now).is_some()
                && is_limited(identifier, &app.instance().policy);
            let check = match password {
                Some(password) if !is_refused => password.check(facts.user.as_ref()).await?,
                Some(_) | None => PasswordCheck::Wrong,
            };
            Ok((facts, check))
        },
        |(facts, check), ctx| {
            let proof = proof(showing, check);
            sign_in::attempt(&facts, id, which, &proof, &actor(caller), ctx)
        },
    )
    .await
}

/// What somebody shows, as rules judge it.
pub(super) fn proof(showing: &Showing, check: PasswordCheck) -> Proof {
    match showing {
        Showing::PhoneCode(code) => Proof::PhoneCode(code.clone()),
        Showing::Password(_) => Proof::Password(check),
        Showing::BackupCode(code) => Proof::BackupCode(code.clone()),
    }
}

/// What facts are loaded for.
#[derive(Clone, Copy)]
pub(super) enum Errand<'a> {
    /// A code is to be sent: to this number, or else to the one that is offered first.
    Send(Option<&'a PhoneNumberId>),
    /// A factor is tried.
    Try,
}

async fn facts(
    app: &App,
    caller: &Caller,
    id: &SignInId,
    which: Which,
    errand: Errand<'_>,
    now: Timestamp,
) -> Result<Facts, Failure> {
    let client = begun_client(app, caller).await?;
    let sessions = app.store.active_sessions_of_client(&client.id).await?;
    let sign_in = client
        .sign_in_of(id)
        .ok_or(Refusal::SignInNotFound)?
        .clone();
    let user = match &sign_in.user_id {
        Some(user_id) => app.store.user(user_id).await?,
        None => None,
    };
    let factor = match which {
        Which::First => sign_in.first.as_ref(),
        Which::Second => sign_in.second.as_ref(),
    };
    let verification = match factor.and_then(|factor| factor.sent.as_ref()) {
        Some(sent) => app.store.verification(&sent.verification_id).await?,
        None => None,
    };
    let instance = app.instance();
    let policy = &instance.policy;
    let ip_key = caller.ip_key();
    let (offers, number_id) = match (errand, which, &user) {
        (Errand::Try, ..) | (Errand::Send(_), Which::Second, None) => (Vec::new(), None),
        (Errand::Send(number_id), Which::First, user) => {
            let identifier = sign_in.identifier.as_ref();
            let offers = first_factors(user.as_ref(), identifier, policy, &app.code_keys);
            (offers, number_id)
        }
        (Errand::Send(number_id), Which::Second, Some(user)) => {
            (second_factors(user, policy), number_id)
        }
    };
    let target = number_to_text(&offers, number_id);
    let sends = target.map_or_else(Vec::new, |phone_number| {
        let known_to = user.as_ref().map(|user| &user.id);
        sends_limits(phone_number, Some(&client), known_to, &ip_key, policy)
    });
    Ok(Facts {
        verification,
        tries: counted(app, tries_limits(Some(&client), &ip_key, policy), now).await?,
        sends: counted(app, sends, now).await?,
        pretended: pretended(app, sign_in.identifier.as_ref(), user.as_ref(), now).await?,
        client,
        sessions,
        user,
    })
}
