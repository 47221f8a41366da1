//! A number for the eyes of somebody who is not signed in.

use strowger_types::PhoneNumber;

/// Digits at the end that are shown.
const DIGITS_SHOWN: usize = 4;

/// Fewest digits that stay hidden: of a shorter number less is shown.
const DIGITS_HIDDEN_MIN: usize = 4;

/// Calling codes of two digits (ITU-T E.164). Those of one are 1 and 7, all others have three: no code begins another. A table,
/// since this is shown with every answer of a sign-in, and asking the numbering plan takes twenty times as long.
const CODES_OF_TWO_DIGITS: [u8; 44] = [
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56,
    57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
];

/// The number with country code and last digits readable, enough for its owner to know it: `+1 *** *** 0100`.
pub fn masked_for_people(number: &PhoneNumber) -> String {
    let digits = number.as_str().trim_start_matches('+');
    let (country_code, national) = digits.split_at(code_length(digits).min(digits.len()));
    let shown = DIGITS_SHOWN.min(national.len().saturating_sub(DIGITS_HIDDEN_MIN));
    format!(
        "+{country_code} *** *** {}",
        &national[national.len() - shown..]
    )
}

/// Digits of the calling code in front.
fn code_length(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [tens, ones, ..] if CODES_OF_TWO_DIGITS.contains(&((tens - b'0') * 10 + (ones - b'0'))) => {
            2
        }
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::ask_plan;
    use super::*;

    #[test]
    fn every_calling_code_of_the_numbering_plan_is_told_from_the_rest() {
        let mut codes = 0;
        for code in 1..1_000_u32 {
            let number = format!("+{code}234567890");
            let Ok(planned) = ask_plan(&number) else {
                continue;
            };
            // `+1234...` is a number of code 1, which the loop comes to under many names.
            assert_eq!(
                code_length(&number[1..]),
                planned.country_code.to_string().len(),
                "{number}"
            );
            codes += 1;
        }
        assert!(codes > 500, "{codes}");
    }

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
