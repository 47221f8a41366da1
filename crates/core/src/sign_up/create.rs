use strowger_types::SignUpId;
use strowger_types::wire::Metadata;

use super::{Facts, Progress, SignUpFields, drafted, keep, prepare::send_code};
use crate::client::live;
use crate::commit::Commit;
use crate::limit;
use crate::policy::ATTEMPT_TTL_MS;
use crate::record::SignUp;
use crate::sign_in::Actor;
use crate::{Change, Ctx, Decision, Refusal};

/// An attempt to begin.
#[derive(Clone, Debug)]
pub struct CreateSignUp {
    /// Who begins it.
    pub actor: Actor,
    /// What they give.
    pub fields: SignUpFields,
    /// Whether the code is asked for at once.
    pub sends_code: bool,
}

/// Begins an attempt to sign up, in place of the one before.
pub fn create(facts: &Facts, command: &CreateSignUp, ctx: &mut Ctx<'_>) -> Decision<Progress> {
    let counts = command.fields.are_limited(ctx.policy);
    if counts && let Some(retry_after_ms) = limit::longest_wait_ms(&facts.creates, ctx.now) {
        return Decision::refuse(Refusal::TooManyRequests { retry_after_ms });
    }
    let mut counting = Commit::default();
    if counts {
        for counted in &facts.creates {
            let commit = counted.count(ctx.now);
            counting.guards.extend(commit.guards);
            counting.writes.extend(commit.writes);
        }
    }
    match begin(facts, command, ctx) {
        Ok(decision) => decision.and(counting),
        Err(refusals) => Decision::refuse_all(refusals).and(counting),
    }
}

fn begin(
    facts: &Facts,
    command: &CreateSignUp,
    ctx: &mut Ctx<'_>,
) -> Result<Decision<Progress>, Vec<Refusal>> {
    if !ctx.policy.sign_up.is_open {
        return Err(vec![Refusal::SignUpRestricted]);
    }
    if !ctx.policy.multiple_sessions && live(&facts.sessions, ctx.now).next().is_some() {
        return Err(vec![Refusal::SessionExists]);
    }
    let mut sign_up = SignUp {
        id: SignUpId::new(ctx.now.as_ms(), ctx.id_entropy()),
        phone_number: None,
        sent: None,
        username: None,
        password_digest: None,
        first_name: None,
        last_name: None,
        locale: None,
        unsafe_metadata: Metadata::default(),
        legal_accepted_at: None,
        created_user: None,
        created_session: None,
        abandon_at: ctx.now.plus_ms(ATTEMPT_TTL_MS),
        created_at: ctx.now,
    };
    command.fields.apply(&mut sign_up, facts, ctx)?;
    let mut change = Change::default();
    if command.sends_code && sign_up.phone_number.is_some() {
        change = send_code(facts, &mut sign_up, None, ctx).map_err(|refusal| vec![refusal])?;
    }
    let (mut client, mut token) = drafted(facts, command.actor.holder, ctx);
    let mut done = Change::default();
    if super::complete::is_ready(&sign_up, ctx) {
        let completed =
            super::complete::complete(facts, &mut client, &mut sign_up, &command.actor, ctx)?;
        token = completed.token.or(token);
        done = completed.change;
    }
    Ok(keep(facts, client, token, sign_up, ctx)
        .and(change)
        .behind(done))
}
