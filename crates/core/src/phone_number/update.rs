use strowger_types::{PhoneNumberId, UserId};

use super::{changed, is_held_by_other};
use crate::record::{Number, SecondFactor, Standing, User};
use crate::user::change;
use crate::{Ctx, Decision, Refusal};

/// Changes to a number; `None` changes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UpdateNumber {
    /// Whether it counts as proven.
    pub verified: Option<bool>,
    /// True makes it the primary number; false changes nothing, since only another number can take that place.
    pub primary: Option<bool>,
    /// Whether it is a second factor: verified numbers only.
    pub second_factor: Option<bool>,
}

/// Changes a number. `holder` is who holds it, verified or reserved.
pub fn update(
    user: &User,
    id: &PhoneNumberId,
    holder: Option<&UserId>,
    command: UpdateNumber,
    ctx: &mut Ctx<'_>,
) -> Decision<Number> {
    let mut after = user.clone();
    let Some(number) = after.numbers.iter_mut().find(|number| number.id == *id) else {
        return Decision::refuse(Refusal::NumberNotFound);
    };
    let becomes_second_factor =
        command.second_factor == Some(true) && !number.second_factor.is_on();
    match command.verified {
        Some(true) if !number.standing.is_verified() => {
            if is_held_by_other(holder, user) {
                return Decision::refuse(Refusal::IdentifierTaken {
                    param: "phone_number",
                });
            }
            number.standing = Standing::VerifiedByAdmin;
        }
        Some(false) if number.standing.is_verified() => number.standing = Standing::Unverified,
        Some(_) | None => {}
    }
    match command.second_factor {
        Some(true) if becomes_second_factor => number.second_factor = SecondFactor::On,
        Some(false) => number.second_factor = SecondFactor::Off,
        Some(true) | None => {}
    }
    if number.second_factor.is_on() && !number.standing.is_verified() {
        return Decision::refuse(Refusal::UpdateSecondFactorUnverified);
    }
    if becomes_second_factor && !user.has_identification_besides(id) {
        return Decision::refuse(Refusal::LastIdentificationAsSecondFactor);
    }
    if command.primary == Some(true) {
        after.primary_number = Some(id.clone());
    }
    let (after, commit) = change(Some(user), after, ctx);
    Decision::reply(changed(&after, id)).and(commit)
}
