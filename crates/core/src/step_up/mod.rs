//! Rules about asking again for factors within a session, before what is sensitive.

mod attempt;
mod prepare;
mod start;

pub use attempt::attempt;
pub use prepare::prepare;
pub use start::start;

use strowger_types::Timestamp;

use crate::client::Begun;
use crate::factor::{Offer, first_factors, second_factors, wants_second_factor};
use crate::limit::Counted;
use crate::policy::{Environment, Policy};
use crate::record::{
    Client, Factor, FactorStep, Purpose, Session, SessionStatus, StepUp, StepUpLevel, User,
    Verification,
};
use crate::sign_in::Which;
use crate::{Ctx, Refusal};

/// What is known when a step-up goes on.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The client that the session lives in.
    pub client: Client,
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub user: User,
    /// The verification that the factor names.
    pub verification: Option<Verification>,
    /// Limits on tries, counted.
    pub tries: Vec<Counted>,
    /// Limits on texts, counted.
    pub sends: Vec<Counted>,
}

/// A step-up after a step of it.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The client.
    pub begun: Begun,
    /// The session, which remembers it.
    pub session: Session,
    /// The step-up.
    pub step_up: StepUp,
}

/// Whether the session's factors are fresh enough for what is sensitive: the second, if the user has one, else the first.
pub fn check(user: &User, session: &Session, ctx: &Ctx<'_>) -> Result<(), Refusal> {
    check_at(user, session, ctx.policy, ctx.now)
}

/// The same, for who has no more than the policy and the time.
pub(crate) fn check_at(
    user: &User,
    session: &Session,
    policy: &Policy,
    now: Timestamp,
) -> Result<(), Refusal> {
    let Some(window_ms) = policy.step_up_window_ms else {
        return Ok(());
    };
    let (level, proven_at) = if wants_second_factor(user, policy) {
        (StepUpLevel::Second, session.second_factor_at)
    } else {
        (StepUpLevel::First, Some(session.first_factor_at))
    };
    let is_fresh = proven_at.is_some_and(|at| !at.plus_ms(window_ms).is_past(now));
    if is_fresh {
        return Ok(());
    }
    Err(Refusal::StepUpNeeded {
        level,
        after_minutes: window_ms.div_euclid(60_000).max(1),
    })
}

/// Whether limits on tries hold for the user: in development only for numbers that could get a text.
pub fn is_limited(user: &User, policy: &Policy) -> bool {
    policy.environment == Environment::Production
        || user
            .numbers
            .iter()
            .any(|number| policy.is_limited(&number.phone_number))
}

/// Whether the session has a step-up that waits for this factor.
pub fn waits_for(session: &Session, which: Which, now: Timestamp) -> bool {
    running(session, which, now).is_ok()
}

/// What a step-up may use for a factor.
pub fn offers(user: &User, which: Which, ctx: &Ctx<'_>) -> Vec<Offer> {
    match which {
        Which::First => first_factors(Some(user), None, ctx.policy, ctx.code_keys),
        Which::Second => second_factors(user, ctx.policy),
    }
}

/// The step-up that waits for this factor.
fn running(session: &Session, which: Which, now: Timestamp) -> Result<&StepUp, Refusal> {
    if session.status_at(now) != SessionStatus::Active {
        return Err(Refusal::SignedOut);
    }
    let step_up = session.step_up.as_ref().ok_or(Refusal::StepUpMissing)?;
    match (step_up.step, which) {
        (FactorStep::First, Which::First) | (FactorStep::Second, Which::Second) => Ok(step_up),
        (FactorStep::Complete | FactorStep::Identifier, _) => Err(Refusal::StepUpMissing),
        (FactorStep::First, Which::Second) | (FactorStep::Second, Which::First) => {
            Err(Refusal::FactorNotWanted)
        }
    }
}

fn factor_of(step_up: &StepUp, which: Which) -> Option<&Factor> {
    match which {
        Which::First => step_up.first.as_ref(),
        Which::Second => step_up.second.as_ref(),
    }
}

fn purpose(which: Which) -> Purpose {
    match which {
        Which::First => Purpose::StepUpFirst,
        Which::Second => Purpose::StepUpSecond,
    }
}
