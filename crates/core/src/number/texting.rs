//! Whether a number can get a text, and whether policy lets it.

use std::collections::BTreeSet;

use rlibphonenumber::{PhoneNumberFormat, PhoneNumberType, enums::Region};
use strowger_types::PhoneNumber;

use super::country::country_name;
use super::parse::ask_plan;

/// What an operator lets texts go to.
#[derive(Clone, Copy, Debug)]
pub struct TextingPolicy<'a> {
    /// ISO 3166-1 alpha-2 codes, in capitals, of the only countries that get texts; `None` means all.
    pub allowed_countries: Option<&'a BTreeSet<String>>,
    /// ISO 3166-1 alpha-2 codes, in capitals, of countries that get no texts, allowed or not.
    pub blocked_countries: &'a BTreeSet<String>,
    /// Whether fixed lines get texts.
    pub landlines: bool,
    /// Whether internet telephony numbers get texts.
    pub voip: bool,
}

/// Why a number gets no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotText {
    /// Of no range that the numbering plan has given out; short codes are among these.
    NotValid,
    /// Of a kind that gets no texts, or that somebody else would earn from.
    NotTextable,
    /// Of a country that policy does not text.
    CountryBlocked {
        /// ISO 3166-1 alpha-2 code, in capitals.
        alpha2: String,
        /// Digits of the calling code, without the plus; several countries may share it.
        calling_code: String,
        /// English short name.
        name: &'static str,
    },
}

/// Whether a text may go to `number`. Asked before every send, since metadata and policy change under stored numbers.
///
/// Judges the number as any other if it is a test number: the caller asks
/// [`is_test_number`](super::is_test_number) first.
pub fn check_can_be_texted(
    number: &PhoneNumber,
    policy: &TextingPolicy<'_>,
) -> Result<(), CannotText> {
    let planned = ask_plan(number.as_str()).map_err(|_| CannotText::NotValid)?;
    // A carrier gets the digits as they stand: were they only valid after dropping a prefix, the text
    // would go to what nobody judged.
    let is_read_as_written = planned.format_as(PhoneNumberFormat::E164) == number.as_str();
    if !is_read_as_written || !planned.is_valid() {
        return Err(CannotText::NotValid);
    }
    if !is_textable(planned.get_type(), policy) {
        return Err(CannotText::NotTextable);
    }
    let region = planned.get_region_code().ok_or(CannotText::NotValid)?;
    if region == Region::World {
        // Satellite phones and worldwide services: no country that a list could name, and texts to
        // them are the most expensive there are.
        return Err(CannotText::NotTextable);
    }
    let alpha2 = region.to_string();
    let is_allowed = policy
        .allowed_countries
        .is_none_or(|allowed| allowed.contains(&alpha2));
    if is_allowed && !policy.blocked_countries.contains(&alpha2) {
        return Ok(());
    }
    Err(CannotText::CountryBlocked {
        name: country_name(&alpha2).expect("a test names every region of the metadata"),
        calling_code: planned.country_code.to_string(),
        alpha2,
    })
}

fn is_textable(kind: PhoneNumberType, policy: &TextingPolicy<'_>) -> bool {
    match kind {
        PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile => true,
        PhoneNumberType::FixedLine => policy.landlines,
        PhoneNumberType::VoIP => policy.voip,
        PhoneNumberType::TollFree
        | PhoneNumberType::PremiumRate
        | PhoneNumberType::SharedCost
        // Forwarded at the caller's cost, and a known way to earn from other people's texts.
        | PhoneNumberType::PersonalNumber
        | PhoneNumberType::Pager
        | PhoneNumberType::UAN
        | PhoneNumberType::VoiceMail
        // Today a number of unknown kind is not valid either. Should a metadata release change that,
        // what nobody can name may be a premium line: better a text too few.
        | PhoneNumberType::Unknown => false,
    }
}

#[cfg(test)]
mod tests;
