//! Loads the Frontend API over kept connections. Clients and sessions that were made stay for later passes.
//!
//! It takes lines: `ready WHAT IN_FLIGHT SECONDS` makes what a pass needs and answers `{}`; `go` runs the pass and answers
//! with rate and latencies as one line of JSON. `show` answers with the text of a client, `bare ADDRESS` says where the bare
//! server is. It ends with an error at the first answer that is not 200.

#![expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

mod crowd;
mod holder;
mod pass;

use std::io::BufRead as _;
use std::net::SocketAddr;

use clap::{Parser as _, ValueEnum as _};
use serde_json::{Value, json};
use strowger_bench::connection::Failure;

use crowd::Crowd;
use pass::{Pass, What};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Loads the Frontend API.
#[derive(clap::Parser)]
struct Arguments {
    /// The server.
    #[arg(long)]
    address: SocketAddr,
    /// Its key, and the bare server's.
    #[arg(long)]
    key: String,
    /// Sessions that take turns where every token is to be signed: more than are asked for in five seconds.
    #[arg(long)]
    sessions: usize,
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut crowd = Crowd::new(arguments.address, arguments.key);
    runtime.block_on(crowd.make_users())?;
    let mut pass = None;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<_> = line.split(' ').collect();
        let answer = match words[..] {
            ["ready", what, in_flight, seconds] => {
                let made = Pass {
                    what: What::from_str(what, false)?,
                    in_flight: in_flight.parse()?,
                    seconds: seconds.parse()?,
                };
                runtime.block_on(made.make_ready(&mut crowd, arguments.sessions))?;
                pass = Some(made);
                json!({})
            }
            ["show"] => json!({"client": runtime.block_on(crowd.show_client())?}),
            ["bare", address] => {
                crowd.bare = Some(address.parse()?);
                json!({})
            }
            ["go"] => {
                let pass = pass.take().ok_or("nothing is ready")?;
                Value::Object(runtime.block_on(pass.run(&mut crowd))?)
            }
            _ => return Err(format!("what is {line}?").into()),
        };
        println!("{answer}");
    }
    Ok(())
}
