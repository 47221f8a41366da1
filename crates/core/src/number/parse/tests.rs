use super::*;

fn check_trusted(text: &str, expected: Result<&str, NumberProblem>) {
    let number = parse_trusted(text);
    let number = number.as_ref().map(PhoneNumber::as_str).map_err(|it| *it);
    assert_eq!(number, expected, "{text:?}");
}

fn check_untrusted(text: &str, expected: Result<&str, NumberProblem>) {
    let number = parse_untrusted(text);
    let number = number.as_ref().map(PhoneNumber::as_str).map_err(|it| *it);
    assert_eq!(number, expected, "{text:?}");
}

#[test]
fn the_numbers_of_the_sdk_pages_work() {
    check_trusted("+11234567890", Ok("+11234567890"));
    check_trusted("15551234567", Ok("+15551234567"));
    check_trusted("+15555550100", Ok("+15555550100"));
    check_trusted("+12015550100", Ok("+12015550100"));
}

#[test]
fn separators_do_not_matter() {
    for text in [
        "+1 (415) 555-2671",
        "(+1) 415.555.2671",
        " +1\u{A0}415\u{2011}555\u{2009}2671\n",
        "\u{202A}+1 415 555 2671\u{202C}",
        "+1[415]555\t2671",
        "1 415 555 2671",
    ] {
        check_trusted(text, Ok("+14155552671"));
    }
}

#[test]
fn digits_of_every_script_are_digits() {
    check_trusted("＋１（４１５）５５５－２６７１", Ok("+14155552671"));
    check_trusted("+١٤١٥٥٥٥٢٦٧١", Ok("+14155552671"));
    check_trusted("+१४१५५५५२६७१", Ok("+14155552671"));
    check_trusted("+𝟏𝟒𝟏𝟓𝟓𝟓𝟓𝟐𝟔𝟕𝟏", Ok("+14155552671"));
}

#[test]
fn a_superscript_or_roman_number_is_no_digit() {
    check_trusted("+1415555267¹", Err(NumberProblem::StrangeCharacter));
    check_trusted("+1415555267Ⅰ", Err(NumberProblem::StrangeCharacter));
}

#[test]
fn an_extension_is_refused_and_not_dropped() {
    for text in [
        "+14155552671 x12",
        "+14155552671 ext. 12",
        "+14155552671#12",
        "+14155552671;ext=12",
        "tel:+14155552671",
        "+14155552671,12",
        "+14155552671~12",
    ] {
        check_trusted(text, Err(NumberProblem::StrangeCharacter));
    }
}

#[test]
fn letters_and_second_numbers_are_refused() {
    check_trusted("+1 800 FLOWERS", Err(NumberProblem::StrangeCharacter));
    check_trusted("+49 30 1234/5678", Err(NumberProblem::StrangeCharacter));
    check_trusted("+49 30 1234\n5678", Err(NumberProblem::StrangeCharacter));
    check_trusted("++14155552671", Err(NumberProblem::StrangeCharacter));
    check_trusted("1+4155552671", Err(NumberProblem::StrangeCharacter));
}

#[test]
fn nothing_is_read_past_64_bytes() {
    let fits = format!("{:64}", "+14155552671");
    check_trusted(&fits, Ok("+14155552671"));
    check_trusted(&format!("{fits} "), Err(NumberProblem::TooLong));
}

#[test]
fn without_digits_there_is_no_number() {
    for text in ["", " ", "+", "(-)", "\u{200F}"] {
        check_trusted(text, Err(NumberProblem::NoDigits));
    }
}

#[test]
fn dialling_prefixes_and_unknown_codes_are_refused() {
    check_trusted("00441212345678", Err(NumberProblem::UnknownCountryCode));
    check_trusted("07911123456", Err(NumberProblem::UnknownCountryCode));
    check_trusted("+2101234567", Err(NumberProblem::UnknownCountryCode));
}

#[test]
fn a_length_that_the_country_does_not_have_is_refused() {
    check_trusted("+1415555267", Err(NumberProblem::NotPossible));
    check_trusted("+141555526712", Err(NumberProblem::NotPossible));
    check_trusted("+1", Err(NumberProblem::NotPossible));
    // Without an area code: dialled only in town.
    check_trusted("+15552671", Err(NumberProblem::NotPossible));
}

#[test]
fn a_national_prefix_after_the_country_code_goes() {
    check_trusted("+44 (0) 7911 123456", Ok("+447911123456"));
    check_trusted("+54 0343 15 555 1212", Ok("+5493435551212"));
}

#[test]
fn zeros_that_belong_to_the_number_stay() {
    check_trusted("+39 06 698 82117", Ok("+390669882117"));
    check_trusted("+225 01 23 45 67 89", Ok("+2250123456789"));
}

#[test]
fn a_number_of_zeros_is_not_shortened_in_silence() {
    check_trusted("+39000000000001", Err(NumberProblem::NotPossible));
}

#[test]
fn two_prefixes_in_front_of_each_other_are_ambiguous() {
    check_trusted("+31001780214", Err(NumberProblem::Ambiguous));
    check_trusted("+358008132733", Err(NumberProblem::Ambiguous));
}

#[test]
fn a_stranger_has_to_write_the_plus() {
    check_untrusted("14155552671", Err(NumberProblem::NoPlus));
    check_untrusted("+1 (415) 555-2671", Ok("+14155552671"));
}

#[test]
fn a_stranger_has_to_name_a_range_that_exists() {
    check_untrusted("+11234567890", Err(NumberProblem::NotValid));
    check_untrusted("+15551234567", Err(NumberProblem::NotValid));
}

#[test]
fn test_numbers_work_with_every_area_code() {
    for area in 0..=999 {
        let text = format!("+1{area:03}5550142");
        check_trusted(&text, Ok(&text));
        check_untrusted(&text, Ok(&text));
    }
}

#[test]
fn junk_neither_panics_nor_changes_when_read_again() {
    let alphabet: Vec<char> = "+＋00112345678999  ()-./x#;e,~*ａ٠٣९𝟗\u{200F}\u{AD}\n\0é"
        .chars()
        .collect();
    // Knuth's constants of a linear congruential generator: the same texts in every run.
    let mut state: u64 = 42;
    let mut draw = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits fit") % below
    };
    for _ in 0..5_000 {
        let length = draw(24);
        let text: String = (0..length)
            .map(|_| alphabet[draw(alphabet.len())])
            .collect();
        if let Ok(number) = parse_trusted(&text) {
            check_trusted(number.as_str(), Ok(number.as_str()));
        }
    }
}
