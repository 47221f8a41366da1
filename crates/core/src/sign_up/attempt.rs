use strowger_types::SignUpId;

use super::{Facts, Progress, complete, drafted, keep, running};
use crate::commit::{Commit, Guard, Write};
use crate::limit;
use crate::policy::FAILURES_MAX;
use crate::record::{Purpose, SignUp};
use crate::sign_in::Actor;
use crate::verification::{Code, Judged, judge, waiting};
use crate::{Change, Ctx, Decision, Refusal, client};

/// Judges a code for the number of an attempt. A wrong one is counted at the number in the commit that refuses it; if
/// the right one was all that was missing, there is a user now, signed in.
pub fn attempt(
    facts: &Facts,
    id: &SignUpId,
    code: &Code,
    actor: &Actor,
    ctx: &mut Ctx<'_>,
) -> Decision<Progress> {
    let sign_up = match running(facts, id, ctx) {
        Ok(sign_up) => sign_up.clone(),
        Err(refusal) => return Decision::refuse(refusal),
    };
    let Some(phone_number) = sign_up.phone_number.clone() else {
        return Decision::refuse(Refusal::CodeNotSent);
    };
    let counts = ctx.policy.is_limited(&phone_number);
    if counts && let Some(retry_after_ms) = limit::longest_wait_ms(&facts.tries, ctx.now) {
        return Decision::refuse(Refusal::TooManyRequests { retry_after_ms });
    }
    let mut counting = Commit::default();
    if counts {
        for counted in &facts.tries {
            let commit = counted.count(ctx.now);
            counting.guards.extend(commit.guards);
            counting.writes.extend(commit.writes);
        }
    }
    tried(facts, sign_up, code, actor, ctx).and(counting)
}

fn tried(
    facts: &Facts,
    mut sign_up: SignUp,
    code: &Code,
    actor: &Actor,
    ctx: &mut Ctx<'_>,
) -> Decision<Progress> {
    if facts.failures >= FAILURES_MAX {
        return Decision::refuse(Refusal::CodeFailed);
    }
    let verification = match waiting(
        sign_up.sent.as_ref(),
        facts.verification.as_ref(),
        Purpose::SignUp,
        ctx,
    ) {
        Ok(verification) => verification,
        Err(refusal) => return Decision::refuse(refusal),
    };
    let Judged {
        verification,
        is_right,
        commit,
    } = judge(code, verification, ctx);
    let failures = if is_right { 0 } else { facts.failures + 1 };
    let phone_number = verification.phone_number.clone();
    sign_up.sent = Some(verification.as_sent());
    let (mut client, mut token) = drafted(facts, actor.holder, ctx);
    let mut refusals = Vec::new();
    let mut done = Change::default();
    if !is_right {
        refusals.push(Refusal::CodeIncorrect);
    } else if facts.holder.is_some() {
        // Told to who has just proven to have the number, and so may know.
        refusals.push(Refusal::IdentifierTaken {
            param: "phone_number",
        });
    } else if complete::is_ready(&sign_up, ctx) {
        match complete::complete(facts, &mut client, &mut sign_up, actor, ctx) {
            Ok(completed) => {
                token = completed.token.or(token);
                done = completed.change;
            }
            Err(more) => refusals.extend(more),
        }
    }
    let decision = if refusals.is_empty() {
        keep(facts, client, token, sign_up, ctx)
    } else {
        // The attempt shows its tries, be they wrong.
        client.sign_up = Some(sign_up);
        let kept = client::change(facts.client.as_ref(), client).1;
        Decision::refuse_all(refusals).and(kept)
    };
    let mut decision = decision.and(commit).behind(done).guard(Guard::FailuresAre {
        phone_number: phone_number.clone(),
        failures: facts.failures,
    });
    if failures != facts.failures {
        decision = decision.write(Write::SetFailures {
            phone_number,
            failures,
        });
    }
    decision
}
