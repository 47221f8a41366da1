use rlibphonenumber::PHONE_NUMBER_UTIL;

use super::*;
use crate::number::country::KINDS;

static NOBODY: BTreeSet<String> = BTreeSet::new();

fn set(codes: &[&str]) -> BTreeSet<String> {
    codes.iter().map(ToString::to_string).collect()
}

/// Every country, mobiles only.
fn open() -> TextingPolicy<'static> {
    TextingPolicy {
        allowed_countries: None,
        blocked_countries: &NOBODY,
        landlines: false,
        voip: false,
    }
}

fn check(text: &str, policy: &TextingPolicy<'_>, expected: &str) {
    let number = PhoneNumber::parse(text).expect("E.164");
    let verdict = match check_can_be_texted(&number, policy) {
        Ok(()) => "texted".to_owned(),
        Err(CannotText::NotValid) => "not valid".to_owned(),
        Err(CannotText::NotTextable) => "not textable".to_owned(),
        Err(CannotText::CountryBlocked {
            alpha2,
            calling_code,
            name,
        }) => format!("blocked: {name}, {alpha2}, {calling_code}"),
    };
    assert_eq!(verdict, expected, "{text}");
}

#[test]
fn mobiles_get_texts() {
    check("+447911123456", &open(), "texted");
    check("+14155552671", &open(), "texted");
    check("+5493435551212", &open(), "texted");
}

#[test]
fn what_does_not_exist_gets_none() {
    check("+11234567890", &open(), "not valid");
    check("+15555550100", &open(), "not valid");
    check("+1", &open(), "not valid");
    check("+999999999999999", &open(), "not valid");
}

#[test]
fn a_national_prefix_is_not_dropped_on_the_way_to_a_carrier() {
    check("+4407911123456", &open(), "not valid");
}

#[test]
fn short_codes_get_none() {
    check("+1911", &open(), "not valid");
    check("+44999", &open(), "not valid");
    check("+4960123", &open(), "not valid");
}

#[test]
fn lines_that_earn_from_a_text_get_none_whatever_the_policy() {
    let generous = TextingPolicy {
        landlines: true,
        voip: true,
        ..open()
    };
    for (text, kind) in [
        ("+19002345678", PhoneNumberType::PremiumRate),
        ("+611300123456", PhoneNumberType::SharedCost),
        ("+18002345678", PhoneNumberType::TollFree),
        ("+447640123456", PhoneNumberType::Pager),
        ("+445512345678", PhoneNumberType::UAN),
        ("+979123456789", PhoneNumberType::PremiumRate),
    ] {
        let planned = ask_plan(text).expect("a number");
        assert_eq!(planned.get_type(), kind, "{text}");
        check(text, &generous, "not textable");
    }
}

#[test]
fn worldwide_services_get_none_even_where_they_are_mobile() {
    let open = open();
    check("+881612345678", &open, "not textable");
    check("+870301234567", &open, "not textable");
}

#[test]
fn landlines_get_texts_where_policy_says_so() {
    check("+442079460000", &open(), "not textable");
    let policy = TextingPolicy {
        landlines: true,
        ..open()
    };
    check("+442079460000", &policy, "texted");
}

#[test]
fn internet_telephony_gets_texts_where_policy_says_so() {
    check("+445612345678", &open(), "not textable");
    let policy = TextingPolicy {
        voip: true,
        ..open()
    };
    check("+445612345678", &policy, "texted");
}

#[test]
fn only_allowed_countries_get_texts() {
    let allowed = set(&["US"]);
    let policy = TextingPolicy {
        allowed_countries: Some(&allowed),
        ..open()
    };
    check("+14155552671", &policy, "texted");
    check("+14165552671", &policy, "blocked: Canada, CA, 1");
    check("+31612345678", &policy, "blocked: Netherlands, NL, 31");
}

/// Numbering plans that overlap cannot be told apart: mobiles of the smaller country are the larger one's.
#[test]
fn mobiles_of_a_shared_range_count_for_the_larger_country() {
    let blocked_countries = set(&["GB"]);
    let policy = TextingPolicy {
        blocked_countries: &blocked_countries,
        ..open()
    };
    check("+447924123456", &policy, "blocked: United Kingdom, GB, 44");
}

#[test]
fn an_empty_allow_list_allows_nobody() {
    let policy = TextingPolicy {
        allowed_countries: Some(&NOBODY),
        ..open()
    };
    check("+14155552671", &policy, "blocked: United States, US, 1");
}

#[test]
fn blocking_wins_over_allowing() {
    let allowed = set(&["GB", "GG"]);
    let blocked_countries = set(&["GB"]);
    let policy = TextingPolicy {
        allowed_countries: Some(&allowed),
        blocked_countries: &blocked_countries,
        ..open()
    };
    check("+447400123456", &policy, "blocked: United Kingdom, GB, 44");
    // Guernsey shares the calling code and is a country of its own.
    check("+447781123456", &policy, "texted");
}

/// The library compiles a pattern when it is first asked for, and panics if it cannot.
#[test]
fn the_example_of_every_region_and_kind_is_judged_without_a_panic() {
    let everyone_blocked = TextingPolicy {
        allowed_countries: Some(&NOBODY),
        landlines: true,
        voip: true,
        ..open()
    };
    let mut judged = 0;
    for region in PHONE_NUMBER_UTIL.get_supported_regions() {
        for kind in KINDS {
            let example = PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, kind);
            let Ok(example) = example else { continue };
            let number = PhoneNumber::parse(&example.to_string()).expect("E.164");
            let verdict = check_can_be_texted(&number, &everyone_blocked);
            assert!(
                matches!(
                    verdict,
                    Err(CannotText::CountryBlocked { .. } | CannotText::NotTextable)
                ),
                "{region} {kind:?} {}: {verdict:?}",
                number.as_str()
            );
            judged += 1;
        }
    }
    assert!(judged > 1_000, "{judged}");
}
