use strowger_types::Timestamp;

use crate::client::{self, count_wrong, give_back, is_spent};
use crate::commit::Guard;
use crate::factor::wants_second_factor;
use crate::limit::{self, Counted};
use crate::policy::Policy;
use crate::record::{Client, Session, User};
use crate::user::{self, PasswordCheck};
use crate::{Ctx, Decision, Refusal, step_up};

/// What is known when a user's own password is changed or removed.
#[derive(Clone, Debug)]
pub struct PasswordFacts {
    /// The client that asks.
    pub client: Client,
    /// The session that it asks in.
    pub session: Session,
    /// Whose it is.
    pub user: User,
    /// Limits on tries, counted: those of sign-ins and step-ups.
    pub tries: Vec<Counted>,
}

/// Records on their way from what was read to what will be kept, be the try right or wrong.
pub(super) struct Tried {
    /// The user after the try.
    pub(super) user: User,
    /// The client after it.
    pub(super) client: Client,
    /// Why it came to nothing.
    pub(super) refusal: Option<Refusal>,
}

/// Whether passwords are looked at here at all, before any is compared.
pub(super) fn check(facts: &PasswordFacts, policy: &Policy, now: Timestamp) -> Result<(), Refusal> {
    if !policy.sign_up.password.is_on() {
        return Err(Refusal::PasswordsOff);
    }
    if step_up::is_limited(&facts.user, policy)
        && let Some(retry_after_ms) = limit::longest_wait_ms(&facts.tries, now)
    {
        return Err(Refusal::TooManyRequests { retry_after_ms });
    }
    if is_spent(&facts.user, Some(&facts.client)) {
        return Err(Refusal::Locked);
    }
    step_up::check_at(&facts.user, &facts.session, policy, now)
}

/// Judges a try at the current password, if there is one of either. It counts as one at sign-in does: else a live session
/// would be a door at which passwords can be guessed for ever.
pub(super) fn judge(facts: &PasswordFacts, current: Option<PasswordCheck>, ctx: &Ctx<'_>) -> Tried {
    let mut user = facts.user.clone();
    let mut client = facts.client.clone();
    let refusal = match (&facts.user.password, current) {
        (None, _) | (Some(_), None) => None,
        (Some(_), Some(PasswordCheck::Wrong)) => {
            count_wrong(&mut user, Some(&mut client), ctx);
            Some(Refusal::CurrentPasswordIncorrect)
        }
        (Some(_), Some(PasswordCheck::Right)) => {
            // As in a step-up: a known password must not buy more guesses at codes.
            if !wants_second_factor(&user, ctx.policy) {
                give_back(&mut user, &mut client);
            }
            None
        }
    };
    Tried {
        user,
        client,
        refusal,
    }
}

/// The decision that keeps what became of a try, and counts it.
pub(super) fn decide(facts: &PasswordFacts, tried: Tried, ctx: &mut Ctx<'_>) -> Decision<User> {
    let (user, user_kept) = user::change(Some(&facts.user), tried.user, ctx);
    let client_kept = client::change(Some(&facts.client), tried.client).1;
    let mut decision = match tried.refusal {
        Some(refusal) => Decision::refuse(refusal),
        None => Decision::reply(user),
    };
    if step_up::is_limited(&facts.user, ctx.policy) {
        for counted in &facts.tries {
            decision = decision.and(counted.count(ctx.now));
        }
    }
    decision
        .and(user_kept)
        .and(client_kept)
        // Whose session was ended meanwhile, from another device, is not to take the account over.
        .guard(Guard::SessionVersion {
            id: facts.session.id.clone(),
            version: facts.session.version,
        })
}
