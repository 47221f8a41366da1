//! Rules about users, and the one way in which a user changes.

mod change;
mod create;
mod identify;
mod metadata;
pub mod own;
mod password;
mod standing;
mod update;

pub use change::change;
pub use create::{CreateUser, Holders, NewEmail, NewNumber, create};
pub use identify::{USERNAME_CHARS_MAX, USERNAME_CHARS_MIN, check_email, check_username};
pub use metadata::{
    METADATA_BYTES_MAX, MetadataPatch, from_map as metadata_from_map, merge_metadata,
    replace_metadata,
};
pub use password::{PasswordCheck, verify_password};
pub use standing::{ban, delete, disable_mfa, lock, unban, unlock};
pub use update::{Edit, NameHolders, UpdateUser, update};

use strowger_types::PhoneNumberId;

use crate::commit::Guard;
use crate::policy::Policy;
use crate::record::{Number, User};

/// Numbers that one user can have. Judgement: nobody has a hundred phones, and one reply shows them all.
pub const NUMBERS_PER_USER_MAX: usize = 100;

impl Number {
    /// Whether a code to the number is a first factor: held, and no second one.
    pub(crate) fn is_way_in(&self) -> bool {
        self.standing.is_held() && !self.second_factor.is_on()
    }
}

impl User {
    /// Whether signing in takes two factors: some number is a second factor.
    pub fn two_factor_enabled(&self) -> bool {
        self.numbers
            .iter()
            .any(|number| number.second_factor.is_on())
    }

    /// The user's number of this id.
    pub fn number(&self, id: &PhoneNumberId) -> Option<&Number> {
        self.numbers.iter().find(|number| number.id == *id)
    }

    /// Nothing about the user has changed since it was read.
    pub(crate) fn guard(&self) -> Guard {
        Guard::UserVersion {
            id: self.id.clone(),
            version: self.version,
        }
    }

    /// Whether the user can still sign in without this number: by another number, or by username and password.
    pub(crate) fn has_way_in_besides(&self, id: &PhoneNumberId, policy: &Policy) -> bool {
        let by_name = self.username.is_some()
            && self.password.is_some()
            && policy.sign_up.username.is_on()
            && policy.sign_up.password.is_on();
        by_name
            || self
                .numbers
                .iter()
                .any(|number| number.id != *id && number.is_way_in())
    }

    /// Whether the user can be told from others by something that is not a second factor.
    pub(crate) fn is_identified(&self) -> bool {
        self.is_identified_by(|_| true)
    }

    /// Whether the user can still be told from others by something besides this number that is not a second factor.
    pub(crate) fn has_identification_besides(&self, id: &PhoneNumberId) -> bool {
        self.is_identified_by(|number| number.id != *id)
    }

    fn is_identified_by(&self, counts: impl Fn(&Number) -> bool) -> bool {
        self.username.is_some()
            || !self.emails.is_empty()
            || self
                .numbers
                .iter()
                .any(|number| counts(number) && !number.second_factor.is_on())
    }
}
