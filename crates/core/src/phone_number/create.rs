use strowger_types::{PhoneNumber, UserId};

use super::{changed, is_held_by_other, new_number};
use crate::record::{Number, SecondFactor, Standing, User};
use crate::user::{NUMBERS_PER_USER_MAX, change};
use crate::{Ctx, Decision, Refusal};

/// A number to add to a user.
#[derive(Clone, Debug)]
pub struct CreateNumber {
    /// The number.
    pub phone_number: PhoneNumber,
    /// Whether it counts as proven.
    pub verified: bool,
    /// Whether it becomes the primary number. The first number does in any case.
    pub primary: bool,
    /// Whether it becomes a second factor: verified numbers only.
    pub second_factor: bool,
}

/// Adds a number to a user. `holder` is who holds it, verified or reserved.
pub fn create(
    user: &User,
    holder: Option<&UserId>,
    command: CreateNumber,
    ctx: &mut Ctx<'_>,
) -> Decision<Number> {
    if user.numbers.len() >= NUMBERS_PER_USER_MAX {
        return Decision::refuse(Refusal::TooManyNumbers);
    }
    let is_own = user
        .numbers
        .iter()
        .any(|number| number.phone_number == command.phone_number);
    if is_own || is_held_by_other(holder, user) {
        return Decision::refuse(Refusal::IdentifierTaken {
            param: "phone_number",
        });
    }
    if command.second_factor && !command.verified {
        return Decision::refuse(Refusal::CreateSecondFactorUnverified);
    }
    let standing = if command.verified {
        Standing::VerifiedByAdmin
    } else {
        Standing::Unverified
    };
    let mut number = new_number(&user.id, command.phone_number, standing, ctx);
    let id = number.id.clone();
    if command.second_factor {
        if !user.has_identification_besides(&id) {
            return Decision::refuse(Refusal::LastIdentificationAsSecondFactor);
        }
        number.second_factor = SecondFactor::On;
    }
    let mut after = user.clone();
    if command.primary || after.numbers.is_empty() {
        after.primary_number = Some(id.clone());
    }
    after.numbers.push(number);
    let (after, commit) = change(Some(user), after, ctx);
    Decision::reply(changed(&after, &id)).and(commit)
}
