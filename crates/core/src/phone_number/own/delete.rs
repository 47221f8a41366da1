use strowger_types::PhoneNumberId;

use super::limited;
use crate::limit::Counted;
use crate::policy::Requirement;
use crate::record::{Session, User};
use crate::user::change;
use crate::{Ctx, Decision, Refusal, step_up};

/// Takes one of the user's own numbers away. The last way in stays, and so does the last number where one is required.
/// A second factor is told so by a text, which `sends` limits.
pub fn delete(
    user: &User,
    session: &Session,
    id: &PhoneNumberId,
    sends: &[Counted],
    ctx: &mut Ctx<'_>,
) -> Decision<()> {
    if let Err(refusal) = check(user, session, id, ctx) {
        return Decision::refuse(refusal);
    }
    let mut after = user.clone();
    after.numbers.retain(|number| number.id != *id);
    let (_, change) = change(Some(user), after, ctx);
    match limited(change, sends, ctx) {
        Ok(change) => Decision::reply(()).and(change),
        Err(refusal) => Decision::refuse(refusal),
    }
}

fn check(user: &User, session: &Session, id: &PhoneNumberId, ctx: &Ctx<'_>) -> Result<(), Refusal> {
    let number = user.number(id).ok_or(Refusal::NumberNotFound)?;
    step_up::check(user, session, ctx)?;
    if !number.standing.is_held() {
        return Ok(());
    }
    let is_way_in = !number.second_factor.is_on();
    if is_way_in && !user.has_way_in_besides(id, ctx.policy) {
        return Err(Refusal::LastIdentificationDeleted);
    }
    let has_other = user
        .numbers
        .iter()
        .any(|other| other.id != *id && other.standing.is_held());
    if ctx.policy.sign_up.phone_number == Requirement::Required && !has_other {
        return Err(Refusal::LastRequiredIdentificationDeleted);
    }
    Ok(())
}
