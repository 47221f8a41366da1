//! What rules ask: who may sign up and in, for how long, how often, and where texts go.

use strowger_core::policy::{
    Environment, Limits, Policy, Preferred, RESEND_PAUSE_MS, Requirement, SESSION_TTL_MS,
    STEP_UP_WINDOW_MS, SignUpPolicy,
};

use super::{ConfigError, Sources, country_set};

/// Longest name of an app in texts, in characters: with it, a text is one segment.
const APPLICATION_NAME_CHARS_MAX: usize = 30;

/// Most of the limits on strangers. Judgement: more is the same as none.
const LIMIT_MAX: u32 = 100_000;

/// Longest life of a session, in minutes: ten years.
const SESSION_MINUTES_MAX: i64 = 10 * 365 * 24 * 60;

/// Longest time for which proven factors count for what is sensitive, in minutes: a day.
const STEP_UP_MINUTES_MAX: i64 = 24 * 60;

const MINUTE_MS: i64 = 60 * 1_000;

impl Sources {
    pub(super) fn policy(&self, environment: Environment) -> Result<Policy, ConfigError> {
        let in_development = environment == Environment::Development;
        let defaults = Policy::development();
        let step_up_ms = MINUTE_MS
            * self.integer(
                "session.step_up_minutes",
                0,
                STEP_UP_MINUTES_MAX,
                STEP_UP_WINDOW_MS / MINUTE_MS,
            )?;
        Ok(Policy {
            environment,
            test_mode: self
                .boolean("instance.test_mode")?
                .unwrap_or(in_development),
            allowed_countries: self.countries("sms.allowed_countries")?.map(country_set),
            blocked_countries: self
                .countries("sms.blocked_countries")?
                .map(country_set)
                .unwrap_or_default(),
            text_landlines: self
                .boolean("sms.landlines")?
                .unwrap_or(defaults.text_landlines),
            text_voip: self.boolean("sms.voip")?.unwrap_or(defaults.text_voip),
            resend_pause_ms: self.integer("limits.resend_pause_ms", 0, 600_000, RESEND_PAUSE_MS)?,
            sends_per_number_max: self.count(
                "limits.sends_per_number",
                1_000,
                defaults.sends_per_number_max,
            )?,
            application_name: self
                .application_name()?
                .unwrap_or(defaults.application_name),
            can_send: true,
            sign_up: self.sign_up(defaults.sign_up)?,
            second_factor: self
                .boolean("sign_in.second_factor")?
                .unwrap_or(defaults.second_factor),
            preferred: self
                .choice(
                    "sign_in.preferred_strategy",
                    &[Preferred::Code, Preferred::Password].map(|it| (it.as_str(), it)),
                )?
                .unwrap_or(defaults.preferred),
            hides_accounts: self
                .boolean("sign_in.enumeration_protection")?
                .unwrap_or(defaults.hides_accounts),
            multiple_sessions: self
                .boolean("session.multiple")?
                .unwrap_or(defaults.multiple_sessions),
            session_ttl_ms: MINUTE_MS
                * self.integer(
                    "session.lifetime_minutes",
                    1,
                    SESSION_MINUTES_MAX,
                    SESSION_TTL_MS / MINUTE_MS,
                )?,
            step_up_window_ms: (step_up_ms > 0).then_some(step_up_ms),
            delete_self: self
                .boolean("instance.delete_self")?
                .unwrap_or(defaults.delete_self),
            limits: self.limits(defaults.limits)?,
        })
    }

    fn application_name(&self) -> Result<Option<String>, ConfigError> {
        self.parsed("sms.application_name", "1 to 30 characters", |text| {
            let fits = (1..=APPLICATION_NAME_CHARS_MAX).contains(&text.chars().count())
                && !text.chars().any(char::is_control);
            fits.then(|| text.to_owned())
        })
    }

    fn sign_up(&self, defaults: SignUpPolicy) -> Result<SignUpPolicy, ConfigError> {
        let of = |key, requirements: &[Requirement], default| {
            let choices: Vec<_> = requirements.iter().map(|it| (it.as_str(), *it)).collect();
            Ok::<_, ConfigError>(self.choice(key, &choices)?.unwrap_or(default))
        };
        let any = [
            Requirement::Off,
            Requirement::Optional,
            Requirement::Required,
        ];
        Ok(SignUpPolicy {
            is_open: self
                .choice("sign_up.mode", &[("public", true), ("restricted", false)])?
                .unwrap_or(defaults.is_open),
            phone_number: of("sign_up.phone_number", &any[1..], defaults.phone_number)?,
            username: of("sign_up.username", &any, defaults.username)?,
            password: of("sign_up.password", &any, defaults.password)?,
            first_name: of("sign_up.first_name", &any, defaults.first_name)?,
            last_name: of("sign_up.last_name", &any, defaults.last_name)?,
        })
    }

    fn limits(&self, defaults: Limits) -> Result<Limits, ConfigError> {
        let limit = |key, default| self.count(key, LIMIT_MAX, default);
        Ok(Limits {
            creates_per_ip_max: limit("limits.creates_per_ip", defaults.creates_per_ip_max)?,
            attempts_per_client_max: limit(
                "limits.attempts_per_client",
                defaults.attempts_per_client_max,
            )?,
            attempts_per_ip_max: limit("limits.attempts_per_ip", defaults.attempts_per_ip_max)?,
            sends_per_client_max: limit("limits.sends_per_client", defaults.sends_per_client_max)?,
            sends_per_ip_max: limit("limits.sends_per_ip", defaults.sends_per_ip_max)?,
        })
    }

    /// What of the policy makes no sense together.
    pub(super) fn check_policy(&self, policy: &Policy) -> Result<(), ConfigError> {
        let sign_up = &policy.sign_up;
        let has_password = sign_up.password.is_on();
        if sign_up.phone_number == Requirement::Optional
            && sign_up.username.is_on()
            && !has_password
        {
            return Err(self.refusal(
                "sign_up.phone_number",
                "required while sign_up.username is on and sign_up.password is off: a username alone is no way in",
            ));
        }
        if policy.preferred == Preferred::Password && !has_password {
            return Err(self.refusal(
                "sign_in.preferred_strategy",
                "otp while sign_up.password is off",
            ));
        }
        Ok(())
    }
}
