use strowger_types::SignUpId;

use super::{Facts, Progress, SignUpFields, drafted, keep, running};
use crate::limit;
use crate::sign_in::Actor;
use crate::{Change, Ctx, Decision, Refusal};

/// Adds to what was given, or changes it. What was missing last makes a user.
pub fn update(
    facts: &Facts,
    id: &SignUpId,
    fields: &SignUpFields,
    actor: &Actor,
    ctx: &mut Ctx<'_>,
) -> Decision<Progress> {
    // A name that is changed asks as much about others as one that an attempt begins with, and a password takes as long.
    let counts = fields.cost_something() && fields.are_limited(ctx.policy);
    if counts && let Some(retry_after_ms) = limit::longest_wait_ms(&facts.creates, ctx.now) {
        return Decision::refuse(Refusal::TooManyRequests { retry_after_ms });
    }
    let mut decision = apply(facts, id, fields, actor, ctx).unwrap_or_else(Decision::refuse_all);
    if counts {
        for counted in &facts.creates {
            decision = decision.and(counted.count(ctx.now));
        }
    }
    decision
}

fn apply(
    facts: &Facts,
    id: &SignUpId,
    fields: &SignUpFields,
    actor: &Actor,
    ctx: &mut Ctx<'_>,
) -> Result<Decision<Progress>, Vec<Refusal>> {
    let mut sign_up = running(facts, id, ctx)
        .map_err(|refusal| vec![refusal])?
        .clone();
    fields.apply(&mut sign_up, facts, ctx)?;
    let (mut client, mut token) = drafted(facts, actor.holder, ctx);
    let mut change = Change::default();
    if super::complete::is_ready(&sign_up, ctx) {
        let completed = super::complete::complete(facts, &mut client, &mut sign_up, actor, ctx)?;
        token = completed.token.or(token);
        change = completed.change;
    }
    Ok(keep(facts, client, token, sign_up, ctx).behind(change))
}
