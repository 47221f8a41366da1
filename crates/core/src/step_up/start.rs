use strowger_types::StepUpId;

use super::Progress;
use crate::client::Begun;
use crate::factor::wants_second_factor;
use crate::record::{Client, FactorStep, Session, SessionStatus, StepUp, StepUpLevel, User};
use crate::{Ctx, Decision, Refusal};

/// Begins a step-up, in place of the one before. Who has no second factor is asked for the first.
pub fn start(
    client: &Client,
    session: &Session,
    user: &User,
    level: StepUpLevel,
    ctx: &mut Ctx<'_>,
) -> Decision<Progress> {
    if session.status_at(ctx.now) != SessionStatus::Active {
        return Decision::refuse(Refusal::SignedOut);
    }
    let level = if wants_second_factor(user, ctx.policy) {
        level
    } else {
        StepUpLevel::First
    };
    let step_up = StepUp {
        id: StepUpId::new(ctx.now.as_ms(), ctx.id_entropy()),
        level,
        step: match level {
            StepUpLevel::First | StepUpLevel::Multi => FactorStep::First,
            StepUpLevel::Second => FactorStep::Second,
        },
        first: None,
        second: None,
        created_at: ctx.now,
    };
    let after = Session {
        step_up: Some(step_up.clone()),
        ..session.clone()
    };
    let (session, kept) = session.changed(after, ctx);
    Decision::reply(Progress {
        begun: Begun {
            client: client.clone(),
            token: None,
        },
        session,
        step_up,
    })
    .and(kept)
}
