//! Configuration: flags over environment over file over defaults.

mod app_urls;
mod browsers;
mod example;
mod keys;
mod policy;
mod read;
mod server;
mod sources;
#[cfg(test)]
mod tests;
mod values;

pub(crate) use app_urls::{AppConfig, AppUrls};
pub use example::example_file;
pub use keys::{KEYS, Key};
pub use sources::{Sources, env_name};

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;

use strowger_core::instance::Pinned;
use strowger_core::policy::{Environment, Policy};
use strowger_core::session::template::{TemplateError, Templates};
use strowger_sms::WebhookSecret;

use crate::components::Scripts;
use crate::frontend_config::SameSite;
use crate::keys::{MasterKey, PublishableKey, SecretKey};
use crate::network::Network;

/// A configuration that the server can start with.
#[derive(Debug)]
pub struct Config {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where it keeps what it knows.
    pub database: Database,
    pub(crate) public_url: String,
    pub(crate) secret_key: Option<SecretKey>,
    pub(crate) publishable_key: Option<PublishableKey>,
    pub(crate) master_key: Option<MasterKey>,
    pub(crate) webhook: Option<WebhookConfig>,
    pub(crate) policy: Policy,
    pub(crate) pinned: Pinned,
    pub(crate) allowed_origins: Option<Vec<String>>,
    /// Networks whose `X-Forwarded-For` is believed.
    pub(crate) trusted_proxies: Vec<Network>,
    /// The domain, without a dot in front, of cookies that the app's pages and servers see; `None`: the server's own host.
    pub(crate) cookie_domain: Option<String>,
    pub(crate) cookie_same_site: SameSite,
    pub(crate) templates: Templates,
    pub(crate) app: AppConfig,
    /// Where the scripts of browser components are.
    pub(crate) scripts: Scripts,
    pub(crate) request_timeout_ms: u64,
    /// How much is logged: `error`, `warn`, `info`, `debug`, or a filter of tracing's.
    pub log_level: String,
    /// Whether logs are JSON.
    pub log_json: bool,
}

/// Where the server keeps what it knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// In memory: gone at the end.
    Memory,
    /// In this SQLite file.
    File(PathBuf),
}

/// The operator's own endpoint that texts go to.
#[derive(Clone, Debug)]
pub(crate) struct WebhookConfig {
    pub(crate) url: String,
    pub(crate) secret: WebhookSecret,
}

impl Config {
    /// Whether it is for tests or for people.
    pub fn environment(&self) -> Environment {
        self.policy.environment
    }
}

/// A configuration that the server cannot start with. Values are not shown: they may be secrets.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A setting that does not exist.
    #[error("{place}: there is no such setting; `strowger config` lists all")]
    Unknown {
        /// Where it was given.
        place: String,
    },
    /// A value that a setting cannot have.
    #[error("{place}: must be {wanted}")]
    Invalid {
        /// Where it was given.
        place: String,
        /// What it must be.
        wanted: String,
    },
    /// Templates of tokens that cannot be used.
    #[error("{place}: cannot be used")]
    Templates {
        /// Where they were given.
        place: String,
        /// What is wrong with which.
        source: TemplateError,
    },
    /// A setting that has to be given.
    #[error("{what}: set {} (or {key} in the configuration file)", env_name(key))]
    Missing {
        /// What cannot be without it.
        what: &'static str,
        /// The setting.
        key: &'static str,
    },
    /// The configuration file cannot be read.
    #[error("cannot read the configuration file {path}: {why}")]
    File {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
}

pub(crate) fn country_set(codes: Vec<String>) -> BTreeSet<String> {
    codes.into_iter().collect()
}
