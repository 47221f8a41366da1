//! `strowger keys`: keys and addresses, for people and for scripts; and a new signing key.

use std::future::Future;

use serde_json::json;
use strowger_server::{Access, Config, Database, Older, Rotated, StartError};

use crate::settings::Settings;
use crate::{Failure, print};

/// Flags of `strowger keys`.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    shown: Shown,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Make a new signing key; a running server takes it up by itself
    Rotate(Rotation),
}

/// Flags of `strowger keys rotate`.
#[derive(clap::Args)]
struct Rotation {
    #[command(flatten)]
    shown: Shown,
    /// Forget all older keys at once, and every token that they signed: for keys that somebody else may know
    #[arg(long)]
    forget_older: bool,
}

/// Whose keys, and how they are printed.
#[derive(clap::Args)]
struct Shown {
    #[command(flatten)]
    settings: Settings,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.command {
        None => show(&arguments.shown),
        Some(Command::Rotate(rotation)) => rotate(rotation),
    }
}

fn show(shown: &Shown) -> Result<(), Failure> {
    let access = read(shown.settings.read()?)?;
    if shown.json {
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

fn rotate(rotation: &Rotation) -> Result<(), Failure> {
    let (older, what_follows) = if rotation.forget_older {
        (
            Older::Forget,
            "Servers on this database know no other in two seconds. Every older token is refused from then on.",
        )
    } else {
        (
            Older::Retire,
            "Servers on this database sign with it in a few seconds. Older tokens stay valid until they expire.",
        )
    };
    let config = rotation.shown.settings.read()?;
    let Rotated {
        kid,
        jwt_public_key,
    } = with_database(config, |config| {
        strowger_server::rotate_signing_key(config, older)
    })?;
    if rotation.shown.json {
        let made = json!({ "kid": kid, "jwt_public_key": jwt_public_key });
        print(&format!("{made:#}\n"));
    } else {
        print(&format!(
            "new signing key  {kid}\n{what_follows}\nJWT public key, for app servers that have it in their configuration\n{jwt_public_key}"
        ));
    }
    Ok(())
}

/// Keys and addresses of the server that this configuration means.
pub(crate) fn read(config: Config) -> Result<Access, Failure> {
    with_database(config, strowger_server::read_access)
}

/// Does something with the database of the server that this configuration means, be it running or not.
fn with_database<T, F: Future<Output = Result<T, StartError>>>(
    config: Config,
    work: impl FnOnce(Config) -> F,
) -> Result<T, Failure> {
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
        .block_on(work(config))
        .map_err(|error| Failure::failed(&error))
}
