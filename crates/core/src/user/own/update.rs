use crate::limit::Counted;
use crate::policy::Environment;
use crate::record::{Number, Session, User};
use crate::user::{self, Edit, NameHolders, UpdateUser};
use crate::{Ctx, Decision, Refusal, step_up};

/// Changes the user's own fields: names, username, primary number and the metadata that is theirs to write. Whether a
/// username can be had tells whether somebody has it, so asking is limited (`creates`) as signing up is.
pub fn update(
    user: &User,
    session: &Session,
    command: UpdateUser,
    holders: &NameHolders,
    creates: &Counted,
    ctx: &mut Ctx<'_>,
) -> Decision<User> {
    let asks = matches!(command.username, Edit::Set(_));
    if !asks || ctx.policy.environment == Environment::Development {
        return change(user, session, command, holders, ctx);
    }
    if let Some(retry_after_ms) = creates.wait_ms(ctx.now) {
        return Decision::refuse(Refusal::TooManyRequests { retry_after_ms });
    }
    change(user, session, command, holders, ctx).and(creates.count(ctx.now))
}

fn change(
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
    let has_number = user.numbers.iter().any(Number::is_way_in);
    if command.username == Edit::Clear && user.username.is_some() && !has_number {
        return Decision::refuse(Refusal::LastIdentificationDeleted);
    }
    user::update(user, command, holders, ctx)
}
