use strowger_types::SignInId;

use super::prepare::{factor_of, offers, purpose, running};
use super::{Actor, Draft, Facts, Progress, Which, is_limited};
use crate::client::live;
use crate::factor::{self, Proof, Proven, Scene};
use crate::limit;
use crate::record::{SignIn, Strategy};
use crate::{Ctx, Decision, Refusal};

/// Judges a try at a factor of an attempt. The last right one makes a session.
pub fn attempt(
    facts: &Facts,
    id: &SignInId,
    which: Which,
    proof: &Proof,
    actor: &Actor,
    ctx: &mut Ctx<'_>,
) -> Decision<Progress> {
    let identifier = facts
        .client
        .sign_in_of(id)
        .and_then(|sign_in| sign_in.identifier.as_ref());
    let counts = is_limited(identifier, ctx.policy);
    if counts && let Some(retry_after_ms) = limit::longest_wait_ms(&facts.tries, ctx.now) {
        return Decision::refuse(Refusal::TooManyRequests { retry_after_ms });
    }
    let mut draft = Draft::new(Some(&facts.client), facts.user.as_ref(), actor.holder, ctx);
    if counts {
        for counted in &facts.tries {
            draft.add(counted.count(ctx.now));
        }
    }
    let outcome = judge(facts, id, which, proof, actor, &mut draft, ctx);
    draft.decide(outcome, ctx)
}

fn judge(
    facts: &Facts,
    id: &SignInId,
    which: Which,
    proof: &Proof,
    actor: &Actor,
    draft: &mut Draft<'_>,
    ctx: &mut Ctx<'_>,
) -> Result<SignIn, Refusal> {
    let mut sign_in = running(facts, id, which, ctx)?.clone();
    if !ctx.policy.multiple_sessions && live(&facts.sessions, ctx.now).next().is_some() {
        return Err(Refusal::SessionExists);
    }
    let offers = offers(facts.user.as_ref(), &sign_in, which, ctx);
    let scene = Scene {
        user: draft.user.as_mut(),
        client: &mut draft.client,
        purpose: purpose(which),
        offers: &offers,
        factor: factor_of(&sign_in, which),
        verification: facts.verification.as_ref(),
        pretended: facts.pretended.as_ref(),
    };
    let Proven {
        factor,
        commit,
        refusal,
    } = factor::attempt(scene, proof, ctx);
    draft.add(commit);
    match which {
        Which::First => sign_in.first = factor,
        Which::Second => sign_in.second = factor,
    }
    // The attempt shows its tries, be they wrong.
    draft.client.sign_in = Some(sign_in.clone());
    if let Some(refusal) = refusal {
        return Err(refusal);
    }
    draft.advance(
        &mut sign_in,
        strategy(proof),
        actor.holder,
        &actor.device,
        ctx,
    )?;
    Ok(sign_in)
}

fn strategy(proof: &Proof) -> Strategy {
    match proof {
        Proof::PhoneCode(_) => Strategy::PhoneCode,
        Proof::Password(_) => Strategy::Password,
        Proof::BackupCode(_) => Strategy::BackupCode,
    }
}
