//! Rules about a user, for the user: what is sensitive takes fresh factors.

use super::{Edit, NameHolders, UpdateUser};
use crate::commit::Write;
use crate::record::{Session, User};
use crate::{Ctx, Decision, Refusal, step_up};

/// Changes the user's own fields: names, username, primary number and the metadata that is theirs to write.
pub fn update(
    user: &User,
    session: &Session,
    command: UpdateUser,
    holders: &NameHolders,
    ctx: &mut Ctx<'_>,
) -> Decision<User> {
    let is_sensitive = command.username != Edit::Keep || command.primary_number.is_some();
    if is_sensitive && let Err(refusal) = step_up::check(user, session, ctx) {
        return Decision::refuse(refusal);
    }
    let has_number = user
        .numbers
        .iter()
        .any(|number| number.standing.is_held() && !number.second_factor.is_on());
    if command.username == Edit::Clear && user.username.is_some() && !has_number {
        return Decision::refuse(Refusal::LastIdentificationDeleted);
    }
    super::update(user, command, holders, ctx)
}

/// Forgets the user, who asks for it.
pub fn delete(user: &User, session: &Session, ctx: &mut Ctx<'_>) -> Decision<()> {
    if !user.delete_self_enabled || !ctx.policy.delete_self {
        return Decision::refuse(Refusal::DeleteSelfOff);
    }
    if let Err(refusal) = step_up::check(user, session, ctx) {
        return Decision::refuse(refusal);
    }
    Decision::reply(())
        .guard(user.guard())
        .write(Write::DeleteUser(user.id.clone()))
}
