//! Rules about signing up: somebody gives what is asked for, step by step, proves the phone number, and is a user.

mod attempt;
mod complete;
mod create;
mod fields;
mod prepare;
mod update;

pub use attempt::attempt;
pub use create::{CreateSignUp, create};
pub use fields::{SignUpFields, missing_fields, unverified_fields};
pub use prepare::prepare;
pub use update::update;

use strowger_types::{SignUpId, UserId};

use crate::client::{Begun, Holder, blank};
use crate::limit::Counted;
use crate::record::{Client, Session, SignUp, Verification, VerificationStatus};
use crate::token::TokenText;
use crate::{Ctx, Decision, Refusal, client};

/// What is known when somebody signs up.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The client, if there is one yet.
    pub client: Option<Client>,
    /// The client's sessions.
    pub sessions: Vec<Session>,
    /// Who holds the number, verified or reserved.
    pub holder: Option<UserId>,
    /// Who has the username.
    pub username_holder: Option<UserId>,
    /// The verification of the code that is out.
    pub verification: Option<Verification>,
    /// Consecutive failures at the number.
    pub failures: u32,
    /// Limits on attempts, counted.
    pub creates: Vec<Counted>,
    /// Limits on tries, counted.
    pub tries: Vec<Counted>,
    /// Limits on texts, counted.
    pub sends: Vec<Counted>,
}

/// An attempt after a step of it.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The client, with its new token if it got one.
    pub begun: Begun,
    /// The attempt.
    pub sign_up: SignUp,
}

/// The client as it is drafted, and its token if it is new.
fn drafted(facts: &Facts, holder: Holder, ctx: &mut Ctx<'_>) -> (Client, Option<TokenText>) {
    if let Some(client) = &facts.client {
        (client.clone(), None)
    } else {
        let (client, token) = blank(holder, ctx);
        (client, Some(token))
    }
}

/// The decision that keeps an attempt in its client.
fn keep(
    facts: &Facts,
    mut client: Client,
    token: Option<TokenText>,
    sign_up: SignUp,
    ctx: &Ctx<'_>,
) -> Decision<Progress> {
    client::begun(&mut client, ctx);
    client.sign_up = Some(sign_up.clone());
    let (client, commit) = client::change(facts.client.as_ref(), client);
    Decision::reply(Progress {
        begun: Begun { client, token },
        sign_up,
    })
    .and(commit)
}

/// The attempt of this id, if it is under way.
fn running<'a>(facts: &'a Facts, id: &SignUpId, ctx: &Ctx<'_>) -> Result<&'a SignUp, Refusal> {
    let sign_up = facts
        .client
        .as_ref()
        .and_then(|client| client.sign_up.as_ref())
        .filter(|sign_up| sign_up.id == *id)
        .ok_or(Refusal::SignUpNotFound)?;
    if sign_up.is_running(ctx.now) {
        Ok(sign_up)
    } else {
        Err(Refusal::SignUpOver)
    }
}

impl SignUp {
    /// Whether the number is proven.
    pub fn is_number_verified(&self) -> bool {
        self.sent
            .as_ref()
            .is_some_and(|sent| sent.status == VerificationStatus::Verified)
    }
}
