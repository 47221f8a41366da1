use super::change;
use crate::commit::Write;
use crate::record::{SecondFactor, SessionStatus, User};
use crate::{Ctx, Decision};

/// Bans a user: no way in, and every session ends now.
pub fn ban(before: &User, ctx: &mut Ctx<'_>) -> Decision<User> {
    let after = User {
        banned: true,
        ..before.clone()
    };
    let (after, commit) = change(Some(before), after, ctx);
    Decision::reply(after)
        .and(commit)
        .write(Write::EndSessions {
            user_id: before.id.clone(),
            except: None,
            status: SessionStatus::Revoked,
            at: ctx.now,
        })
}

/// Lets a banned user in again.
pub fn unban(before: &User, ctx: &mut Ctx<'_>) -> Decision<User> {
    let after = User {
        banned: false,
        ..before.clone()
    };
    let (after, commit) = change(Some(before), after, ctx);
    Decision::reply(after).and(commit)
}

/// Locks a user: factor attempts are refused, live sessions go on.
pub fn lock(before: &User, ctx: &mut Ctx<'_>) -> Decision<User> {
    let after = User {
        locked: true,
        ..before.clone()
    };
    let (after, commit) = change(Some(before), after, ctx);
    Decision::reply(after).and(commit)
}

/// Unlocks a user and gives back the failure budgets of the account, of its numbers and of its known devices.
pub fn unlock(before: &User, ctx: &mut Ctx<'_>) -> Decision<User> {
    let after = User {
        locked: false,
        failures: 0,
        stranger_failures: 0,
        unlocked_at: Some(ctx.now),
        ..before.clone()
    };
    let (after, commit) = change(Some(before), after, ctx);
    let reset = before.numbers.iter().map(|number| Write::SetFailures {
        phone_number: number.phone_number.clone(),
        failures: 0,
    });
    let mut decision = Decision::reply(after).and(commit);
    decision.commit.writes.extend(reset);
    decision
}

/// Switches every second factor of a user off.
pub fn disable_mfa(before: &User, ctx: &mut Ctx<'_>) -> Decision<()> {
    let mut after = before.clone();
    for number in &mut after.numbers {
        number.second_factor = SecondFactor::Off;
    }
    let (_, commit) = change(Some(before), after, ctx);
    Decision::reply(()).and(commit)
}

/// Forgets a user and everything that hangs from it.
pub fn delete(before: &User) -> Decision<()> {
    Decision::reply(())
        .guard(before.guard())
        .write(Write::DeleteUser(before.id.clone()))
}
