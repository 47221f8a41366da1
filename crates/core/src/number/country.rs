//! Countries by their two letters.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberType, enums::Region};

use super::country_names::COUNTRY_NAMES;

/// The English short name of the country with the ISO 3166-1 code `alpha2`, in capitals.
///
/// Also knows what numbering plans tell apart and ISO 3166-1 does not list: Ascension Island (`AC`),
/// Tristan da Cunha (`TA`) and Kosovo (`XK`).
pub fn country_name(alpha2: &str) -> Option<&'static str> {
    let index = COUNTRY_NAMES
        .binary_search_by_key(&alpha2, |(code, _)| code)
        .ok()?;
    Some(COUNTRY_NAMES[index].1)
}

/// Whether a list of countries may hold `alpha2`: in capitals, and the country that some number is found to be of.
///
/// Blocking any other would block nobody in silence: `UK` (it is `GB`), `AQ` (no numbers), `MF` (its numbers
/// cannot be told from those of `GP`). Tries an example of each kind of number, so it is for configuration only.
pub fn is_phone_country(alpha2: &str) -> bool {
    // The library also takes small letters; the lists are compared letter by letter.
    let is_named = country_name(alpha2).is_some();
    let region = Region::from_code(alpha2).ok().filter(|_| is_named);
    region.is_some_and(|region| {
        KINDS
            .iter()
            .filter_map(|kind| {
                PHONE_NUMBER_UTIL
                    .get_example_number_for_type_and_region(region, *kind)
                    .ok()
            })
            .any(|example| example.get_region_code() == Some(region))
    })
}

/// Every kind that a number can be known to be of.
pub(super) const KINDS: [PhoneNumberType; 10] = [
    PhoneNumberType::FixedLine,
    PhoneNumberType::Mobile,
    PhoneNumberType::TollFree,
    PhoneNumberType::PremiumRate,
    PhoneNumberType::SharedCost,
    PhoneNumberType::VoIP,
    PhoneNumberType::PersonalNumber,
    PhoneNumberType::Pager,
    PhoneNumberType::UAN,
    PhoneNumberType::VoiceMail,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_sorted_so_that_each_is_found() {
        assert!(COUNTRY_NAMES.is_sorted_by(|left, right| left.0 < right.0));
        for (code, name) in COUNTRY_NAMES {
            assert_eq!(country_name(code), Some(*name));
        }
    }

    #[test]
    fn every_region_of_the_metadata_has_a_name() {
        for region in PHONE_NUMBER_UTIL.get_supported_regions() {
            assert!(country_name(&region.to_string()).is_some(), "{region}");
        }
    }

    #[test]
    fn a_list_may_hold_every_region_that_some_number_is_of() {
        let kept_out: Vec<String> = PHONE_NUMBER_UTIL
            .get_supported_regions()
            .map(|region| region.to_string())
            .filter(|alpha2| !is_phone_country(alpha2))
            .collect();
        let kept_out: BTreeSet<&str> = kept_out.iter().map(String::as_str).collect();
        // Their ranges are inside those of Morocco and of Guadeloupe.
        assert_eq!(kept_out, BTreeSet::from(["EH", "MF"]));
    }

    #[test]
    fn names_are_the_ones_people_use() {
        assert_eq!(country_name("NL"), Some("Netherlands"));
        assert_eq!(country_name("GB"), Some("United Kingdom"));
        assert_eq!(country_name("XK"), Some("Kosovo"));
    }

    #[test]
    fn other_spellings_are_unknown() {
        for code in ["", "gb", "UK", "GBR", "001", "44", "ZZ", "ÅX"] {
            assert_eq!(country_name(code), None, "{code}");
            assert!(!is_phone_country(code), "{code}");
        }
    }

    #[test]
    fn a_country_without_phones_has_a_name_only() {
        assert_eq!(country_name("AQ"), Some("Antarctica"));
        assert!(!is_phone_country("AQ"));
    }
}
