//! Reading a phone number out of what somebody typed.
//!
//! The characters are read here; the numbering plans are the library's. It never sees more than a
//! plus and ASCII digits, so none of its guesses about letters, extensions and second numbers apply.

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumber as PlanNumber, PhoneNumberFormat,
};
use strowger_types::PhoneNumber;

use super::test_number::is_test_number;

/// The longest text that is read as a number, in bytes: fifteen digits of four bytes each and a plus fit.
pub const TEXT_BYTES_MAX: usize = 64;

/// The most zeros that the library writes in front of a national number; further ones it would drop silently.
const LEADING_ZEROS_MAX: i32 = 10;

/// Why a text is not taken as a phone number. The contract has one error for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberProblem {
    /// More than [`TEXT_BYTES_MAX`] bytes.
    TooLong,
    /// Something that is neither digit nor separator: a letter, an extension, a second plus, a line break.
    StrangeCharacter,
    /// Not a single digit.
    NoDigits,
    /// No plus in front, where one is demanded.
    NoPlus,
    /// No country and no worldwide service has such a calling code.
    UnknownCountryCode,
    /// No number of that calling code has this length, or it can only be dialled within one town.
    NotPossible,
    /// Prefixes stand in front of each other, so that reading the result again gives another number.
    Ambiguous,
    /// Possible by its length, but of no range that the numbering plan has given out.
    NotValid,
}

/// The number in `text` as the Backend API takes it: international, plus optional, possible by its length.
///
/// `15551234567` is read as `+15551234567`: there is no default country and so no national format.
/// The result is a fixed point: read again, it is the same number.
pub fn parse_trusted(text: &str) -> Result<PhoneNumber, NumberProblem> {
    let written = Written::read(text)?;
    written.settle().map(|(number, _)| number)
}

/// The number in `text` as the Frontend API takes it: with a plus, and valid by metadata or a test number.
///
/// Whether test numbers are in use at all is the caller's policy: see [`is_test_number`].
pub fn parse_untrusted(text: &str) -> Result<PhoneNumber, NumberProblem> {
    let written = Written::read(text)?;
    if !written.has_plus {
        return Err(NumberProblem::NoPlus);
    }
    let (number, planned) = written.settle()?;
    if is_test_number(&number) || planned.is_valid() {
        Ok(number)
    } else {
        Err(NumberProblem::NotValid)
    }
}

/// What stands in a text, before any numbering plan is asked.
struct Written {
    has_plus: bool,
    /// ASCII digits, at least one.
    digits: String,
}

impl Written {
    fn read(text: &str) -> Result<Self, NumberProblem> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(NumberProblem::TooLong);
        }
        let mut has_plus = false;
        let mut digits = String::with_capacity(text.len());
        for character in text.trim().chars() {
            if let Some(digit) = ascii_digit(character) {
                digits.push(digit);
            } else if is_plus(character) && !has_plus && digits.is_empty() {
                has_plus = true;
            } else if !is_separator(character) {
                return Err(NumberProblem::StrangeCharacter);
            }
        }
        if digits.is_empty() {
            return Err(NumberProblem::NoDigits);
        }
        Ok(Self { has_plus, digits })
    }

    /// The E.164 form by the numbering plan, which drops a national prefix as in `+44 (0) 20`.
    fn settle(&self) -> Result<(PhoneNumber, PlanNumber), NumberProblem> {
        let plain = format!("+{}", self.digits);
        let planned = ask_plan(&plain)?;
        if planned.number_of_leading_zeros() > LEADING_ZEROS_MAX {
            return Err(NumberProblem::NotPossible);
        }
        match planned.is_possible_with_reason() {
            Ok(NumberLengthType::IsPossible) => {}
            Ok(NumberLengthType::IsPossibleLocalOnly) | Err(_) => {
                return Err(NumberProblem::NotPossible);
            }
        }
        let number = PhoneNumber::parse(&planned.format_as(PhoneNumberFormat::E164))
            .ok_or(NumberProblem::NotPossible)?;
        // A stored number is looked up by reading it again. Were the second reading another one, its
        // owner would not be found and a second holder would not be refused.
        if number.as_str() != plain && ask_plan(number.as_str()).as_ref() != Ok(&planned) {
            return Err(NumberProblem::Ambiguous);
        }
        Ok((number, planned))
    }
}

/// The library's reading of a plus and ASCII digits.
pub(super) fn ask_plan(plain: &str) -> Result<PlanNumber, NumberProblem> {
    PHONE_NUMBER_UTIL
        .parse(plain, None)
        .map_err(|error| match error {
            ParseError::InvalidCountryCode => NumberProblem::UnknownCountryCode,
            ParseError::NotANumber(_)
            | ParseError::TooShortAfterIdd
            | ParseError::TooShortNsn
            | ParseError::TooLongNsn => NumberProblem::NotPossible,
        })
}

/// The decimal digit that `character` is in any script.
fn ascii_digit(character: char) -> Option<char> {
    if character.is_ascii() {
        return character.is_ascii_digit().then_some(character);
    }
    PHONE_NUMBER_UTIL
        .normalize_digits_only(character.encode_utf8(&mut [0; 4]))
        .chars()
        .next()
}

fn is_plus(character: char) -> bool {
    matches!(character, '+' | '\u{FF0B}')
}

/// What people and address books put between digits. A slash, comma or line break is missing on
/// purpose: they part two numbers as often as two groups, and where lengths vary the sum is possible.
fn is_separator(character: char) -> bool {
    is_mark(character) || is_blank(character) || is_invisible(character)
}

/// Brackets, dashes and dots.
fn is_mark(character: char) -> bool {
    matches!(
        character,
        '(' | ')' | '[' | ']' | '\u{FF08}' | '\u{FF09}' | '\u{FF3B}' | '\u{FF3D}' | '-' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FF0D}' | '.' | '\u{FF0E}'
    )
}

/// Blanks of any width that stay in the line.
fn is_blank(character: char) -> bool {
    matches!(
        character,
        ' ' | '\t' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

/// Soft hyphen, joiners and the direction marks that contact apps copy along.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'
            | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    )
}

#[cfg(test)]
mod tests;
