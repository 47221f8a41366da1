use strowger_types::PhoneNumber;

use crate::refusal::Refusal;

/// Shortest username, in characters: the contract's.
pub const USERNAME_CHARS_MIN: usize = 4;

/// Longest username, in characters: the contract's.
pub const USERNAME_CHARS_MAX: usize = 64;

/// Longest email address, in bytes (RFC 5321, a path without its angle brackets).
const EMAIL_BYTES_MAX: usize = 254;

/// Whether a user can have this username: letters, digits, `_`, `-` and `.`, and nothing that reads as a phone number.
pub fn check_username(username: &str) -> Result<(), Refusal> {
    let digits = username.trim_start_matches('+');
    let reads_as_number =
        username.starts_with('+') && PhoneNumber::parse(&format!("+{digits}")).is_some();
    if reads_as_number {
        return Err(Refusal::UsernameIsPhoneNumber);
    }
    if !(USERNAME_CHARS_MIN..=USERNAME_CHARS_MAX).contains(&username.chars().count()) {
        return Err(Refusal::UsernameLength);
    }
    let is_allowed = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.');
    if !username.chars().all(is_allowed) {
        return Err(Refusal::UsernameCharacter);
    }
    if username.len() > 6 && PhoneNumber::parse(&format!("+{username}")).is_some() {
        return Err(Refusal::UsernameIsPhoneNumber);
    }
    Ok(())
}

/// The email address in the form in which it is kept and compared, in lower case; `None` if it is none. Whether mail arrives there is not asked.
pub fn check_email(address: &str) -> Option<String> {
    let is_well_formed = address.len() <= EMAIL_BYTES_MAX
        && address.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.contains('@')
                && domain.contains('.')
                && domain.split('.').all(|label| !label.is_empty())
        })
        && !address.chars().any(|char| {
            char.is_whitespace() || char.is_control() || matches!(char, '<' | '>' | ',' | ';')
        });
    is_well_formed.then(|| address.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_username_is_not_a_phone_number() {
        for username in ["+14155550100", "14155550100", "4155550100"] {
            assert_eq!(
                check_username(username),
                Err(Refusal::UsernameIsPhoneNumber),
                "{username}"
            );
        }
        assert_eq!(check_username("agent.47_x-y"), Ok(()));
        assert_eq!(check_username("123456"), Ok(()));
    }

    #[test]
    fn a_username_has_4_to_64_plain_characters() {
        assert_eq!(check_username("abc"), Err(Refusal::UsernameLength));
        assert_eq!(
            check_username(&"a".repeat(65)),
            Err(Refusal::UsernameLength)
        );
        assert_eq!(check_username("josé"), Err(Refusal::UsernameCharacter));
        assert_eq!(check_username("a b c"), Err(Refusal::UsernameCharacter));
    }

    #[test]
    fn an_email_address_is_kept_in_lower_case() {
        assert_eq!(
            check_email("Ada@Example.com"),
            Some("ada@example.com".to_owned())
        );
        for address in [
            "", "@", "a@", "@b.c", "a@b", "a b@c.d", "a@b@c.d", "a@b..c", "<a@b.c>",
        ] {
            assert!(check_email(address).is_none(), "{address}");
        }
    }
}
