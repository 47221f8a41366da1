use strowger_types::PhoneNumberId;

use super::super::{changed, is_held_by_other};
use super::{ProofFacts, unproven};
use crate::commit::{Guard, Write};
use crate::limit;
use crate::policy::FAILURES_MAX;
use crate::record::{Number, Purpose, Standing, Verification};
use crate::user::change;
use crate::verification::{Code, Judged, judge, waiting};
use crate::{Ctx, Decision, Refusal};

/// Judges a code for one of the user's own numbers. A wrong one is counted at the number in the commit that refuses it:
/// the account loses nothing by a number that is not proven to be its own. The first proven number becomes the primary one.
pub fn attempt(
    facts: &ProofFacts,
    id: &PhoneNumberId,
    code: &Code,
    ctx: &mut Ctx<'_>,
) -> Decision<Number> {
    let (number, verification) = match waiting_for(facts, id, ctx) {
        Ok(waiting) => waiting,
        Err(refusal) => return Decision::refuse(refusal),
    };
    let counts = ctx.policy.is_limited(&number.phone_number);
    if counts && let Some(retry_after_ms) = limit::longest_wait_ms(&facts.tries, ctx.now) {
        return Decision::refuse(Refusal::TooManyRequests { retry_after_ms });
    }
    let Judged {
        verification,
        is_right,
        commit,
    } = judge(code, verification, ctx);
    let is_taken = is_held_by_other(facts.holder.as_ref(), &facts.user);
    let mut after = facts.user.clone();
    for own in after.numbers.iter_mut().filter(|own| own.id == *id) {
        // A proof that came too late proves nothing of this copy.
        own.sent = (!is_right || !is_taken).then(|| verification.as_sent());
        if is_right && !is_taken {
            own.standing = Standing::VerifiedByCode {
                attempts: verification.attempts,
                expire_at: verification.expire_at,
            };
        }
    }
    if is_right && !is_taken && after.primary_number.is_none() {
        after.primary_number = Some(id.clone());
    }
    let (after, changes) = change(Some(&facts.user), after, ctx);
    let mut decision = if !is_right {
        Decision::refuse(Refusal::CodeIncorrect)
    } else if is_taken {
        Decision::refuse(Refusal::IdentifierTaken {
            param: "phone_number",
        })
    } else {
        Decision::reply(changed(&after, id))
    };
    let failures = if is_right { 0 } else { facts.failures + 1 };
    let phone_number = number.phone_number.clone();
    if failures != facts.failures {
        decision = decision.write(Write::SetFailures {
            phone_number: phone_number.clone(),
            failures,
        });
    }
    if counts {
        for counted in &facts.tries {
            decision = decision.and(counted.count(ctx.now));
        }
    }
    decision.and(changes).and(commit).guard(Guard::FailuresAre {
        phone_number,
        failures: facts.failures,
    })
}

fn waiting_for<'a>(
    facts: &'a ProofFacts,
    id: &PhoneNumberId,
    ctx: &Ctx<'_>,
) -> Result<(&'a Number, &'a Verification), Refusal> {
    let number = unproven(&facts.user, id)?;
    if facts.failures >= FAILURES_MAX {
        return Err(Refusal::CodeFailed);
    }
    let verification = waiting(
        number.sent.as_ref(),
        facts.verification.as_ref(),
        Purpose::NumberProof,
        ctx,
    )?;
    Ok((number, verification))
}
