//! Writes phone numbers over kept connections, so many at a time, and prints rate and latencies as one line of JSON.
//!
//! It ends with an error at the first answer that is not 200: a rate of refusals is none.

#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser as _;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Numbers of one area code: 200 0000 to 999 9999.
const AREA_NUMBERS: u64 = 8_000_000;

/// Steps through all numbers of an area code in no order.
const STEP: u64 = 4_999_999;

/// Numbers that a connection changes one after another before it changes them back.
const ROUND: usize = 8;

type Failure = Box<dyn Error + Send + Sync>;

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

/// One kept connection.
struct Connection {
    stream: TcpStream,
    head: String,
    request: Vec<u8>,
    answer: Vec<u8>,
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
    let ids = Arc::new(ids);
    let mut connections = Vec::with_capacity(in_flight);
    for _ in 0..in_flight {
        connections.push(Connection::open(arguments.address, &arguments.key).await?);
    }
    let started = Instant::now();
    let end = started + Duration::from_secs_f64(arguments.seconds);
    let mut tasks = JoinSet::new();
    for (place, connection) in connections.into_iter().enumerate() {
        let ids = Arc::clone(&ids);
        let (what, made) = (arguments.what, arguments.made);
        tasks.spawn(async move {
            match what {
                What::Update => update(connection, &ids, place, in_flight, end).await,
                What::Create => create(connection, &ids, place, in_flight, made, end).await,
            }
        });
    }
    let mut latencies = Vec::new();
    while let Some(done) = tasks.join_next().await {
        latencies.extend(done??);
    }
    let seconds = started.elapsed().as_secs_f64();
    latencies.sort_unstable();
    let at = |permille: usize| latencies[(latencies.len() - 1) * permille / 1_000];
    println!(
        "{}",
        json!({
            "requests": latencies.len(),
            "seconds": seconds,
            "p50_us": at(500),
            "p99_us": at(990),
            "max_us": at(1_000),
        })
    );
    Ok(())
}

/// Every connection has users of its own, so that nobody overtakes anybody.
async fn update(
    mut connection: Connection,
    ids: &[(String, String)],
    place: usize,
    in_flight: usize,
    end: Instant,
) -> Result<Vec<u64>, Failure> {
    let mut latencies = Vec::new();
    let own: Vec<_> = ids.iter().skip(place).step_by(in_flight).collect();
    for round in own.chunks_exact(ROUND).cycle() {
        // A round that was begun is finished, so that all are as they were: the next run must not ask for what is already so.
        for body in [
            r#"{"reserved_for_second_factor":true}"#,
            r#"{"reserved_for_second_factor":false}"#,
        ] {
            for (number_id, _) in round {
                let path = format!("/v1/phone_numbers/{number_id}");
                latencies.push(connection.ask("PATCH", &path, body).await?);
            }
        }
        if Instant::now() >= end {
            break;
        }
    }
    Ok(latencies)
}

async fn create(
    mut connection: Connection,
    ids: &[(String, String)],
    place: usize,
    in_flight: usize,
    made: u64,
    end: Instant,
) -> Result<Vec<u64>, Failure> {
    let mut latencies = Vec::new();
    let mut next = made + u64::try_from(place)?;
    for (_, user_id) in ids.iter().skip(place).step_by(in_flight).cycle() {
        let line = 2_000_000 + next * STEP % AREA_NUMBERS;
        next += u64::try_from(in_flight)?;
        let body =
            format!(r#"{{"user_id":"{user_id}","phone_number":"+1212{line}","verified":true}}"#);
        latencies.push(connection.ask("POST", "/v1/phone_numbers", &body).await?);
        if Instant::now() >= end {
            break;
        }
    }
    Ok(latencies)
}

fn read_ids(path: &std::path::Path) -> Result<Vec<(String, String)>, Failure> {
    let text = std::fs::read_to_string(path)?;
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    Ok(pairs
        .map(|(number, user)| (number.to_owned(), user.to_owned()))
        .collect())
}

impl Connection {
    async fn open(address: SocketAddr, key: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            head: format!(
                "HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n"
            ),
            request: Vec::with_capacity(1_024),
            answer: Vec::with_capacity(4_096),
        })
    }

    /// Sends one request, reads its answer, and tells how many microseconds that took.
    async fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<u64, Failure> {
        let Self {
            stream,
            head,
            request,
            answer,
        } = self;
        request.clear();
        std::io::Write::write_fmt(
            request,
            format_args!(
                "{method} {path} {head}content-length: {}\r\n\r\n{body}",
                body.len()
            ),
        )?;
        let started = Instant::now();
        stream.write_all(request).await?;
        answer.clear();
        while !is_whole(answer)? {
            if stream.read_buf(answer).await? == 0 {
                return Err("the server closed the connection".into());
            }
        }
        let micros = u64::try_from(started.elapsed().as_micros())?;
        if answer.starts_with(b"HTTP/1.1 200 ") {
            Ok(micros)
        } else {
            Err(format!(
                "{method} {path} {body}\n{}",
                String::from_utf8_lossy(answer)
            )
            .into())
        }
    }
}

fn is_whole(answer: &[u8]) -> Result<bool, Failure> {
    let Some(head_length) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(false);
    };
    let head = std::str::from_utf8(&answer[..head_length])?;
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .ok_or("an answer has no length")?;
    Ok(answer.len() >= head_length + 4 + length.parse::<usize>()?)
}
