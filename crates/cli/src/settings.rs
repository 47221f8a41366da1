//! Settings as flags, which commands that need a server's configuration share.

use std::path::{Path, PathBuf};

use strowger_server::{Config, ConfigError, Sources};

use crate::Failure;

/// The configuration file that is read without being named, if it is there.
const USUAL_FILE: &str = "strowger.toml";

/// Flags that say which server is meant.
#[derive(clap::Args, Default)]
pub(crate) struct Settings {
    /// Address and port to listen on [env: STROWGER_LISTEN] [default: 127.0.0.1:4000]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// A SQLite file, or memory: [env: STROWGER_DATABASE] [default: ./strowger.db]
    #[arg(long, value_name = "FILE")]
    database: Option<String>,
    /// development or production [env: STROWGER_MODE] [default: development]
    #[arg(long)]
    mode: Option<String>,
    /// A configuration file [default: ./strowger.toml, if it is there]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Let development mode listen on an address that other machines reach
    #[arg(long)]
    allow_remote: bool,
}

impl Settings {
    /// The configuration: flags over environment over file over defaults.
    pub(crate) fn read(&self) -> Result<Config, Failure> {
        self.sources()
            .and_then(|sources| sources.read())
            .map_err(|error| Failure::usage(&error))
    }

    fn sources(&self) -> Result<Sources, ConfigError> {
        let mut sources = Sources::new();
        sources.flag("listen", "--listen", self.listen.clone());
        sources.flag("database", "--database", self.database.clone());
        sources.flag("mode", "--mode", self.mode.clone());
        sources.flag(
            "allow_remote",
            "--allow-remote",
            self.allow_remote.then(|| "true".to_owned()),
        );
        // A name that is not UTF-8 is none of ours.
        let variables =
            std::env::vars_os().filter_map(|(name, text)| Some((name.into_string().ok()?, text)));
        sources.environment(variables)?;
        match &self.config {
            Some(path) => sources.file(path)?,
            None if Path::new(USUAL_FILE).exists() => sources.file(Path::new(USUAL_FILE))?,
            None => {}
        }
        Ok(sources)
    }
}
