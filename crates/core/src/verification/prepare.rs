use strowger_types::{PhoneNumber, PhoneNumberId, UserId};

use super::is_budget_spent;
use super::send::{Sending, send};
use crate::commit::Guard;
use crate::limit::{Counted, Limit};
use crate::phone_number::is_held_by_other;
use crate::policy::{Policy, SENDS_WINDOW_MS};
use crate::record::{Purpose, User, Verification};
use crate::{Ctx, Decision, Refusal};

/// What is known when a code is asked for.
#[derive(Clone, Debug)]
pub struct PrepareFacts {
    /// Whose number it is.
    pub user: User,
    /// Who holds the number, verified or reserved.
    pub holder: Option<UserId>,
    /// The newest verification of the number for the backend.
    pub newest: Option<Verification>,
    /// Consecutive failures at the number.
    pub failures: u32,
    /// The limit on texts to the number, counted.
    pub sends: Counted,
}

/// The limit on texts that the backend may send to a number.
pub fn sends_limit(phone_number: &PhoneNumber, policy: &Policy) -> Limit {
    Limit {
        key: format!("sends:backend:{}", phone_number.as_str()),
        max: policy.sends_per_number_max,
        window_ms: SENDS_WINDOW_MS,
    }
}

/// Sends a code to a number of a user, for the backend to prove it with. A code sent before dies.
pub fn prepare(
    facts: &PrepareFacts,
    id: &PhoneNumberId,
    ctx: &mut Ctx<'_>,
) -> Decision<Verification> {
    let user = &facts.user;
    let Some(number) = user.number(id) else {
        return Decision::refuse(Refusal::NumberNotFound);
    };
    if is_held_by_other(facts.holder.as_ref(), user) {
        return Decision::refuse(Refusal::IdentifierTaken {
            param: "phone_number",
        });
    }
    if is_budget_spent(user, facts.failures) {
        let refusal = Refusal::Locked;
        ctx.note_refused_text(
            &refusal,
            &number.phone_number,
            Some(&user.id),
            Some(&number.id),
        );
        return Decision::refuse(refusal);
    }
    let sending = Sending {
        purpose: Purpose::BackendProof,
        phone_number: &number.phone_number,
        user_id: Some(&user.id),
        number_id: Some(&number.id),
        previous: facts.newest.as_ref(),
        sends: std::slice::from_ref(&facts.sends),
        is_withheld: false,
    };
    let (verification, change) = match send(sending, ctx) {
        Ok(sent) => sent,
        Err(refusal) => return Decision::refuse(refusal),
    };
    Decision::reply(verification)
        .guard(user.guard())
        .guard(Guard::NewestVerification {
            phone_number_id: number.id.clone(),
            newest: facts.newest.as_ref().map(|newest| newest.id.clone()),
        })
        .guard(Guard::NumberFree {
            phone_number: number.phone_number.clone(),
            except: user.id.clone(),
        })
        .guard(Guard::FailuresAre {
            phone_number: number.phone_number.clone(),
            failures: facts.failures,
        })
        .and(change)
}
