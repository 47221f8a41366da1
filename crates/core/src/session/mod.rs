//! Rules about sessions: how they begin, are used, and end.

mod begin;
mod own;
pub mod template;
mod token;

pub(crate) use begin::begin;
pub use own::{Leaving, Left, leave, leave_all, revoke_own, touch};
pub use token::{factor_ages, token_expires_at_seconds};

use strowger_types::ClientId;

use crate::commit::{Commit, Guard, Write};
use crate::policy::Environment;
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
    let client_id = ClientId::new(ctx.now.as_ms(), ctx.id_entropy());
    let session = begin(&user.id, &client_id, None, Device::default(), ctx);
    Decision::reply(session.clone())
        .guard(user.guard())
        .write(Write::PutSession(Box::new(session)))
}

/// Ends a session. One that has ended stays as it ended.
pub fn revoke(session: &Session, ctx: &mut Ctx<'_>) -> Decision<Session> {
    if session.status_at(ctx.now) != SessionStatus::Active {
        return Decision::reply(session.clone());
    }
    let (revoked, change) = session.with_status(SessionStatus::Revoked, ctx);
    Decision::reply(revoked).and(change)
}

impl Session {
    /// What ends the session.
    pub(crate) fn ended(&self, status: SessionStatus, ctx: &Ctx<'_>) -> Commit {
        self.with_status(status, ctx).1
    }

    /// The session with another status, and what keeps it.
    pub(crate) fn with_status(&self, status: SessionStatus, ctx: &Ctx<'_>) -> (Self, Commit) {
        self.changed(
            Self {
                status,
                ..self.clone()
            },
            ctx,
        )
    }

    /// The session as `after`, and what keeps it.
    pub(crate) fn changed(&self, after: Self, ctx: &Ctx<'_>) -> (Self, Commit) {
        let after = Self {
            version: self.version + 1,
            updated_at: ctx.now,
            ..after
        };
        let commit = Commit {
            guards: vec![Guard::SessionVersion {
                id: self.id.clone(),
                version: self.version,
            }],
            writes: vec![Write::PutSession(Box::new(after.clone()))],
        };
        (after, commit)
    }
}
