use strowger_types::PhoneNumberId;

use super::super::changed;
use super::limited;
use crate::backup_code::{self, ShownCodes};
use crate::limit::Counted;
use crate::record::{Number, SecondFactor, Session, User};
use crate::user::change;
use crate::{Ctx, Decision, Refusal, step_up};

/// Changes to a number of one's own; `None` changes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UpdateOwn {
    /// Whether it is a second factor: verified numbers only.
    pub second_factor: Option<bool>,
    /// True makes it the second factor that is offered first; false changes nothing, since only another can take that place.
    pub default_second_factor: Option<bool>,
}

/// A number after its change.
#[derive(Clone, Debug)]
pub struct Updated {
    /// The number.
    pub number: Number,
    /// Backup codes, when the change switched two factors on.
    pub backup_codes: Option<ShownCodes>,
}

/// Changes one of the user's own numbers. The first second factor comes with backup codes; one that is switched off
/// is told so by a text, which `sends` limits.
pub fn update(
    user: &User,
    session: &Session,
    id: &PhoneNumberId,
    command: UpdateOwn,
    sends: &[Counted],
    ctx: &mut Ctx<'_>,
) -> Decision<Updated> {
    let mut after = match applied(user, session, id, command, ctx) {
        Ok(after) => after,
        Err(refusal) => return Decision::refuse(refusal),
    };
    let is_first = !user.two_factor_enabled() && after.two_factor_enabled();
    let backup_codes = is_first.then(|| {
        let (codes, shown) = backup_code::make(user, ctx);
        after.backup_codes = Some(codes);
        shown
    });
    let (after, change) = change(Some(user), after, ctx);
    let change = match limited(change, sends, ctx) {
        Ok(change) => change,
        Err(refusal) => return Decision::refuse(refusal),
    };
    Decision::reply(Updated {
        number: changed(&after, id),
        backup_codes,
    })
    .and(change)
}

fn applied(
    user: &User,
    session: &Session,
    id: &PhoneNumberId,
    command: UpdateOwn,
    ctx: &Ctx<'_>,
) -> Result<User, Refusal> {
    let number = user.number(id).ok_or(Refusal::NumberNotFound)?;
    let mut second_factor = number.second_factor;
    match command.second_factor {
        Some(wanted) if wanted != number.second_factor.is_on() => {
            step_up::check(user, session, ctx)?;
            if wanted {
                check_can_be_second_factor(user, number, ctx)?;
                second_factor = SecondFactor::On;
            } else {
                second_factor = SecondFactor::Off;
            }
        }
        Some(_) | None => {}
    }
    let becomes_default = command.default_second_factor == Some(true);
    if becomes_default {
        if !second_factor.is_on() {
            return Err(Refusal::NotSecondFactor);
        }
        second_factor = SecondFactor::Default;
    }
    let mut after = user.clone();
    for other in &mut after.numbers {
        if other.id == *id {
            other.second_factor = second_factor;
        } else if becomes_default && other.second_factor.is_on() {
            other.second_factor = SecondFactor::On;
        }
    }
    Ok(after)
}

fn check_can_be_second_factor(user: &User, number: &Number, ctx: &Ctx<'_>) -> Result<(), Refusal> {
    if !ctx.policy.second_factor {
        return Err(Refusal::StrategyNotForUser);
    }
    if !number.standing.is_verified() {
        return Err(Refusal::UpdateSecondFactorUnverified);
    }
    if !user.has_way_in_besides(&number.id, ctx.policy) {
        return Err(Refusal::LastIdentificationAsSecondFactor);
    }
    Ok(())
}
