//! Compares our reading of phone numbers with an oracle's: a corpus on standard input, verdicts on standard output.
//!
//! ```text
//! python tests/numbers/generate.py --seed 1 --count 20000 | cargo run -q -p strowger-core --example compare_numbers
//! ```
//!
//! Exits with 1 at any disagreement that is not decided in `docs/decisions/0003-phone-number-parsing.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use rlibphonenumber::PHONE_NUMBER_UTIL;
use serde_json::Value;
use strowger_core::number::{self, NumberProblem, TextingPolicy};
use strowger_types::PhoneNumber;

/// Undecided disagreements that are printed; the rest is only counted.
const SHOWN_MAX: usize = 50;

fn main() -> io::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let mut lines = 0_u64;
    let mut taken = 0_u64;
    let mut decided: BTreeMap<&str, (u64, String)> = BTreeMap::new();
    let mut undecided = 0_usize;
    for line in io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let text = line["text"].as_str().unwrap_or_default();
        lines += 1;
        let ours = number::parse_trusted(text);
        taken += u64::from(ours.is_ok());
        for difference in differences(text, &line, ours.as_ref()) {
            undecided += 1;
            if undecided <= SHOWN_MAX {
                writeln!(out, "undecided: {text:?}: {difference}")?;
            }
        }
        match departure(text, &line["library"], ours.as_ref()) {
            Departure::None => {}
            Departure::Decided(name) => {
                let class = decided
                    .entry(name)
                    .or_insert_with(|| (0, format!("{text:?}")));
                class.0 += 1;
            }
            Departure::Undecided => {
                undecided += 1;
                if undecided <= SHOWN_MAX {
                    let library = &line["library"];
                    writeln!(
                        out,
                        "undecided: {text:?}: {ours:?}, library alone {library}"
                    )?;
                }
            }
        }
    }
    writeln!(
        out,
        "{lines} texts, {taken} of them numbers to us; {undecided} undecided disagreements"
    )?;
    for (name, (count, example)) in decided {
        writeln!(out, "decided: {count:6} {name}, as {example}")?;
    }
    // An empty corpus proves nothing: the generator failed.
    let agreed = undecided == 0 && lines > 0;
    Ok(if agreed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Where our answers are not those that the oracle gives by the same rules. None is decided: all are faults.
fn differences(
    text: &str,
    line: &Value,
    ours: Result<&PhoneNumber, &NumberProblem>,
) -> Vec<String> {
    let expected = line["e164"].as_str();
    if ours.ok().map(PhoneNumber::as_str) != expected {
        let refusal = &line["refusal"];
        return vec![format!(
            "{ours:?}, expected {expected:?} (refusal {refusal})"
        )];
    }
    let Ok(number) = ours else { return Vec::new() };
    let planned = PHONE_NUMBER_UTIL.parse(number.as_str(), None);
    let planned = planned.expect("what was just parsed parses");
    let region = planned.get_region_code().map(|region| region.to_string());
    let nobody = BTreeSet::new();
    let policy = TextingPolicy {
        allowed_countries: None,
        blocked_countries: &nobody,
        landlines: false,
        voip: false,
    };
    let answers = [
        ("valid", Value::from(planned.is_valid())),
        ("kind", Value::from(oracle_name(planned.get_type()))),
        ("region", region.map_or(Value::Null, Value::from)),
        (
            "untrusted",
            Value::from(number::parse_untrusted(text).is_ok()),
        ),
        (
            "textable",
            Value::from(number::check_can_be_texted(number, &policy).is_ok()),
        ),
    ];
    answers
        .into_iter()
        .filter(|(name, answer)| line[name] != *answer)
        .map(|(name, answer)| format!("{name} {answer}, expected {}", line[name]))
        .collect()
}

fn oracle_name(kind: rlibphonenumber::PhoneNumberType) -> &'static str {
    use rlibphonenumber::PhoneNumberType as Kind;
    match kind {
        Kind::FixedLine => "FIXED_LINE",
        Kind::Mobile => "MOBILE",
        Kind::FixedLineOrMobile => "FIXED_LINE_OR_MOBILE",
        Kind::TollFree => "TOLL_FREE",
        Kind::PremiumRate => "PREMIUM_RATE",
        Kind::SharedCost => "SHARED_COST",
        Kind::VoIP => "VOIP",
        Kind::PersonalNumber => "PERSONAL_NUMBER",
        Kind::Pager => "PAGER",
        Kind::UAN => "UAN",
        Kind::VoiceMail => "VOICEMAIL",
        Kind::Unknown => "UNKNOWN",
    }
}

/// How our answer departs from what the library alone makes of the same text.
enum Departure {
    None,
    Decided(&'static str),
    Undecided,
}

fn departure(text: &str, library: &Value, ours: Result<&PhoneNumber, &NumberProblem>) -> Departure {
    let theirs = library["e164"].as_str();
    let has_extension = library["extension"].is_string();
    match (ours, theirs) {
        (Ok(number), Some(theirs)) if number.as_str() == theirs && !has_extension => {
            Departure::None
        }
        (Err(_), None) => Departure::None,
        (Err(NumberProblem::TooLong), Some(_)) => Departure::Decided("refused: over 64 bytes"),
        (Err(NumberProblem::StrangeCharacter), Some(_)) if has_extension => {
            Departure::Decided("refused: an extension")
        }
        (Err(NumberProblem::StrangeCharacter), Some(_))
            if text.chars().any(char::is_alphabetic) =>
        {
            Departure::Decided("refused: letters")
        }
        (Err(NumberProblem::StrangeCharacter), Some(_)) => {
            Departure::Decided("refused: other characters")
        }
        (Err(NumberProblem::Ambiguous), Some(_)) => {
            Departure::Decided("refused: not the same when read again")
        }
        (Err(NumberProblem::NotPossible), Some(theirs)) if theirs.len() > 16 => {
            Departure::Decided("refused: over 15 digits")
        }
        (Err(NumberProblem::NotPossible), Some(theirs)) if theirs.contains("00000000000") => {
            Departure::Decided("refused: more than ten leading zeros")
        }
        (Ok(_), None) if text.chars().any(is_beyond_the_library) => {
            Departure::Decided("taken: blanks and marks the library does not know")
        }
        _ => Departure::Undecided,
    }
}

/// Blanks and direction marks that we read over and the library stops at.
fn is_beyond_the_library(character: char) -> bool {
    matches!(
        character,
        '\t' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{FEFF}'
            | '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}
