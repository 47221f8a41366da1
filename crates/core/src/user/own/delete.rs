use crate::commit::Write;
use crate::record::{Session, User};
use crate::{Ctx, Decision, Refusal, step_up};

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
