//! Settings as they were given, made into a configuration.

use strowger_core::instance::Pinned;
use strowger_core::policy::Environment;
use strowger_sms::WebhookSecret;

use super::{Config, ConfigError, Sources, WebhookConfig};

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
            master_key: self.master_key()?,
            webhook: self.webhook()?,
            policy: self.policy(environment)?,
            pinned: Pinned {
                test_mode: self.get("instance.test_mode").is_some(),
                blocked_countries: self.get("sms.blocked_countries").is_some(),
                allowed_origins: self.get("instance.allowed_origins").is_some(),
                sign_up: self.get("sign_up.mode").is_some(),
                preferred: self.get("sign_in.preferred_strategy").is_some(),
            },
            allowed_origins: self.allowed_origins()?,
            trusted_proxies: self.trusted_proxies()?,
            cookie_domain: self.cookie_domain()?,
            cookie_same_site: self.cookie_same_site()?,
            templates: self.templates()?,
            app: self.app()?,
            scripts: self.scripts()?,
            request_timeout_ms: self.request_timeout_ms()?,
            log_level: self.log_level()?,
            log_json: self.choice("log.format", &[("text", false), ("json", true)])? == Some(true),
        };
        self.check_together(&config)?;
        Ok(config)
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

    /// What single settings cannot tell: whether all of them together make a server that may start.
    fn check_together(&self, config: &Config) -> Result<(), ConfigError> {
        self.check_policy(&config.policy)?;
        self.check_cookies(config)?;
        match config.environment() {
            Environment::Production => check_production(config),
            Environment::Development => self.check_development(config),
        }
    }

    fn check_development(&self, config: &Config) -> Result<(), ConfigError> {
        let may_be_reached = self.boolean("allow_remote")?.unwrap_or(false);
        if config.listen.ip().is_loopback() || may_be_reached {
            return Ok(());
        }
        Err(self.refusal(
            "listen",
            &format!(
                "a loopback address in development mode, not {}: it shows every code to whoever asks (--allow-remote if that is wanted)",
                config.listen.ip()
            ),
        ))
    }
}

fn check_production(config: &Config) -> Result<(), ConfigError> {
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
