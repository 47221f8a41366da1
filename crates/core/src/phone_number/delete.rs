use strowger_types::PhoneNumberId;

use crate::record::User;
use crate::user::change;
use crate::{Ctx, Decision, Refusal};

/// Takes a number from a user. The last identification stays.
pub fn delete(user: &User, id: &PhoneNumberId, ctx: &mut Ctx<'_>) -> Decision<()> {
    if user.number(id).is_none() {
        return Decision::refuse(Refusal::NumberNotFound);
    }
    if !user.has_identification_besides(id) {
        return Decision::refuse(Refusal::LastIdentificationDeleted);
    }
    let mut after = user.clone();
    after.numbers.retain(|number| number.id != *id);
    let (_, commit) = change(Some(user), after, ctx);
    Decision::reply(()).and(commit)
}
