//! Rules about the phone numbers of a user. `own` are those for the user, the others for the app's backend, which is trusted.

mod create;
mod delete;
pub mod own;
mod replace;
mod unlock;
mod update;

pub use create::{CreateNumber, create};
pub use delete::delete;
pub use replace::{ReplaceNumber, replace};
pub use unlock::unlock;
pub use update::{UpdateNumber, update};

use strowger_types::{PhoneNumber, PhoneNumberId, UserId};

use crate::Ctx;
use crate::record::{Number, SecondFactor, Standing, User};

fn new_number(
    user_id: &UserId,
    phone_number: PhoneNumber,
    standing: Standing,
    ctx: &mut Ctx<'_>,
) -> Number {
    Number {
        id: PhoneNumberId::new(ctx.now.as_ms(), ctx.id_entropy()),
        user_id: user_id.clone(),
        phone_number,
        standing,
        sent: None,
        second_factor: SecondFactor::Off,
        created_at: ctx.now,
        updated_at: ctx.now,
    }
}

/// Whether somebody else holds the number.
pub(crate) fn is_held_by_other(holder: Option<&UserId>, user: &User) -> bool {
    holder.is_some_and(|holder| *holder != user.id)
}

/// The number as it is after a change of its user.
fn changed(user: &User, id: &PhoneNumberId) -> Number {
    user.number(id)
        .cloned()
        .expect("the change kept the number that it was made for")
}
