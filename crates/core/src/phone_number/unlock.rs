use strowger_types::PhoneNumber;

use crate::Decision;
use crate::commit::Write;

/// Forgives the wrong codes that came for a number, which need not be anybody's yet.
pub fn unlock(phone_number: &PhoneNumber) -> Decision<()> {
    Decision::reply(()).write(Write::SetFailures {
        phone_number: phone_number.clone(),
        failures: 0,
    })
}
