use strowger_types::PhoneNumberId;

use super::{Facts, Progress, factor_of, offers, purpose, running};
use crate::client::{self, Begun};
use crate::factor::{self, Target};
use crate::record::{Session, StepUp};
use crate::sign_in::Which;
use crate::{Ctx, Decision};

/// Sends a code for a factor of a step-up: to the number that is named, or else to the one that is offered first.
pub fn prepare(
    facts: &Facts,
    which: Which,
    number_id: Option<&PhoneNumberId>,
    ctx: &mut Ctx<'_>,
) -> Decision<Progress> {
    let mut step_up = match running(&facts.session, which, ctx.now) {
        Ok(step_up) => step_up.clone(),
        Err(refusal) => return Decision::refuse(refusal),
    };
    let offers = offers(&facts.user, which, ctx);
    let previous = facts.verification.as_ref().filter(|verification| {
        factor_of(&step_up, which)
            .and_then(|factor| factor.sent.as_ref())
            .is_some_and(|sent| sent.verification_id == verification.id)
    });
    let target = Target {
        user: Some(&facts.user),
        client: &facts.client,
        purpose: purpose(which),
        offers: &offers,
        pretended: None,
        previous,
        sends: &facts.sends,
    };
    let (factor, change) = match factor::prepare(&target, number_id, ctx) {
        Ok(prepared) => prepared,
        Err(refusal) => return Decision::refuse(refusal),
    };
    match which {
        Which::First => step_up.first = Some(factor),
        Which::Second => step_up.second = Some(factor),
    }
    keep(facts, step_up, ctx).and(change)
}

fn keep(facts: &Facts, step_up: StepUp, ctx: &mut Ctx<'_>) -> Decision<Progress> {
    let after = Session {
        step_up: Some(step_up.clone()),
        ..facts.session.clone()
    };
    let (session, kept) = facts.session.changed(after, ctx);
    // The client did not change, and yet what it may cause was judged.
    let (client, guarded) = client::change(Some(&facts.client), facts.client.clone());
    Decision::reply(Progress {
        begun: Begun {
            client,
            token: None,
        },
        session,
        step_up,
    })
    .and(kept)
    .and(guarded)
    .guard(facts.user.guard())
}
