use strowger_types::PhoneNumberId;

use super::super::{changed, is_held_by_other};
use super::{ProofFacts, unproven};
use crate::commit::Guard;
use crate::policy::FAILURES_MAX;
use crate::record::{Number, Purpose};
use crate::user::change;
use crate::verification::{Sending, send};
use crate::{Change, Ctx, Decision, Refusal};

/// Sends a code to one of the user's own numbers, to prove it with. The code before dies.
pub fn prepare(facts: &ProofFacts, id: &PhoneNumberId, ctx: &mut Ctx<'_>) -> Decision<Number> {
    let user = &facts.user;
    let (sent, sending) = match send_code(facts, id, ctx) {
        Ok(sent) => sent,
        Err(refusal) => return Decision::refuse(refusal),
    };
    let mut after = user.clone();
    for number in after.numbers.iter_mut().filter(|number| number.id == *id) {
        number.sent = Some(sent.clone());
    }
    let (after, change) = change(Some(user), after, ctx);
    Decision::reply(changed(&after, id))
        .and(change)
        .and(sending)
}

fn send_code(
    facts: &ProofFacts,
    id: &PhoneNumberId,
    ctx: &mut Ctx<'_>,
) -> Result<(crate::record::SentCode, Change), Refusal> {
    let number = unproven(&facts.user, id)?;
    // Where accounts are hidden, that somebody has the number is told to who proves to have it.
    if is_held_by_other(facts.holder.as_ref(), &facts.user) && !ctx.policy.hides_accounts {
        return Err(Refusal::IdentifierTaken {
            param: "phone_number",
        });
    }
    if facts.failures >= FAILURES_MAX {
        return Err(Refusal::Locked);
    }
    let previous = facts.verification.as_ref().filter(|verification| {
        number
            .sent
            .as_ref()
            .is_some_and(|sent| sent.verification_id == verification.id)
    });
    let sending = Sending {
        purpose: Purpose::NumberProof,
        phone_number: &number.phone_number,
        user_id: Some(&facts.user.id),
        number_id: Some(&number.id),
        previous,
        sends: &facts.sends,
        is_withheld: false,
    };
    let (verification, mut change) = send(sending, ctx)?;
    change.commit.guards.push(Guard::FailuresAre {
        phone_number: number.phone_number.clone(),
        failures: facts.failures,
    });
    Ok((verification.as_sent(), change))
}
