//! `strowger serve`: the server, until a signal ends it.

use std::io;

use strowger_server::{Access, Config, Server};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::settings::Settings;
use crate::{Failure, print};

/// Keeps the parser of phone numbers out of the log, whatever its level.
const NO_NUMBERS: &str = "rlibphonenumber=off";

/// Flags of `strowger serve`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    settings: Settings,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let config = arguments.settings.read()?;
    log_to_stderr(&config)?;
    log_panics_without_their_text();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(&error))?;
    let outcome = runtime.block_on(serve(config));
    // All is kept and said: a password that is still being hashed for nobody is not waited for.
    runtime.shutdown_background();
    outcome
}

async fn serve(config: Config) -> Result<(), Failure> {
    let is_development = config.environment() == strowger_server::Environment::Development;
    let database = config.database.clone();
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| Failure::failed(&error))?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| Failure::failed(&error))?;
    let server = Server::start(config)
        .await
        .map_err(|error| Failure::failed(&error))?;
    if is_development {
        print(&welcome(&server.access(), &database));
    } else {
        print(&format!("Strowger listens on {}\n", server.address()));
    }
    let stopped = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    server.run(stopped).await;
    Ok(())
}

fn log_to_stderr(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log_level)
        .map_err(|_| Failure::Usage("log.level: must be error, warn, info or debug".to_owned()))?
        // At its finest it tells which numbers it reads.
        .add_directive(NO_NUMBERS.parse().expect("it is a directive"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    if config.log_json {
        log.json().init();
    } else {
        log.with_ansi(io::IsTerminal::is_terminal(&io::stderr()))
            .init();
    }
    Ok(())
}

/// A panic's text may hold what was being worked on, such as a code: only the place goes to the log.
fn log_panics_without_their_text() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(place, "a bug: the program panicked");
    }));
}

/// What a developer needs to begin: address, keys, and snippets that work when pasted.
fn welcome(access: &Access, database: &strowger_server::Database) -> String {
    let Access {
        secret_key,
        publishable_key,
        url,
        ..
    } = access;
    let kept = match database {
        strowger_server::Database::Memory => "in memory: gone when the server stops".to_owned(),
        strowger_server::Database::File(path) => path.display().to_string(),
    };
    format!(
        r#"
Strowger is running in development mode.

  try it           {url}/
  texts and users  {url}/console, or: strowger inbox
  secret key       {secret_key}
  publishable key  {publishable_key}
  database         {kept}

Open the first address in a browser: sign up, and see the text arrive beside the form. Or make a user with a
phone number, in curl:

    curl -sS {url}/v1/users \
      -H "Authorization: Bearer {secret_key}" \
      -H "Content-Type: application/json" \
      -d '{{"phone_number": ["+1'$((201 + RANDOM % 700))'55501'$((10 + RANDOM % 90))'"]}}'

in Python:

    # pip install clerk-backend-api
    import random
    from clerk_backend_api import Clerk
    with Clerk(bearer_auth="{secret_key}", server_url="{url}/v1") as clerk:
        number = f"+1{{random.randint(201, 989)}}5550{{random.randint(100, 199)}}"
        user = clerk.users.create(phone_number=[number])
        print(user.id, user.phone_numbers[0].phone_number)

in JavaScript:

    // npm install @clerk/backend
    import {{ createClerkClient }} from '@clerk/backend'
    const clerk = createClerkClient({{ secretKey: '{secret_key}', apiUrl: '{url}' }})
    const number = `+1${{201 + Math.floor(Math.random() * 789)}}5550${{100 + Math.floor(Math.random() * 100)}}`
    const user = await clerk.users.createUser({{ phoneNumber: [number] }})
    console.log(user.id, user.phoneNumbers[0].phoneNumber)

"#
    )
}
