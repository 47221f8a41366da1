//! Limits and settings that rules ask, each with its unit, default and source.

use std::collections::BTreeSet;

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

/// How long a session lives, in milliseconds: seven days, as the contract's examples show.
pub const SESSION_TTL_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

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
        }
    }
}
