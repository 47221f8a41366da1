use strowger_types::{PhoneNumber, UserId};

use super::super::{changed, is_held_by_other, new_number};
use crate::policy::UNVERIFIED_NUMBERS_MAX;
use crate::record::{Number, Session, Standing, User};
use crate::user::{NUMBERS_PER_USER_MAX, change};
use crate::{Ctx, Decision, Refusal, step_up};

/// Adds a number to the user's own, unverified. `holder` is who holds it, verified or reserved.
pub fn create(
    user: &User,
    session: &Session,
    holder: Option<&UserId>,
    phone_number: PhoneNumber,
    is_for_second_factor: bool,
    ctx: &mut Ctx<'_>,
) -> Decision<Number> {
    if let Err(refusal) = check(
        user,
        session,
        holder,
        &phone_number,
        is_for_second_factor,
        ctx,
    ) {
        return Decision::refuse(refusal);
    }
    let number = new_number(&user.id, phone_number, Standing::Unverified, ctx);
    let id = number.id.clone();
    let mut after = user.clone();
    after.numbers.push(number);
    let (after, change) = change(Some(user), after, ctx);
    Decision::reply(changed(&after, &id)).and(change)
}

fn check(
    user: &User,
    session: &Session,
    holder: Option<&UserId>,
    phone_number: &PhoneNumber,
    is_for_second_factor: bool,
    ctx: &Ctx<'_>,
) -> Result<(), Refusal> {
    step_up::check(user, session, ctx)?;
    if !ctx.policy.is_test_number(phone_number) {
        ctx.policy.check_can_be_texted(phone_number)?;
    }
    if is_for_second_factor {
        return Err(Refusal::CreateSecondFactorUnverified);
    }
    let is_own = user
        .numbers
        .iter()
        .any(|number| number.phone_number == *phone_number);
    if is_own || (is_held_by_other(holder, user) && !ctx.policy.hides_accounts) {
        return Err(Refusal::IdentifierTaken {
            param: "phone_number",
        });
    }
    if user.numbers.len() >= NUMBERS_PER_USER_MAX {
        return Err(Refusal::TooManyNumbers);
    }
    let unverified = user
        .numbers
        .iter()
        .filter(|number| !number.standing.is_verified());
    if unverified.count() >= UNVERIFIED_NUMBERS_MAX {
        return Err(Refusal::TooManyUnverified);
    }
    Ok(())
}
