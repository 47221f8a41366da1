//! Rules about signing in: somebody says who they are, proves one factor or two, and gets a session.

mod attempt;
mod create;
mod draft;
mod prepare;

pub use attempt::attempt;
pub use create::{CreateFacts, CreateSignIn, FirstTry, create};
pub use prepare::prepare;

use strowger_types::SignInId;

use crate::client::Begun;
use crate::limit::{Counted, Limit};
use crate::policy::{BURST_WINDOW_MS, FAILURES_MAX, Policy};
use crate::record::{Client, Device, Identifier, Session, SignIn, User, Verification};

pub(crate) use draft::Draft;

/// An attempt after a step of it.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The client, with its new token if it got one.
    pub begun: Begun,
    /// The attempt.
    pub sign_in: SignIn,
}

/// Which factor of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The first.
    First,
    /// The second.
    Second,
}

/// What is known when an attempt goes on.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The client that it is made in.
    pub client: Client,
    /// The client's sessions.
    pub sessions: Vec<Session>,
    /// Whose account it is for, if there is one.
    pub user: Option<User>,
    /// The verification that the factor names.
    pub verification: Option<Verification>,
    /// Limits on tries, counted.
    pub tries: Vec<Counted>,
    /// Limits on texts, counted.
    pub sends: Vec<Counted>,
    /// The budget that stands in for an account's, counted.
    pub pretended: Option<Counted>,
}

/// Who goes on with an attempt, and from where.
#[derive(Clone, Debug)]
pub struct Actor {
    /// How the client is held.
    pub holder: crate::client::Holder,
    /// Where the request came from.
    pub device: Device,
}

/// The limit on attempts begun from one address.
pub fn creates_limit(ip_key: &str, policy: &Policy) -> Limit {
    Limit {
        key: format!("creates_ip:{ip_key}"),
        max: policy.limits.creates_per_ip_max,
        window_ms: BURST_WINDOW_MS,
    }
}

/// The limits on tries by one client and from one address.
pub fn tries_limits(client: Option<&Client>, ip_key: &str, policy: &Policy) -> Vec<Limit> {
    let mut limits = vec![Limit {
        key: format!("tries_ip:{ip_key}"),
        max: policy.limits.attempts_per_ip_max,
        window_ms: BURST_WINDOW_MS,
    }];
    if let Some(client) = client {
        limits.push(Limit {
            key: format!("tries_client:{}", client.id),
            max: policy.limits.attempts_per_client_max,
            window_ms: BURST_WINDOW_MS,
        });
    }
    limits
}

/// The budget of wrong tries at an account that does not exist: it has to end as that of a real one does.
pub fn pretended_limit(identifier: &Identifier) -> Limit {
    /// As good as never.
    const TEN_YEARS_MS: i64 = 10 * 365 * 24 * 60 * 60 * 1_000;
    let text = match identifier {
        Identifier::PhoneNumber(phone_number) => phone_number.as_str().to_owned(),
        Identifier::Username(username) => username.to_ascii_lowercase(),
    };
    Limit {
        key: format!("pretended:{text}"),
        max: FAILURES_MAX,
        window_ms: TEN_YEARS_MS,
    }
}

/// Whether limits on requests hold for somebody who says to be this: in development only for numbers that could get a text.
pub fn is_limited(identifier: Option<&Identifier>, policy: &Policy) -> bool {
    match identifier {
        Some(Identifier::PhoneNumber(phone_number)) => policy.is_limited(phone_number),
        Some(Identifier::Username(_)) | None => {
            policy.environment == crate::policy::Environment::Production
        }
    }
}

impl Client {
    /// The attempt of this id, be it over.
    pub fn sign_in_of(&self, id: &SignInId) -> Option<&SignIn> {
        self.sign_in.as_ref().filter(|sign_in| sign_in.id == *id)
    }
}
