//! Settings as they were given, made into a configuration.

use std::net::SocketAddr;
use std::path::PathBuf;

use strowger_core::instance::Pinned;
use strowger_core::number;
use strowger_core::policy::{Environment, Policy, RESEND_PAUSE_MS, SENDS_PER_NUMBER_MAX};
use strowger_sms::WebhookSecret;

use super::sources::Given;
use super::{Config, ConfigError, Database, Sources, WebhookConfig, country_set};
use crate::keys::{MasterKey, PublishableKey, SecretKey};

/// Default of `limits.request_timeout_ms`, in milliseconds. Judgement: a phone on a bad line manages a form in it.
const REQUEST_TIMEOUT_MS: i64 = 10_000;

/// Longest name of an app in texts, in characters: with it, a text is one segment.
const APPLICATION_NAME_CHARS_MAX: usize = 30;

impl Sources {
    /// The configuration. Refuses what the server cannot, or in production must not, start with.
    pub fn read(&self) -> Result<Config, ConfigError> {
        let environment = self.environment_kind()?;
        let listen = self.listen()?;
        let config = Config {
            listen,
            database: self.database()?,
            public_url: self.public_url(listen)?,
            secret_key: self.secret_key(environment)?,
            publishable_key: self.publishable_key(environment)?,
            master_key: self.parsed("master_key", "64 hexadecimal digits (32 bytes)", |text| {
                MasterKey::parse(text).ok()
            })?,
            webhook: self.webhook()?,
            policy: self.policy(environment)?,
            pinned: Pinned {
                test_mode: self.get("instance.test_mode").is_some(),
                blocked_countries: self.get("sms.blocked_countries").is_some(),
                allowed_origins: self.get("instance.allowed_origins").is_some(),
            },
            allowed_origins: self
                .get("instance.allowed_origins")
                .map(|given| list(&given.text)),
            request_timeout_ms: u64::try_from(self.integer(
                "limits.request_timeout_ms",
                100,
                600_000,
                REQUEST_TIMEOUT_MS,
            )?)
            .expect("the range is positive"),
            log_level: self.log_level()?,
            log_json: self.parsed("log.format", "text or json", |text| match text {
                "text" => Some(false),
                "json" => Some(true),
                _ => None,
            })? == Some(true),
        };
        self.check_together(&config)?;
        Ok(config)
    }

    fn environment_kind(&self) -> Result<Environment, ConfigError> {
        let Some(given) = self.get("mode") else {
            return Ok(Environment::Development);
        };
        match given.text.as_str() {
            "development" => Ok(Environment::Development),
            "production" => Ok(Environment::Production),
            other => Err(invalid(
                given,
                &format!("development or production, not {other}"),
            )),
        }
    }

    fn listen(&self) -> Result<SocketAddr, ConfigError> {
        let wanted = "an IP address and a port, such as 127.0.0.1:4000";
        let given = self.parsed("listen", wanted, |text| {
            text.replace("localhost", "127.0.0.1").parse().ok()
        })?;
        Ok(given.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 4_000))))
    }

    fn database(&self) -> Result<Database, ConfigError> {
        // What other programs would take for a name of something else must not become a file of that name.
        let is_file = |text: &str| {
            !text.is_empty() && !text.ends_with(':') && !text.contains("://") && text != ":memory:"
        };
        let given = self.parsed(
            "database",
            "the path of a file, or memory:",
            |text| match text {
                "memory:" => Some(Database::Memory),
                path => is_file(path).then(|| Database::File(PathBuf::from(path))),
            },
        )?;
        Ok(given.unwrap_or_else(|| Database::File(PathBuf::from("./strowger.db"))))
    }

    fn log_level(&self) -> Result<String, ConfigError> {
        let wanted =
            "error, warn, info or debug, or a filter with targets, such as info,hyper=warn";
        let given = self.parsed("log.level", wanted, |text| {
            // A filter takes any word for the name of a target, so that a slip of the pen would silence everything.
            let is_known = text.split(',').all(|part| {
                part.contains('=')
                    || ["off", "error", "warn", "info", "debug", "trace"]
                        .contains(&part.to_ascii_lowercase().as_str())
            });
            is_known.then(|| text.to_owned())
        })?;
        Ok(given.unwrap_or_else(|| "info".to_owned()))
    }

    fn public_url(&self, listen: SocketAddr) -> Result<String, ConfigError> {
        let given = self.parsed(
            "public_url",
            "an http or https URL without a path, its host with a dot (127.0.0.1 rather than localhost)",
            |text| {
                let text = text.trim_end_matches('/');
                let host = text
                    .strip_prefix("https://")
                    .or_else(|| text.strip_prefix("http://"))?;
                // Clients read the host out of the publishable key, and take none without a dot.
                let is_plain = host.contains('.') && !host.contains(['/', '?', '#', '@', ' ']);
                is_plain.then(|| text.to_owned())
            },
        )?;
        Ok(given.unwrap_or_else(|| format!("http://{listen}")))
    }

    fn secret_key(&self, environment: Environment) -> Result<Option<SecretKey>, ConfigError> {
        let wanted = match environment {
            Environment::Development => "sk_test_ and 16 letters or digits at least",
            Environment::Production => {
                "sk_live_ and 16 letters or digits at least: development keys are not for production"
            }
        };
        self.parsed("secret_key", wanted, |text| {
            SecretKey::parse(text).filter(|key| key.is_for(environment))
        })
    }

    fn publishable_key(
        &self,
        environment: Environment,
    ) -> Result<Option<PublishableKey>, ConfigError> {
        let wanted = match environment {
            Environment::Development => "pk_test_ and base64 of a host with a dot and $",
            Environment::Production => {
                "pk_live_ and base64 of a host with a dot and $: development keys are not for production"
            }
        };
        self.parsed("publishable_key", wanted, |text| {
            PublishableKey::parse(text).filter(|key| key.is_for(environment))
        })
    }

    fn webhook(&self) -> Result<Option<WebhookConfig>, ConfigError> {
        let url = self.parsed("sms.webhook_url", "an http or https URL", |text| {
            (text.starts_with("https://") || text.starts_with("http://")).then(|| text.to_owned())
        })?;
        let wanted = "whsec_ and base64 of 24 bytes or more";
        let secret = self.parsed("sms.webhook_secret", wanted, |text| {
            WebhookSecret::parse(text).ok()
        })?;
        match (url, secret) {
            (Some(url), Some(secret)) => Ok(Some(WebhookConfig { url, secret })),
            (None, None) => Ok(None),
            (Some(_), None) => Err(ConfigError::Missing {
                what: "texts need a signature",
                key: "sms.webhook_secret",
            }),
            (None, Some(_)) => Err(ConfigError::Missing {
                what: "texts need a destination",
                key: "sms.webhook_url",
            }),
        }
    }

    fn policy(&self, environment: Environment) -> Result<Policy, ConfigError> {
        let in_development = environment == Environment::Development;
        let defaults = Policy::development();
        let application_name =
            self.parsed("sms.application_name", "1 to 30 characters", |text| {
                let fits = (1..=APPLICATION_NAME_CHARS_MAX).contains(&text.chars().count())
                    && !text.chars().any(char::is_control);
                fits.then(|| text.to_owned())
            })?;
        let sends = self.integer(
            "limits.sends_per_number",
            1,
            1_000,
            i64::from(SENDS_PER_NUMBER_MAX),
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
            text_landlines: self.boolean("sms.landlines")?.unwrap_or(false),
            text_voip: self.boolean("sms.voip")?.unwrap_or(false),
            resend_pause_ms: self.integer("limits.resend_pause_ms", 0, 600_000, RESEND_PAUSE_MS)?,
            sends_per_number_max: u32::try_from(sends).expect("the range fits"),
            application_name: application_name.unwrap_or(defaults.application_name),
            can_send: true,
            ..defaults
        })
    }

    /// What single settings cannot tell: whether all of them together make a server that may start.
    fn check_together(&self, config: &Config) -> Result<(), ConfigError> {
        match config.environment() {
            Environment::Production => {
                let missing = |what, key| Err(ConfigError::Missing { what, key });
                if config.master_key.is_none() {
                    return missing(
                        "production needs a master key, 64 hexadecimal digits from: openssl rand -hex 32",
                        "master_key",
                    );
                }
                if config.webhook.is_none() {
                    return missing("production needs a sender of texts", "sms.webhook_url");
                }
                if config.policy.allowed_countries.is_none() {
                    return missing(
                        "production needs the list of countries that get texts",
                        "sms.allowed_countries",
                    );
                }
                Ok(())
            }
            Environment::Development => {
                let may_be_reached = self.boolean("allow_remote")?.unwrap_or(false);
                if config.listen.ip().is_loopback() || may_be_reached {
                    return Ok(());
                }
                let given = self.get("listen").cloned().unwrap_or_else(|| Given {
                    text: String::new(),
                    place: "listen".to_owned(),
                });
                Err(invalid(
                    &given,
                    &format!(
                        "a loopback address in development mode, not {}: it shows every code to whoever asks (--allow-remote if that is wanted)",
                        config.listen.ip()
                    ),
                ))
            }
        }
    }

    fn parsed<T>(
        &self,
        key: &str,
        wanted: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(given) = self.get(key) else {
            return Ok(None);
        };
        parse(&given.text)
            .map(Some)
            .ok_or_else(|| invalid(given, wanted))
    }

    fn boolean(&self, key: &str) -> Result<Option<bool>, ConfigError> {
        self.parsed(key, "true or false", |text| text.parse().ok())
    }

    fn integer(&self, key: &str, min: i64, max: i64, default: i64) -> Result<i64, ConfigError> {
        let wanted = format!("a whole number from {min} to {max}");
        let given = self.parsed(key, &wanted, |text| {
            text.parse()
                .ok()
                .filter(|number| (min..=max).contains(number))
        })?;
        Ok(given.unwrap_or(default))
    }

    fn countries(&self, key: &str) -> Result<Option<Vec<String>>, ConfigError> {
        let wanted = "ISO 3166-1 alpha-2 codes of countries with phone numbers, such as US,CA";
        self.parsed(key, wanted, |text| {
            let codes = list(text);
            codes
                .iter()
                .all(|code| number::is_phone_country(code))
                .then_some(codes)
        })
    }
}

fn invalid(given: &Given, wanted: &str) -> ConfigError {
    ConfigError::Invalid {
        place: given.place.clone(),
        wanted: wanted.to_owned(),
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let mut sources = Sources::new();
        sources.environment(
            variables
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).into())),
        )?;
        sources.read()
    }

    #[test]
    fn nothing_at_all_makes_a_development_server() {
        let config = read(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:4000");
        assert_eq!(config.database, Database::File("./strowger.db".into()));
        assert!(config.policy.test_mode && config.policy.allowed_countries.is_none());
    }

    #[test]
    fn a_database_that_is_no_file_is_refused_and_not_shown() {
        for text in [
            ":memory:",
            "postgres:",
            "postgres://me:hunter2@host/db",
            "sqlite:///x.db",
        ] {
            let error = read(&[("STROWGER_DATABASE", text)])
                .unwrap_err()
                .to_string();
            assert!(error.contains("STROWGER_DATABASE"), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
        assert!(read(&[("STROWGER_DATABASE", "./a:b/c.db")]).is_ok());
    }

    #[test]
    fn a_level_of_the_log_that_is_none_is_refused() {
        for level in ["error", "DEBUG", "off", "info,hyper=warn"] {
            assert!(read(&[("STROWGER_LOG_LEVEL", level)]).is_ok(), "{level}");
        }
        for level in ["inof", "warning", "info,wran", "INFO "] {
            assert!(read(&[("STROWGER_LOG_LEVEL", level)]).is_err(), "{level}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_setting_that_is_not_utf8_is_refused() {
        use std::os::unix::ffi::OsStringExt as _;
        let text = std::ffi::OsString::from_vec(b"production\xff".to_vec());
        let mut sources = Sources::new();
        let read = sources.environment([("STROWGER_MODE".to_owned(), text)].into_iter());
        assert!(read.unwrap_err().to_string().contains("STROWGER_MODE"));
    }

    #[test]
    fn production_names_what_it_needs() {
        let error = read(&[("STROWGER_MODE", "production")])
            .unwrap_err()
            .to_string();
        assert!(error.contains("STROWGER_MASTER_KEY"), "{error}");
    }

    #[test]
    fn an_error_does_not_show_the_value() {
        let error = read(&[("STROWGER_SECRET_KEY", "hunter2")])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("STROWGER_SECRET_KEY") && !error.contains("hunter2"),
            "{error}"
        );
    }

    #[test]
    fn the_example_file_is_a_file_that_changes_nothing() {
        let example = super::super::example_file();
        let uncommented: Vec<&str> = example
            .lines()
            .filter(|line| !line.starts_with("# ") || line.contains(" = "))
            .map(|line| line.trim_start_matches("# "))
            .collect();
        let uncommented = uncommented.join("\n");
        assert!(uncommented.parse::<toml::Table>().is_ok(), "{uncommented}");
        assert!(
            example
                .parse::<toml::Table>()
                .unwrap()
                .values()
                .all(|section| section.as_table().is_some_and(toml::Table::is_empty))
        );
    }
}
