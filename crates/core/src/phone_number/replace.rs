use strowger_types::{PhoneNumber, UserId};

use super::{changed, is_held_by_other, new_number};
use crate::record::{Number, Standing, User};
use crate::user::change;
use crate::{Ctx, Decision, Refusal};

/// The one number that a user is to have.
#[derive(Clone, Debug)]
pub struct ReplaceNumber {
    /// The number.
    pub phone_number: PhoneNumber,
    /// How far it is proven.
    pub standing: Standing,
}

/// Takes all numbers from a user and adds one, the primary. It is no second factor, so two factors go off with the old numbers.
pub fn replace(
    user: &User,
    holder: Option<&UserId>,
    command: ReplaceNumber,
    ctx: &mut Ctx<'_>,
) -> Decision<Number> {
    if is_held_by_other(holder, user) {
        return Decision::refuse(Refusal::IdentifierTaken {
            param: "phone_number",
        });
    }
    let number = new_number(&user.id, command.phone_number, command.standing, ctx);
    let id = number.id.clone();
    let mut after = user.clone();
    after.numbers = vec![number];
    after.primary_number = Some(id.clone());
    let (after, commit) = change(Some(user), after, ctx);
    Decision::reply(changed(&after, &id)).and(commit)
}
