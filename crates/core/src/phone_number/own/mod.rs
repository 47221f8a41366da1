//! Rules about phone numbers, for the signed-in user who holds them: what is sensitive takes fresh factors, what costs texts has limits.

mod attempt;
mod create;
mod delete;
mod prepare;
mod update;

pub use attempt::attempt;
pub use create::{CreateFacts, create};
pub use delete::delete;
pub use prepare::prepare;
pub use update::{UpdateOwn, Updated, update};

use strowger_types::{PhoneNumberId, UserId};

use crate::limit::{self, Counted};
use crate::record::{Number, User, Verification};
use crate::{Change, Ctx, Refusal};

/// What is known when a number is to be proven.
#[derive(Clone, Debug)]
pub struct ProofFacts {
    /// Whose number it is.
    pub user: User,
    /// Who holds the number, verified or reserved.
    pub holder: Option<UserId>,
    /// The verification of the code that is out.
    pub verification: Option<Verification>,
    /// Consecutive failures at the number.
    pub failures: u32,
    /// Limits on tries, counted.
    pub tries: Vec<Counted>,
    /// Limits on texts, counted.
    pub sends: Vec<Counted>,
}

/// A change with what counts its notices. Each costs a text, and whoever switches a second factor off and on again asks
/// for one after the other.
fn limited(mut change: Change, sends: &[Counted], ctx: &Ctx<'_>) -> Result<Change, Refusal> {
    let counts = change
        .texts
        .iter()
        .any(|text| ctx.policy.is_limited(&text.to));
    if counts {
        if let Some(retry_after_ms) = limit::longest_wait_ms(sends, ctx.now) {
            return Err(Refusal::TooManySends { retry_after_ms });
        }
        for counted in sends {
            let counting = counted.count(ctx.now);
            change.commit.guards.extend(counting.guards);
            change.commit.writes.extend(counting.writes);
        }
    }
    Ok(change)
}

/// The user's number of this id, if it has still to be proven.
fn unproven<'a>(user: &'a User, id: &PhoneNumberId) -> Result<&'a Number, Refusal> {
    let number = user.number(id).ok_or(Refusal::NumberNotFound)?;
    if number.standing.is_verified() {
        return Err(Refusal::AlreadyVerified);
    }
    Ok(number)
}
