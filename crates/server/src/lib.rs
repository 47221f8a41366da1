//! Strowger's server: routes, commands, keys, configuration and the outbox.
//!
//! [`Sources`] reads a [`Config`], [`Server::start`] makes a server of it, [`Server::run`] runs it to its end.

mod app;
mod clock;
mod components;
mod config;
mod frontend_config;
mod http;
mod keys;
mod network;
mod outbox;
mod serve;
mod start;
mod stream;

pub use app::KeysError;
pub use config::{Config, ConfigError, Database, KEYS, Key, Sources, env_name, example_file};
pub use keys::{MasterKeyError, SigningError};
pub use start::{Access, Rotated, Server, StartError, read_access, rotate_signing_key};
pub use strowger_core::policy::Environment;
pub use strowger_core::signing_key::Older;

/// The description of what is served (`OpenAPI` 3.1), as `GET /openapi.json` answers it.
pub fn description() -> serde_json::Value {
    http::openapi::document()
}
