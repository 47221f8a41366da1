//! A number for the eyes of somebody who is not signed in.

use strowger_types::PhoneNumber;

use super::parse::ask_plan;

/// Digits at the end that are shown.
const DIGITS_SHOWN: usize = 4;

/// Fewest digits that stay hidden: of a shorter number less is shown.
const DIGITS_HIDDEN_MIN: usize = 4;

/// The number with country code and last digits readable, enough for its owner to know it: `+1 *** *** 0100`.
pub fn masked_for_people(number: &PhoneNumber) -> String {
    let digits = number.as_str().trim_start_matches('+');
    let country_code = ask_plan(number.as_str())
        .map(|planned| planned.country_code.to_string())
        .unwrap_or_default();
    let national = digits.strip_prefix(&country_code).unwrap_or(digits);
    let shown = DIGITS_SHOWN.min(national.len().saturating_sub(DIGITS_HIDDEN_MIN));
    format!(
        "+{country_code} *** *** {}",
        &national[national.len() - shown..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_country_and_the_last_four_digits_are_shown() {
        for (number, masked) in [
            ("+14155550100", "+1 *** *** 0100"),
            ("+4915112345678", "+49 *** *** 5678"),
            ("+29021234", "+290 *** *** 4"),
        ] {
            let number = PhoneNumber::parse(number).expect("a number");
            assert_eq!(masked_for_people(&number), masked);
        }
    }
}
