//! What the words of a story stand for, and how answers read.

use strowger_core::Refusal;
use strowger_core::factor::Offer;
use strowger_core::record::{
    Factor, FactorStep, Number, SecondFactor, Session, Settings, Standing, User,
};
use strowger_core::sign_in::Which;
use strowger_types::{PhoneNumber, Timestamp};

const NAMED: [(&str, &str); 6] = [
    ("Test", "+14155550100"),
    ("Test2", "+14155550101"),
    ("Dutch", "+31612345678"),
    ("Premium", "+19002345678"),
    ("Landline", "+442071234567"),
    ("Nowhere", "+11234567890"),
];

/// `A` to `Z` are American mobiles; the others have names.
pub(crate) fn phone(name: &str) -> PhoneNumber {
    let named = NAMED.iter().find(|(known, _)| *known == name);
    let text = match (named, name.as_bytes()) {
        (Some((_, number)), _) => (*number).to_owned(),
        (None, [letter @ b'A'..=b'Z']) => format!("+141526710{letter:02}"),
        _ => panic!("{name} is no number of these stories"),
    };
    PhoneNumber::parse(&text).expect("it is E.164")
}

pub(super) fn phone_name(number: &PhoneNumber) -> String {
    let text = number.as_str();
    match NAMED.iter().find(|(_, known)| *known == text) {
        Some((name, _)) => (*name).to_owned(),
        None => char::from(text[text.len() - 2..].parse::<u8>().expect("two digits")).to_string(),
    }
}

pub(crate) fn is_phone(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_uppercase())
}

pub(crate) fn standing(word: &str) -> Standing {
    match word {
        "verified" => Standing::VerifiedByAdmin,
        "reserved" => Standing::Reserved,
        "unverified" => Standing::Unverified,
        _ => panic!("{word} is no standing"),
    }
}

/// `5ms`, `30s`, `10m`, `2h`, `1d`, or several: `10m1ms`.
pub(crate) fn duration_ms(text: &str) -> i64 {
    let mut rest = text;
    let mut total = 0;
    while !rest.is_empty() {
        let digits = rest.find(|char: char| !char.is_ascii_digit());
        let (count, after) = rest.split_at(digits.expect("a unit follows"));
        let unit = after
            .find(|char: char| char.is_ascii_digit())
            .unwrap_or(after.len());
        let ms = match &after[..unit] {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            other => panic!("{other} is no unit of time"),
        };
        total += ms * count.parse::<i64>().expect("a count");
        rest = &after[unit..];
    }
    total
}

pub(crate) fn of_refusals(refusals: &[Refusal]) -> String {
    let each = refusals.iter().map(|refusal| match refusal {
        Refusal::SessionNotFound { .. } => "SessionNotFound".to_owned(),
        Refusal::AlreadySignedIn { .. } => "AlreadySignedIn".to_owned(),
        other => format!("{other:?}")
            .replace(" { ", "(")
            .replace(" }", ")")
            .replace('"', ""),
    });
    format!("refused: {}", each.collect::<Vec<_>>().join(" + "))
}

/// `A verified primary, B proven default; banned, failures 3`.
pub(crate) fn of_user(user: &User) -> String {
    let numbers = user.numbers.iter().map(|number| of_number(user, number));
    let mut text = numbers.collect::<Vec<_>>().join(", ");
    if user.numbers.is_empty() {
        "no number".clone_into(&mut text);
    }
    let failures = format!("failures {}", user.failures);
    let strangers = format!("strangers {}", user.stranger_failures);
    let marks = [
        (user.banned, "banned"),
        (user.locked, "locked"),
        (user.failures > 0, failures.as_str()),
        (user.stranger_failures > 0, strangers.as_str()),
    ];
    let marks: Vec<_> = marks
        .iter()
        .filter_map(|(is, mark)| is.then_some(*mark))
        .collect();
    if !marks.is_empty() {
        text = format!("{text}; {}", marks.join(", "));
    }
    text
}

fn of_number(user: &User, number: &Number) -> String {
    let standing = match number.standing {
        Standing::Unverified => "unverified",
        Standing::Reserved => "reserved",
        Standing::VerifiedByAdmin => "verified",
        Standing::VerifiedByCode { .. } => "proven",
    };
    let is_primary = user.primary_number.as_ref() == Some(&number.id);
    let primary = if is_primary { " primary" } else { "" };
    let second = match number.second_factor {
        SecondFactor::Off => "",
        SecondFactor::On => " second",
        SecondFactor::Default => " default",
    };
    let name = phone_name(&number.phone_number);
    format!("{name} {standing}{primary}{second}")
}

/// Which factor an attempt waits for.
pub(super) fn which(step: FactorStep) -> Option<Which> {
    match step {
        FactorStep::First => Some(Which::First),
        FactorStep::Second => Some(Which::Second),
        FactorStep::Identifier | FactorStep::Complete => None,
    }
}

/// `needs_first_factor [password, A first]`, or the code that just went out.
pub(super) fn of_step(step: FactorStep, offers: &[Offer], code: Option<String>) -> String {
    match (code, which(step)) {
        (Some(code), _) => code,
        (None, None) => step.as_str().to_owned(),
        (None, Some(_)) => format!("{} [{}]", step.as_str(), of_offers(offers)),
    }
}

fn of_offers(offers: &[Offer]) -> String {
    let each = offers.iter().map(|offer| match offer {
        Offer::Password => "password".to_owned(),
        Offer::BackupCode => "backup".to_owned(),
        Offer::PhoneCode {
            phone_number,
            is_first,
            ..
        } => {
            let first = if *is_first { " first" } else { "" };
            format!("{}{first}", phone_name(phone_number))
        }
    });
    each.collect::<Vec<_>>().join(", ")
}

/// `phone_code unverified after 1 for 540s`.
pub(super) fn of_factor(factor: &Factor, now: Timestamp) -> String {
    let strategy = factor.strategy.as_str();
    let verified = if factor.verified { " proven" } else { "" };
    match &factor.sent {
        None => format!("{strategy}{verified}"),
        Some(sent) => format!(
            "{strategy}{verified} {} after {} for {}s",
            sent.outcome_at(now).as_str(),
            sent.attempts,
            sent.expire_at.ms_since(now) / 1_000
        ),
    }
}

pub(crate) fn of_session(place: usize, session: &Session, now: Timestamp) -> String {
    format!("s{} {}", place + 1, session.status_at(now).as_str())
}

pub(crate) fn of_settings(settings: &Settings) -> String {
    let test_mode = match settings.test_mode {
        None => "unset",
        Some(true) => "on",
        Some(false) => "off",
    };
    let list = |list: &Option<Vec<String>>| match list {
        None => "unset".to_owned(),
        Some(items) => format!("[{}]", items.join(" ")),
    };
    let mut text = format!(
        "v{} test-mode {test_mode}, blocked {}, origins {}",
        settings.version,
        list(&settings.blocked_countries),
        list(&settings.allowed_origins)
    );
    if let Some(is_open) = settings.sign_up_is_open {
        text.push_str(if is_open {
            ", sign-up open"
        } else {
            ", sign-up closed"
        });
    }
    if let Some(preferred) = settings.preferred {
        text.push_str(", preferred ");
        text.push_str(preferred.as_str());
    }
    text
}
