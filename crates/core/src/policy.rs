//! Limits and settings that rules ask, each with its unit, default and source.

use std::collections::BTreeSet;

use strowger_types::PhoneNumber;

use crate::number::{self, CannotText, TextingPolicy};
use crate::refusal::Refusal;

/// Whether the server serves tests or people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Texts go to the inbox, test numbers work, everything is on one machine.
    Development,
    /// Texts go to people.
    Production,
}

impl Environment {
    /// The name on the wire and in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
        }
    }
}

/// How long a code lives, in milliseconds: ten minutes, the most that NIST SP 800-63B allows for out-of-band secrets.
pub const CODE_TTL_MS: i64 = 10 * 60 * 1_000;

/// Wrong tries at one code. Judgement: typing errors fit, guessing (5 in 1,000,000) does not.
pub const ATTEMPTS_MAX: u32 = 5;

/// Consecutive wrong tries at one account, or at one number, before codes stop working there (NIST SP 800-63B).
pub const FAILURES_MAX: u32 = 100;

/// Default of [`Policy::resend_pause_ms`], in milliseconds: the contract's 30 seconds.
pub const RESEND_PAUSE_MS: i64 = 30 * 1_000;

/// The window of [`Policy::sends_per_number_max`], in milliseconds: one day.
pub const SENDS_WINDOW_MS: i64 = 24 * 60 * 60 * 1_000;

/// Default of [`Policy::sends_per_number_max`]. Judgement: twenty texts a day annoy, a hundred cost.
pub const SENDS_PER_NUMBER_MAX: u32 = 20;

/// Default of [`Limits::creates_per_ip_max`]: the contract's.
pub const CREATES_PER_IP_MAX: u32 = 5;

/// Default of [`Limits::attempts_per_client_max`]: the contract's.
pub const ATTEMPTS_PER_CLIENT_MAX: u32 = 3;

/// Default of [`Limits::attempts_per_ip_max`]. Judgement: ten people behind one address may type codes at once.
pub const ATTEMPTS_PER_IP_MAX: u32 = 30;

/// The window of the limits on sign-ins, sign-ups and tries, in milliseconds: the contract's ten seconds.
pub const BURST_WINDOW_MS: i64 = 10 * 1_000;

/// Default of [`Limits::sends_per_client_max`]. Judgement: as many as one number may get.
pub const SENDS_PER_CLIENT_MAX: u32 = 20;

/// Default of [`Limits::sends_per_ip_max`]. Judgement: an office signs in of a morning.
pub const SENDS_PER_IP_MAX: u32 = 100;

/// Clients made for one address in [`CLIENTS_WINDOW_MS`], in production. Judgement: an office of apps is started at once, and each
/// client takes room for a week.
pub const CLIENTS_PER_IP_MAX: u32 = 100;

/// The window of [`CLIENTS_PER_IP_MAX`], in milliseconds: ten minutes.
pub const CLIENTS_WINDOW_MS: i64 = 10 * 60 * 1_000;

/// How many times as many texts as strangers at one address the known devices there may cause. Judgement: nobody is kept out who
/// signs in, and a thousand a day are no business.
pub const KNOWN_SENDS_PER_IP_FACTOR: u32 = 10;

/// How long an attempt to sign in or up may be gone on with, in milliseconds: a day, as the contract's examples show.
pub const ATTEMPT_TTL_MS: i64 = 24 * 60 * 60 * 1_000;

/// How long the token of a client lives in which nobody signed in yet, in milliseconds, since the last attempt to: a
/// week. Judgement: anybody can make such clients, and each takes room.
pub const CLIENT_UNUSED_TTL_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// How long the token of a client lives, in milliseconds, since it last signed in: the contract's year.
pub const CLIENT_TTL_MS: i64 = 365 * 24 * 60 * 60 * 1_000;

/// Default of [`Policy::step_up_window_ms`], in milliseconds: the contract's ten minutes.
pub const STEP_UP_WINDOW_MS: i64 = 10 * 60 * 1_000;

/// Unverified numbers that one user may add. Judgement: each of them costs texts, and nobody proves six at a time.
pub const UNVERIFIED_NUMBERS_MAX: usize = 5;

/// Shortest password, in characters: the contract's, and NIST SP 800-63B's.
pub const PASSWORD_CHARS_MIN: usize = 8;

/// Longest password, in characters. Judgement: longer than anybody types, short enough to hash without harm.
pub const PASSWORD_CHARS_MAX: usize = 128;

/// How long a session lives, in milliseconds: seven days, as the contract's examples show.
pub const SESSION_TTL_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// How long a token of a session lives unless somebody asked for more, in milliseconds: the contract's minute.
pub const TOKEN_TTL_MS: i64 = 60 * 1_000;

/// After what time without use a session counts as abandoned, in milliseconds: thirty days, as the contract's examples show.
pub const SESSION_ABANDON_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// Limits and settings in force, made of configuration and of what the Backend API set.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Whether the server serves tests or people.
    pub environment: Environment,
    /// Whether test numbers take the fixed code. On in development, off in production by default.
    pub test_mode: bool,
    /// ISO 3166-1 alpha-2 codes of the only countries that get texts; `None` means all. Production has to set it.
    pub allowed_countries: Option<BTreeSet<String>>,
    /// ISO 3166-1 alpha-2 codes of countries that get no texts.
    pub blocked_countries: BTreeSet<String>,
    /// Whether fixed lines get texts. Default false: most cannot receive them.
    pub text_landlines: bool,
    /// Whether internet telephony numbers get texts. Default false: they are not tied to a device.
    pub text_voip: bool,
    /// Pause before another code for the same number and purpose, in milliseconds: 0..=600,000, default [`RESEND_PAUSE_MS`].
    pub resend_pause_ms: i64,
    /// Texts to one number in [`SENDS_WINDOW_MS`]: 1..=1,000, default [`SENDS_PER_NUMBER_MAX`].
    pub sends_per_number_max: u32,
    /// The name of the app in texts: 1 to 30 characters, default `Strowger`.
    pub application_name: String,
    /// Whether somebody sends texts. False only where an operator runs without a sender.
    pub can_send: bool,
    /// What people give to sign up.
    pub sign_up: SignUpPolicy,
    /// Whether codes and backup codes are a second factor. Default true.
    pub second_factor: bool,
    /// Which first factor is offered first. Default [`Preferred::Code`].
    pub preferred: Preferred,
    /// Whether nobody may learn who has an account: sign-ins of unknown identifiers look like others. Default false.
    pub hides_accounts: bool,
    /// Whether one client may hold several sessions. Default false.
    pub multiple_sessions: bool,
    /// How long a session lives, in milliseconds: a minute to ten years, default [`SESSION_TTL_MS`].
    pub session_ttl_ms: i64,
    /// How long after proving their factors somebody may do what is sensitive, in milliseconds; `None`: always.
    /// Default [`STEP_UP_WINDOW_MS`].
    pub step_up_window_ms: Option<i64>,
    /// Whether users may delete themselves. Default true.
    pub delete_self: bool,
    /// How often strangers may ask.
    pub limits: Limits,
}

/// What people give to sign up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignUpPolicy {
    /// Whether anybody may sign up. Default true.
    pub is_open: bool,
    /// The phone number: never off. Default required.
    pub phone_number: Requirement,
    /// The username. Default off.
    pub username: Requirement,
    /// The password; off takes it away as a first factor too. Default optional.
    pub password: Requirement,
    /// The first name. Default optional.
    pub first_name: Requirement,
    /// The last name. Default optional.
    pub last_name: Requirement,
}

/// Whether something has to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// It does not exist.
    Off,
    /// It may be given.
    Optional,
    /// It has to be given.
    Required,
}

impl Requirement {
    /// The name on the wire and in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Optional => "optional",
            Self::Required => "required",
        }
    }

    /// The requirement of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Off, Self::Optional, Self::Required]
            .into_iter()
            .find(|requirement| requirement.as_str() == text)
    }

    /// Whether it exists.
    pub const fn is_on(self) -> bool {
        !matches!(self, Self::Off)
    }
}

/// Which first factor is offered first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preferred {
    /// A code.
    Code,
    /// The password.
    Password,
}

impl Preferred {
    /// The name on the wire and in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "otp",
            Self::Password => "password",
        }
    }

    /// The factor of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Code, Self::Password]
            .into_iter()
            .find(|preferred| preferred.as_str() == text)
    }
}

/// How often strangers may ask, over the Frontend API. None of it holds for test numbers in development.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Sign-ins and sign-ups begun from one address in [`BURST_WINDOW_MS`]: 1..=100,000.
    pub creates_per_ip_max: u32,
    /// Tries at factors by one client in [`BURST_WINDOW_MS`]: 1..=100,000.
    pub attempts_per_client_max: u32,
    /// Tries at factors from one address in [`BURST_WINDOW_MS`]: 1..=100,000.
    pub attempts_per_ip_max: u32,
    /// Texts that one client may cause in [`SENDS_WINDOW_MS`]: 1..=100,000.
    pub sends_per_client_max: u32,
    /// Texts that one address may cause in [`SENDS_WINDOW_MS`]: 1..=100,000.
    pub sends_per_ip_max: u32,
}

impl Policy {
    /// The policy of a development server that nobody configured.
    pub fn development() -> Self {
        Self {
            environment: Environment::Development,
            test_mode: true,
            allowed_countries: None,
            blocked_countries: BTreeSet::new(),
            text_landlines: false,
            text_voip: false,
            resend_pause_ms: RESEND_PAUSE_MS,
            sends_per_number_max: SENDS_PER_NUMBER_MAX,
            application_name: "Strowger".to_owned(),
            can_send: true,
            sign_up: SignUpPolicy {
                is_open: true,
                phone_number: Requirement::Required,
                username: Requirement::Off,
                password: Requirement::Optional,
                first_name: Requirement::Optional,
                last_name: Requirement::Optional,
            },
            second_factor: true,
            preferred: Preferred::Code,
            hides_accounts: false,
            multiple_sessions: false,
            session_ttl_ms: SESSION_TTL_MS,
            step_up_window_ms: Some(STEP_UP_WINDOW_MS),
            delete_self: true,
            limits: Limits {
                creates_per_ip_max: CREATES_PER_IP_MAX,
                attempts_per_client_max: ATTEMPTS_PER_CLIENT_MAX,
                attempts_per_ip_max: ATTEMPTS_PER_IP_MAX,
                sends_per_client_max: SENDS_PER_CLIENT_MAX,
                sends_per_ip_max: SENDS_PER_IP_MAX,
            },
        }
    }

    /// Whether the number is one that takes the fixed code and reaches nobody.
    pub fn is_test_number(&self, phone_number: &PhoneNumber) -> bool {
        self.test_mode && number::is_test_number(phone_number)
    }

    /// Whether limits hold for this number: in development not for test numbers, so that parallel tests never fail on one.
    pub fn is_limited(&self, phone_number: &PhoneNumber) -> bool {
        self.environment == Environment::Production || !self.is_test_number(phone_number)
    }

    /// Whether a text may go to the number: metadata and policy change under stored numbers, so this is asked before every one.
    pub fn check_can_be_texted(&self, phone_number: &PhoneNumber) -> Result<(), Refusal> {
        if !self.can_send {
            return Err(Refusal::NoSender);
        }
        let texting = TextingPolicy {
            allowed_countries: self.allowed_countries.as_ref(),
            blocked_countries: &self.blocked_countries,
            landlines: self.text_landlines,
            voip: self.text_voip,
        };
        number::check_can_be_texted(phone_number, &texting).map_err(|reason| match reason {
            CannotText::NotValid | CannotText::NotTextable => Refusal::NumberNotTextable,
            CannotText::CountryBlocked {
                alpha2,
                calling_code,
                name,
            } => Refusal::CountryBlocked {
                alpha2,
                calling_code,
                name: name.to_owned(),
            },
        })
    }
}
