use strowger_types::{PhoneNumber, PhoneNumberId};

use crate::policy::Policy;
use crate::record::{Identifier, SecondFactor, User};
use crate::verification::CodeKeys;

/// A factor that somebody may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// The password.
    Password,
    /// A code to this number.
    PhoneCode {
        /// The number.
        number_id: PhoneNumberId,
        /// The id by which the caller knows it. Ids tell when they were made, so where accounts are hidden this is not the number's.
        shown_as: PhoneNumberId,
        /// The number itself: whoever is not signed in is shown it masked.
        phone_number: PhoneNumber,
        /// Whether it is the one to offer first.
        is_first: bool,
    },
    /// A backup code.
    BackupCode,
}

/// The first factors of a sign-in. `user` is `None` where the identifier is nobody's and the caller is not to learn it.
pub fn first_factors(
    user: Option<&User>,
    identifier: Option<&Identifier>,
    policy: &Policy,
    keys: &CodeKeys,
) -> Vec<Offer> {
    let has_password = user.is_some_and(|user| user.password.is_some());
    let mut offers = Vec::new();
    // Where accounts are hidden, everybody who says to be somebody seems to have a password: who has one would tell
    // who has an account.
    let seems_to = policy.hides_accounts && identifier.is_some();
    if policy.sign_up.password.is_on() && (has_password || seems_to) {
        offers.push(Offer::Password);
    }
    match (user, identifier) {
        (Some(user), identifier) if !policy.hides_accounts || identifier.is_none() => {
            offers.extend(
                user.numbers
                    .iter()
                    .filter(|number| number.is_way_in())
                    .map(|number| Offer::PhoneCode {
                        number_id: number.id.clone(),
                        shown_as: number.id.clone(),
                        phone_number: number.phone_number.clone(),
                        is_first: match identifier {
                            // Where the person can be reached now is what they say themselves.
                            Some(Identifier::PhoneNumber(phone_number)) => {
                                number.phone_number == *phone_number
                            }
                            Some(Identifier::Username(_)) | None => {
                                user.primary_number.as_ref() == Some(&number.id)
                            }
                        },
                    }),
            );
        }
        // Only what the caller said themselves: other numbers of the account would tell that there is one.
        (user, Some(Identifier::PhoneNumber(phone_number))) => {
            let shown_as = pretended_number_id(phone_number, keys);
            let number_id = match user {
                None => Some(shown_as.clone()),
                // It may have become a second factor since the attempt began: then one phone would do for both.
                Some(user) => user
                    .numbers
                    .iter()
                    .find(|number| number.phone_number == *phone_number && number.is_way_in())
                    .map(|number| number.id.clone()),
            };
            offers.extend(number_id.map(|number_id| Offer::PhoneCode {
                number_id,
                shown_as,
                phone_number: phone_number.clone(),
                is_first: true,
            }));
        }
        (_, Some(Identifier::Username(_)) | None) => {}
    }
    offers
}

/// The second factors of a user.
pub fn second_factors(user: &User, policy: &Policy) -> Vec<Offer> {
    if !wants_second_factor(user, policy) {
        return Vec::new();
    }
    let numbers = user
        .numbers
        .iter()
        .filter(|number| number.second_factor.is_on());
    let mut offers: Vec<_> = numbers
        .map(|number| Offer::PhoneCode {
            number_id: number.id.clone(),
            shown_as: number.id.clone(),
            phone_number: number.phone_number.clone(),
            is_first: number.second_factor == SecondFactor::Default,
        })
        .collect();
    if user.backup_codes.is_some() {
        offers.push(Offer::BackupCode);
    }
    offers
}

/// Whether the user signs in with this: a number that is only a second factor is no way to say who one is.
pub fn signs_in_with(user: &User, identifier: &Identifier) -> bool {
    match identifier {
        Identifier::PhoneNumber(phone_number) => user
            .numbers
            .iter()
            .any(|number| number.phone_number == *phone_number && number.is_way_in()),
        Identifier::Username(_) => true,
    }
}

/// Whether signing in takes a second factor.
pub(crate) fn wants_second_factor(user: &User, policy: &Policy) -> bool {
    policy.second_factor && user.two_factor_enabled()
}

/// An id for a number that nobody has: the same each time, and nothing about it tells.
fn pretended_number_id(phone_number: &PhoneNumber, keys: &CodeKeys) -> PhoneNumberId {
    /// Ids begin with their time: 2025-07-01, and up to 256 days later.
    const FROM_MS: i64 = 1_751_328_000_000;
    const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
    let random = keys.pretend(phone_number.as_str());
    let (time, rest) = random.split_at(4);
    let day = i64::from(time[0]);
    let within_day = i64::from(u32::from_be_bytes([0, time[1], time[2], time[3]]));
    let entropy = rest[..14].try_into().expect("14 bytes are 14 bytes");
    PhoneNumberId::new(FROM_MS + day * DAY_MS + within_day, entropy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_nobody_has_keeps_its_id() {
        let keys = CodeKeys::new(&[(1, [7; 32])]);
        let number = PhoneNumber::parse("+14155550100").expect("a number");
        let other = PhoneNumber::parse("+14155550101").expect("a number");
        let id = pretended_number_id(&number, &keys);
        assert_eq!(id, pretended_number_id(&number, &keys));
        assert_ne!(id, pretended_number_id(&other, &keys));
        assert_eq!(id.as_str().len(), "idn_".len() + 27);
    }
}
