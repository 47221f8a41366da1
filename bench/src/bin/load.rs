//! Writes phone numbers over kept connections, so many at a time, and prints rate and latencies as one line of JSON.
//!
//! It ends with an error at the first answer that is not 200: a rate of refusals is none.

#![expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser as _;
use serde_json::Value;
use strowger_bench::connection::{Connection, Failure};
use strowger_bench::figures::figures;
use tokio::task::JoinSet;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Numbers of one area code: 200 0000 to 999 9999.
const AREA_NUMBERS: u64 = 8_000_000;

/// Steps through all numbers of an area code in no order.
const STEP: u64 = 4_999_999;

/// Numbers that a connection changes one after another before it changes them back.
const ROUND: usize = 8;

/// Writes phone numbers.
#[derive(clap::Parser)]
struct Arguments {
    /// The server.
    #[arg(long)]
    address: SocketAddr,
    /// Its key.
    #[arg(long)]
    key: String,
    /// A file with `NUMBER_ID USER_ID` lines.
    #[arg(long)]
    ids: PathBuf,
    /// Requests in flight, each on a connection of its own.
    #[arg(long)]
    in_flight: usize,
    /// For how long.
    #[arg(long)]
    seconds: f64,
    /// What to write.
    #[arg(long, value_enum)]
    what: What,
    /// How many numbers earlier runs made of this database.
    #[arg(long, default_value_t = 0)]
    made: u64,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum What {
    /// PATCH: make a number a second factor, and later none again. Every one changes the user and the number.
    Update,
    /// POST: give a user another verified number.
    Create,
}

/// What one connection does.
struct Load {
    connection: Connection,
    headers: Arc<str>,
    ids: Arc<[(String, String)]>,
    place: usize,
    in_flight: usize,
    end: Instant,
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(arguments))
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let ids = read_ids(&arguments.ids)?;
    let in_flight = arguments.in_flight;
    if ids.len() < in_flight * ROUND {
        return Err("there are too few ids".into());
    }
    let ids: Arc<[_]> = ids.into();
    let mut connections = Vec::with_capacity(in_flight);
    for _ in 0..in_flight {
        connections.push(Connection::open(arguments.address).await?);
    }
    let started = Instant::now();
    let end = started + Duration::from_secs_f64(arguments.seconds);
    let mut tasks = JoinSet::new();
    let headers: Arc<str> = format!(
        "authorization: Bearer {}\r\ncontent-type: application/json\r\n",
        arguments.key
    )
    .into();
    for (place, connection) in connections.into_iter().enumerate() {
        let load = Load {
            connection,
            headers: Arc::clone(&headers),
            ids: Arc::clone(&ids),
            place,
            in_flight,
            end,
        };
        let (what, made) = (arguments.what, arguments.made);
        tasks.spawn(async move {
            match what {
                What::Update => update(load).await,
                What::Create => create(load, made).await,
            }
        });
    }
    let mut latencies = Vec::new();
    while let Some(done) = tasks.join_next().await {
        latencies.extend(done??);
    }
    println!("{}", Value::Object(figures(latencies, started.elapsed())));
    Ok(())
}

/// Every connection has users of its own, so that nobody overtakes anybody.
async fn update(mut load: Load) -> Result<Vec<u64>, Failure> {
    let mut latencies = Vec::new();
    let ids = Arc::clone(&load.ids);
    let own: Vec<_> = ids
        .iter()
        .skip(load.place)
        .step_by(load.in_flight)
        .collect();
    for round in own.chunks_exact(ROUND).cycle() {
        // A round that was begun is finished, so that all are as they were: the next run must not ask for what is already so.
        for body in [
            r#"{"reserved_for_second_factor":true}"#,
            r#"{"reserved_for_second_factor":false}"#,
        ] {
            for (number_id, _) in round {
                let path = format!("/v1/phone_numbers/{number_id}");
                latencies.push(load.ask("PATCH", &path, body).await?);
            }
        }
        if Instant::now() >= load.end {
            break;
        }
    }
    Ok(latencies)
}

async fn create(mut load: Load, made: u64) -> Result<Vec<u64>, Failure> {
    let mut latencies = Vec::new();
    let mut next = made + u64::try_from(load.place)?;
    let ids = Arc::clone(&load.ids);
    for (_, user_id) in ids.iter().skip(load.place).step_by(load.in_flight).cycle() {
        let line = 2_000_000 + next * STEP % AREA_NUMBERS;
        next += u64::try_from(load.in_flight)?;
        let body =
            format!(r#"{{"user_id":"{user_id}","phone_number":"+1212{line}","verified":true}}"#);
        latencies.push(load.ask("POST", "/v1/phone_numbers", &body).await?);
        if Instant::now() >= load.end {
            break;
        }
    }
    Ok(latencies)
}

impl Load {
    async fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<u64, Failure> {
        self.connection.ask(method, path, &self.headers, body).await
    }
}

fn read_ids(path: &std::path::Path) -> Result<Vec<(String, String)>, Failure> {
    let text = std::fs::read_to_string(path)?;
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    Ok(pairs
        .map(|(number, user)| (number.to_owned(), user.to_owned()))
        .collect())
}
