//! The binary `strowger`: runs the server, and talks to one.

mod config;
mod inbox;
mod keys;
mod serve;
mod settings;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use strowger_types::error::with_causes;

/// The standard allocator gives memory back late and is slower under many threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What did not work.
const EXIT_FAILED: u8 = 1;

/// Bad usage: flags, environment or configuration that make no sense.
const EXIT_USAGE: u8 = 2;

/// What was typed.
#[derive(Parser)]
#[command(
    name = "strowger",
    version,
    about = "Phone identity that you own: users' phone numbers, proven with one-time codes, behind the wire protocol of Clerk's phone-number APIs."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server.
    Serve(serve::Arguments),
    /// Show keys and addresses; make them if there are none yet.
    Keys(keys::Arguments),
    /// Show the texts that development mode kept instead of sending.
    Inbox(inbox::Arguments),
    /// Print a configuration file with every setting, its default and what it is for.
    Config,
}

/// Why a command ended without doing what it was asked to.
enum Failure {
    /// What was asked makes no sense.
    Usage(String),
    /// It made sense and did not work.
    Failed(String),
}

impl Failure {
    fn usage(error: &dyn std::error::Error) -> Self {
        Self::Usage(with_causes(error))
    }

    fn failed(error: &dyn std::error::Error) -> Self {
        Self::Failed(with_causes(error))
    }
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Keys(arguments) => keys::run(&arguments),
        Command::Inbox(arguments) => inbox::run(&arguments),
        Command::Config => config::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(message)) => complain(&message, EXIT_USAGE),
        Err(Failure::Failed(message)) => complain(&message, EXIT_FAILED),
    }
}

fn complain(message: &str, code: u8) -> ExitCode {
    eprintln!("strowger: {message}");
    ExitCode::from(code)
}

/// Prints to standard output. Whoever reads it may have gone, which is no failure of ours.
fn print(text: &str) {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    let _gone = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
