use strowger_types::SessionId;

use crate::client;
use crate::commit::Commit;
use crate::policy::SESSION_ABANDON_MS;
use crate::record::{Client, Session, SessionStatus, User};
use crate::{Ctx, Decision, Refusal, step_up, user};

/// A day, in milliseconds: how fine the time is at which a user was last active.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// How somebody leaves a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// They sign out of it.
    Ending,
    /// They sign out of it and take it off the device.
    Removing,
}

/// Uses a session: it becomes the one that was used last.
pub fn touch(facts: (&Client, &Session, &User), ctx: &mut Ctx<'_>) -> Decision<(Client, Session)> {
    let (client, session, user) = facts;
    if session.status_at(ctx.now) != SessionStatus::Active {
        return Decision::refuse(Refusal::SignedOut);
    }
    let after = Session {
        last_active_at: ctx.now,
        abandon_at: ctx.now.plus_ms(SESSION_ABANDON_MS),
        ..session.clone()
    };
    let (session, kept) = session.changed(after, ctx);
    let used = Client {
        last_active_session: Some(session.id.clone()),
        ..client.clone()
    };
    let (used, used_kept) = client::change(Some(client), used);
    let mut decision = Decision::reply((used, session)).and(kept).and(used_kept);
    let is_first_today = user
        .last_active_at
        .is_none_or(|at| at.as_ms().div_euclid(DAY_MS) != ctx.now.as_ms().div_euclid(DAY_MS));
    if is_first_today {
        let active = User {
            last_active_at: Some(ctx.now),
            ..user.clone()
        };
        decision = decision.and(user::change(Some(user), active, ctx).1);
    }
    decision
}

/// A session that was left.
#[derive(Clone, Debug)]
pub struct Left {
    /// The session, as it ended.
    pub session: Session,
    /// Whether the client has none left.
    pub is_last: bool,
}

/// Leaves one session of a client.
pub fn leave(
    client: &Client,
    sessions: &[Session],
    id: &SessionId,
    leaving: Leaving,
    ctx: &mut Ctx<'_>,
) -> Decision<Left> {
    let Some(session) = client::live(sessions, ctx.now).find(|session| session.id == *id) else {
        return Decision::refuse(Refusal::SignedOut);
    };
    let status = match leaving {
        Leaving::Ending => SessionStatus::Ended,
        Leaving::Removing => SessionStatus::Removed,
    };
    let (left, kept) = session.with_status(status, ctx);
    let is_last = client::live(sessions, ctx.now).count() == 1;
    Decision::reply(Left {
        session: left,
        is_last,
    })
    .and(kept)
    .and(without(client, sessions, &[id], ctx).1)
}

/// Leaves every session of a client. Replies with the client after it.
pub fn leave_all(client: &Client, sessions: &[Session], ctx: &mut Ctx<'_>) -> Decision<Client> {
    let live: Vec<_> = client::live(sessions, ctx.now).collect();
    let ids: Vec<_> = live.iter().map(|session| &session.id).collect();
    let (after, kept) = without(client, sessions, &ids, ctx);
    let mut decision = Decision::reply(after).and(kept);
    for session in live {
        decision = decision.and(session.ended(SessionStatus::Ended, ctx));
    }
    decision
}

/// Ends another session of the same user: what somebody does who lost a device.
pub fn revoke_own(
    user: &User,
    asking: &Session,
    session: &Session,
    ctx: &mut Ctx<'_>,
) -> Decision<Session> {
    if session.user_id != user.id || session.status_at(ctx.now) != SessionStatus::Active {
        return Decision::refuse(not_found(session));
    }
    if let Err(refusal) = step_up::check(user, asking, ctx) {
        return Decision::refuse(refusal);
    }
    let (revoked, kept) = session.with_status(SessionStatus::Revoked, ctx);
    Decision::reply(revoked).and(kept)
}

/// The client without these sessions: the newest other one becomes the one that was used last, and what was begun in it ends.
fn without(
    client: &Client,
    sessions: &[Session],
    ids: &[&SessionId],
    ctx: &Ctx<'_>,
) -> (Client, Commit) {
    let left = client::live(sessions, ctx.now)
        .filter(|session| !ids.contains(&&session.id))
        .max_by_key(|session| session.last_active_at);
    let is_gone = client
        .last_active_session
        .as_ref()
        .is_some_and(|last| ids.contains(&last));
    let mut after = client.clone();
    if is_gone || left.is_none() {
        after.last_active_session = left.map(|session| session.id.clone());
    }
    after.updated_at = ctx.now;
    client::change(Some(client), after)
}

fn not_found(session: &Session) -> Refusal {
    Refusal::SessionNotFound {
        id: session.id.as_str().to_owned(),
    }
}
