//! Rules about sessions, as the Backend API may touch them.

use strowger_types::{ClientId, SessionId};

use crate::commit::{Guard, Write};
use crate::policy::{Environment, SESSION_ABANDON_MS, SESSION_TTL_MS};
use crate::record::{Device, Session, SessionStatus, User};
use crate::{Ctx, Decision, Refusal};

/// Signs a user in without asking anything: for tests, so only in development.
pub fn create(user: &User, ctx: &mut Ctx<'_>) -> Decision<Session> {
    if ctx.policy.environment == Environment::Production {
        return Decision::refuse(Refusal::NotInProduction);
    }
    if user.banned {
        return Decision::refuse(Refusal::Banned);
    }
    let session = Session {
        id: SessionId::new(ctx.now.as_ms(), ctx.id_entropy()),
        version: 1,
        user_id: user.id.clone(),
        client_id: ClientId::new(ctx.now.as_ms(), ctx.id_entropy()),
        status: SessionStatus::Active,
        first_factor_at: ctx.now,
        second_factor_at: None,
        step_up: None,
        device: Device::default(),
        last_active_at: ctx.now,
        expire_at: ctx.now.plus_ms(SESSION_TTL_MS),
        abandon_at: ctx.now.plus_ms(SESSION_ABANDON_MS),
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    Decision::reply(session.clone())
        .guard(user.guard())
        .write(Write::PutSession(Box::new(session)))
}

/// Ends a session. One that has ended stays as it ended.
pub fn revoke(session: &Session, ctx: &mut Ctx<'_>) -> Decision<Session> {
    if session.status_at(ctx.now) != SessionStatus::Active {
        return Decision::reply(session.clone());
    }
    let revoked = Session {
        version: session.version + 1,
        status: SessionStatus::Revoked,
        updated_at: ctx.now,
        ..session.clone()
    };
    Decision::reply(revoked.clone())
        .guard(Guard::SessionVersion {
            id: session.id.clone(),
            version: session.version,
        })
        .write(Write::PutSession(Box::new(revoked)))
}
