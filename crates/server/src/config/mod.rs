//! Configuration: flags over environment over file over defaults.

mod keys;
mod read;
mod sources;

pub use keys::{KEYS, Key, example_file};
pub use sources::{Sources, env_name};

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;

use strowger_core::instance::Pinned;
use strowger_core::policy::{Environment, Policy};
use strowger_sms::WebhookSecret;

use crate::keys::{MasterKey, PublishableKey, SecretKey};

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
