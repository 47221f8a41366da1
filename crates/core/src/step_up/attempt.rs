use super::{Facts, Progress, factor_of, is_limited, offers, purpose, running};
use crate::client::{self, Begun, give_back};
use crate::factor::{self, Proof, Proven, Scene, wants_second_factor};
use crate::limit;
use crate::record::{FactorStep, Session, StepUp, StepUpLevel};
use crate::sign_in::Which;
use crate::{Ctx, Decision, Refusal, user};

/// Judges a try at a factor of a step-up. The last right one makes the session's factors fresh.
pub fn attempt(
    facts: &Facts,
    which: Which,
    proof: &Proof,
    ctx: &mut Ctx<'_>,
) -> Decision<Progress> {
    let mut step_up = match running(&facts.session, which, ctx.now) {
        Ok(step_up) => step_up.clone(),
        Err(refusal) => return Decision::refuse(refusal),
    };
    let counts = is_limited(&facts.user, ctx.policy);
    if counts && let Some(retry_after_ms) = limit::longest_wait_ms(&facts.tries, ctx.now) {
        return Decision::refuse(Refusal::TooManyRequests { retry_after_ms });
    }
    let offers = offers(&facts.user, which, ctx);
    let mut user = facts.user.clone();
    let mut client = facts.client.clone();
    let scene = Scene {
        user: Some(&mut user),
        client: &mut client,
        purpose: purpose(which),
        offers: &offers,
        factor: factor_of(&step_up, which),
        verification: facts.verification.as_ref(),
        pretended: None,
    };
    let Proven {
        factor,
        commit,
        refusal,
    } = factor::attempt(scene, proof, ctx);
    match which {
        Which::First => step_up.first = factor,
        Which::Second => step_up.second = factor,
    }
    let mut session = facts.session.clone();
    if refusal.is_none() {
        advance(&mut step_up, &mut session, which, ctx);
        // Whoever has a second factor proves nothing by the first alone: a known password must not buy more guesses at codes.
        if which == Which::Second || !wants_second_factor(&user, ctx.policy) {
            give_back(&mut user, &mut client);
        }
    }
    session.step_up = Some(step_up.clone());
    let (session, session_kept) = facts.session.changed(session, ctx);
    let (client, client_kept) = client::change(Some(&facts.client), client);
    let user_change = user::change(Some(&facts.user), user, ctx).1;
    let mut decision = match refusal {
        Some(refusal) => Decision::refuse(refusal),
        None => Decision::reply(Progress {
            begun: Begun {
                client,
                token: None,
            },
            session,
            step_up,
        }),
    };
    if counts {
        for counted in &facts.tries {
            decision = decision.and(counted.count(ctx.now));
        }
    }
    decision
        .and(session_kept)
        .and(client_kept)
        .and(user_change)
        .and(commit)
}

fn advance(step_up: &mut StepUp, session: &mut Session, which: Which, ctx: &Ctx<'_>) {
    match which {
        Which::First => session.first_factor_at = ctx.now,
        Which::Second => session.second_factor_at = Some(ctx.now),
    }
    step_up.step = match (step_up.level, which) {
        (StepUpLevel::Multi, Which::First) => FactorStep::Second,
        (StepUpLevel::First | StepUpLevel::Second, _) | (StepUpLevel::Multi, Which::Second) => {
            FactorStep::Complete
        }
    };
}
