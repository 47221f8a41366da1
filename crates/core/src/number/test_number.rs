//! Numbers that nobody has, for tests that must not reach anybody.

use strowger_types::PhoneNumber;

/// The code that verifies every test number where the policy has them on. From the contract.
pub const TEST_CODE: &str = "424242";

/// Whether `number` is `+1 XXX 555 0100` to `0199`, with any three digits as area code.
///
/// North America keeps these numbers for fiction (the line numbers by its numbering plan; that any
/// area code will do, by the contract). Whether they are special is the caller's policy.
pub fn is_test_number(number: &PhoneNumber) -> bool {
    let Some(national) = number.as_str().strip_prefix("+1") else {
        return false;
    };
    national.len() == 10 && national[3..].starts_with("55501")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: bool) {
        let number = PhoneNumber::parse(text).expect("E.164");
        assert_eq!(is_test_number(&number), expected, "{text}");
    }

    #[test]
    fn a_hundred_numbers_of_each_area_are_for_tests() {
        check("+12015550100", true);
        check("+15555550199", true);
        check("+10005550142", true);
    }

    #[test]
    fn their_neighbours_are_not() {
        check("+12015550099", false);
        check("+12015550200", false);
        check("+12015560100", false);
        check("+120155501000", false);
        check("+1201555010", false);
        check("+442015550100", false);
        check("+1", false);
    }
}
