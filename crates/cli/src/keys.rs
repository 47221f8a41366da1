//! `strowger keys`: keys and addresses, for people and for scripts.

use serde_json::json;
use strowger_server::{Access, Config, Database};

use crate::settings::Settings;
use crate::{Failure, print};

/// Flags of `strowger keys`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    settings: Settings,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let access = read(arguments.settings.read()?)?;
    if arguments.json {
        let shown = json!({
            "secret_key": access.secret_key,
            "publishable_key": access.publishable_key,
            "jwt_public_key": access.jwt_public_key,
            "backend_api_url": access.url,
            "frontend_api_url": access.url,
            "jwks_url": format!("{}/.well-known/jwks.json", access.url),
        });
        print(&format!("{shown:#}\n"));
    } else {
        print(&format!(
            "secret key       {}\npublishable key  {}\nbackend API      {url}\nfrontend API     {url}\nJWKS             {url}/.well-known/jwks.json\nJWT public key\n{}",
            access.secret_key,
            access.publishable_key,
            access.jwt_public_key,
            url = access.url,
        ));
    }
    Ok(())
}

/// Keys and addresses of the server that this configuration means.
pub(crate) fn read(config: Config) -> Result<Access, Failure> {
    if config.database == Database::Memory {
        return Err(Failure::Usage(
            "a server in memory keeps its keys to itself: it printed them at its start; STROWGER_SECRET_KEY sets one".to_owned(),
        ));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(&error))?;
    runtime
        .block_on(strowger_server::read_access(config))
        .map_err(|error| Failure::failed(&error))
}
