use strowger_types::SignUpId;

use super::{Facts, Progress, drafted, keep, running};
use crate::commit::Guard;
use crate::policy::FAILURES_MAX;
use crate::record::{Purpose, SignUp, Verification};
use crate::sign_in::Actor;
use crate::verification::{Sending, send};
use crate::{Change, Ctx, Decision, Refusal};

/// Sends a code to the number of an attempt. The code before dies.
pub fn prepare(
    facts: &Facts,
    id: &SignUpId,
    actor: &Actor,
    ctx: &mut Ctx<'_>,
) -> Decision<Progress> {
    let mut sign_up = match running(facts, id, ctx) {
        Ok(sign_up) => sign_up.clone(),
        Err(refusal) => return Decision::refuse(refusal),
    };
    let change = match send_code(facts, &mut sign_up, facts.verification.as_ref(), ctx) {
        Ok(change) => change,
        Err(refusal) => return Decision::refuse(refusal),
    };
    let (client, token) = drafted(facts, actor.holder, ctx);
    keep(facts, client, token, sign_up, ctx).and(change)
}

/// Sends the code and notes it in the attempt.
pub(super) fn send_code(
    facts: &Facts,
    sign_up: &mut SignUp,
    previous: Option<&Verification>,
    ctx: &mut Ctx<'_>,
) -> Result<Change, Refusal> {
    if sign_up.is_number_verified() {
        return Err(Refusal::AlreadyVerified);
    }
    let phone_number = sign_up.phone_number.clone().ok_or(Refusal::CodeNotSent)?;
    if facts.holder.is_some() && !ctx.policy.hides_accounts {
        return Err(Refusal::IdentifierTaken {
            param: "phone_number",
        });
    }
    if facts.failures >= FAILURES_MAX {
        return Err(Refusal::Locked);
    }
    let sending = Sending {
        purpose: Purpose::SignUp,
        phone_number: &phone_number,
        user_id: None,
        number_id: None,
        previous,
        sends: &facts.sends,
        is_withheld: false,
    };
    let (verification, mut change) = send(sending, ctx)?;
    change.commit.guards.push(Guard::FailuresAre {
        phone_number,
        failures: facts.failures,
    });
    sign_up.sent = Some(verification.as_sent());
    Ok(change)
}
