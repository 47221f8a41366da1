//! Where the server listens, what it keeps where, and by which keys it is known.

use std::net::SocketAddr;
use std::path::PathBuf;

use strowger_core::policy::Environment;

use super::values::invalid;
use super::{ConfigError, Database, Sources};
use crate::frontend_config::split_path;
use crate::http::frontend::Origin;
use crate::keys::{MasterKey, PublishableKey, SecretKey};

/// Default of `limits.request_timeout_ms`, in milliseconds. Judgement: a phone on a bad line manages a form in it.
const REQUEST_TIMEOUT_MS: i64 = 10_000;

impl Sources {
    pub(super) fn environment_kind(&self) -> Result<Environment, ConfigError> {
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

    pub(super) fn listen(&self) -> Result<SocketAddr, ConfigError> {
        let wanted = "an IP address and a port, such as 127.0.0.1:4000";
        let given = self.parsed("listen", wanted, |text| {
            text.replace("localhost", "127.0.0.1").parse().ok()
        })?;
        Ok(given.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 4_000))))
    }

    pub(super) fn database(&self) -> Result<Database, ConfigError> {
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

    pub(super) fn public_url(&self, listen: SocketAddr) -> Result<String, ConfigError> {
        let given = self.parsed(
            "public_url",
            "an http or https URL, its host with a dot (127.0.0.1 rather than localhost)",
            |text| {
                let (origin, path) = split_path(text.trim_end_matches('/'));
                let origin = origin.to_ascii_lowercase();
                Origin::parse(&origin)?;
                let host = origin
                    .strip_prefix("https://")
                    .or_else(|| origin.strip_prefix("http://"))?;
                let is_path = path
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"/-._~%".contains(&byte));
                // Clients read the host out of the publishable key, and take none without a dot.
                (host.contains('.') && is_path).then(|| format!("{origin}{path}"))
            },
        )?;
        Ok(given.unwrap_or_else(|| format!("http://{listen}")))
    }

    pub(super) fn secret_key(
        &self,
        environment: Environment,
    ) -> Result<Option<SecretKey>, ConfigError> {
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

    pub(super) fn publishable_key(
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

    pub(super) fn master_key(&self) -> Result<Option<MasterKey>, ConfigError> {
        self.parsed("master_key", "64 hexadecimal digits (32 bytes)", |text| {
            MasterKey::parse(text).ok()
        })
    }

    pub(super) fn request_timeout_ms(&self) -> Result<u64, ConfigError> {
        let ms = self.integer(
            "limits.request_timeout_ms",
            100,
            600_000,
            REQUEST_TIMEOUT_MS,
        )?;
        Ok(u64::try_from(ms).expect("the range is positive"))
    }

    pub(super) fn log_level(&self) -> Result<String, ConfigError> {
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
}
