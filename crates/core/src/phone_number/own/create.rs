use strowger_types::{PhoneNumber, UserId};

use super::super::{changed, is_held_by_other, new_number};
use crate::limit::Counted;
use crate::policy::UNVERIFIED_NUMBERS_MAX;
use crate::record::{Number, Session, Standing, User};
use crate::user::{NUMBERS_PER_USER_MAX, change};
use crate::{Ctx, Decision, Refusal, step_up};

/// What is known when a number is added.
#[derive(Clone, Debug)]
pub struct CreateFacts {
    /// Who adds it.
    pub user: User,
    /// The session that they add it in.
    pub session: Session,
    /// Who holds it, verified or reserved.
    pub holder: Option<UserId>,
    /// The limit on asking who holds numbers, counted.
    pub creates: Counted,
}

/// Adds a number to the user's own, unverified. Whether it can be added tells whether somebody holds it, so asking is
/// limited as signing up is.
pub fn create(
    facts: &CreateFacts,
    phone_number: PhoneNumber,
    is_for_second_factor: bool,
    ctx: &mut Ctx<'_>,
) -> Decision<Number> {
    let counts = ctx.policy.is_limited(&phone_number);
    if counts && let Some(retry_after_ms) = facts.creates.wait_ms(ctx.now) {
        return Decision::refuse(Refusal::TooManyRequests { retry_after_ms });
    }
    let counting = counts.then(|| facts.creates.count(ctx.now));
    add(facts, phone_number, is_for_second_factor, ctx).and(counting.unwrap_or_default())
}

fn add(
    facts: &CreateFacts,
    phone_number: PhoneNumber,
    is_for_second_factor: bool,
    ctx: &mut Ctx<'_>,
) -> Decision<Number> {
    let (user, session, holder) = (&facts.user, &facts.session, facts.holder.as_ref());
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
    ctx: &mut Ctx<'_>,
) -> Result<(), Refusal> {
    step_up::check(user, session, ctx)?;
    if !ctx.policy.is_test_number(phone_number) {
        ctx.check_can_be_texted(phone_number, Some(&user.id))?;
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
