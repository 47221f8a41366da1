use strowger_types::{PhoneNumberId, SignInId};

use super::{Actor, Draft, Facts, Progress, Which};
use crate::factor::{self, Offer, Target, first_factors, second_factors};
use crate::record::{Factor, FactorStep, Purpose, SignIn, Strategy, User};
use crate::{Ctx, Decision, Refusal};

/// Sends a code for a factor of an attempt: to the number that is named, or else to the one that is offered first.
pub fn prepare(
    facts: &Facts,
    id: &SignInId,
    which: Which,
    number_id: Option<&PhoneNumberId>,
    actor: &Actor,
    ctx: &mut Ctx<'_>,
) -> Decision<Progress> {
    let mut draft = Draft::new(Some(&facts.client), facts.user.as_ref(), actor.holder, ctx);
    let outcome = send(facts, id, which, number_id, &mut draft, ctx);
    draft.decide(outcome, ctx)
}

fn send(
    facts: &Facts,
    id: &SignInId,
    which: Which,
    number_id: Option<&PhoneNumberId>,
    draft: &mut Draft<'_>,
    ctx: &mut Ctx<'_>,
) -> Result<SignIn, Refusal> {
    let mut sign_in = running(facts, id, which, ctx)?.clone();
    let offers = offers(facts.user.as_ref(), &sign_in, which, ctx);
    let target = Target {
        user: facts.user.as_ref(),
        client: &facts.client,
        purpose: purpose(which),
        offers: &offers,
        pretended: facts.pretended.as_ref(),
        previous: facts.verification.as_ref(),
        sends: &facts.sends,
    };
    let (factor, change) = factor::prepare(&target, number_id, ctx)?;
    draft.add(change);
    match which {
        Which::First => sign_in.first = Some(factor),
        Which::Second => sign_in.second = Some(factor),
    }
    Ok(sign_in)
}

/// The attempt of this id, if it waits for this factor.
pub(super) fn running<'a>(
    facts: &'a Facts,
    id: &SignInId,
    which: Which,
    ctx: &Ctx<'_>,
) -> Result<&'a SignIn, Refusal> {
    let sign_in = facts
        .client
        .running_sign_in(ctx.now)
        .filter(|sign_in| sign_in.id == *id)
        .ok_or(Refusal::SignInNotFound)?;
    if sign_in.user_id.is_some() && facts.user.is_none() {
        return Err(Refusal::UserGone);
    }
    if is_overtaken(sign_in, facts.user.as_ref()) {
        return Err(Refusal::SignInNotFound);
    }
    match (sign_in.step, which) {
        (FactorStep::First, Which::First) | (FactorStep::Second, Which::Second) => Ok(sign_in),
        (
            FactorStep::Identifier | FactorStep::First | FactorStep::Second | FactorStep::Complete,
            Which::First | Which::Second,
        ) => Err(Refusal::FactorNotWanted),
    }
}

/// Whether the password that proved the first factor is the user's no more. Whoever changes it because somebody else knows
/// it must not be signed in to by who proved it the day before.
fn is_overtaken(sign_in: &SignIn, user: Option<&User>) -> bool {
    let first = sign_in.first.as_ref().map(|factor| factor.strategy);
    if sign_in.step != FactorStep::Second || first != Some(Strategy::Password) {
        return false;
    }
    let password = user.and_then(|user| user.password.as_ref());
    // Which password, not whether it came before: clocks of several servers do not say what came first.
    sign_in.password_set_at.is_none()
        || sign_in.password_set_at != password.map(|password| password.set_at)
}

pub(super) fn offers(
    user: Option<&User>,
    sign_in: &SignIn,
    which: Which,
    ctx: &Ctx<'_>,
) -> Vec<Offer> {
    match which {
        Which::First => first_factors(user, sign_in.identifier.as_ref(), ctx.policy, ctx.code_keys),
        Which::Second => user.map_or_else(Vec::new, |user| second_factors(user, ctx.policy)),
    }
}

pub(super) fn factor_of(sign_in: &SignIn, which: Which) -> Option<&Factor> {
    match which {
        Which::First => sign_in.first.as_ref(),
        Which::Second => sign_in.second.as_ref(),
    }
}

pub(super) fn purpose(which: Which) -> Purpose {
    match which {
        Which::First => Purpose::SignInFirst,
        Which::Second => Purpose::SignInSecond,
    }
}
