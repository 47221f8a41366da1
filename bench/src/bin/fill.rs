//! Fills a database with users, each with one verified number, through the store, and prints nothing but the time it took.
//!
//! The ids come out as `NUMBER_ID USER_ID` lines, oldest first.

#![expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
#![expect(clippy::print_stdout, reason = "it says how long it took")]

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::Parser as _;
use strowger_core::commit::{Commit, Write};
use strowger_core::record::{Number, User};
use strowger_store::Store as _;
use strowger_store::conformance::blank;
use strowger_store_sqlite::{SqliteOptions, SqliteStore};
use strowger_types::{PhoneNumber, PhoneNumberId, Timestamp, UserId};
use tokio::task::JoinSet;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Users in one commit.
const COMMIT_USERS: u32 = 1_000;

/// Commits in flight: they are written together.
const IN_FLIGHT: u32 = 8;

/// Numbers of one area code: 200 0000 to 999 9999.
const AREA_NUMBERS: u64 = 8_000_000;

/// Steps through all numbers of an area code in no order: it has no divisor in common with their count.
const STEP: u64 = 4_999_999;

/// Fills a database with users that have one verified number each.
#[derive(clap::Parser)]
struct Arguments {
    /// The file; it may hold keys and settings already, but no users.
    #[arg(long)]
    database: PathBuf,
    /// How many users.
    #[arg(long)]
    numbers: u32,
    /// Where to write the ids.
    #[arg(long)]
    ids: PathBuf,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(fill(arguments))
}

async fn fill(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let opened = SqliteStore::open(&arguments.database, SqliteOptions::default())?;
    let store = Arc::new(opened);
    let mut ids = BufWriter::new(File::create(&arguments.ids)?);
    // The users came one a second, the last of them now.
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let first_ms = now - i64::from(arguments.numbers) * 1_000;
    let mut commits = JoinSet::new();
    let step = usize::try_from(COMMIT_USERS)?;
    for from in (0..arguments.numbers).step_by(step) {
        let mut writes = Vec::with_capacity(2 * step);
        for n in from..arguments.numbers.min(from + COMMIT_USERS) {
            let at = first_ms + i64::from(n) * 1_000;
            let number = number(n, at);
            writeln!(ids, "{} {}", number.id, number.user_id)?;
            writes.push(Write::PutUser(Box::new(user(n, &number))));
            writes.push(Write::PutNumber(number));
        }
        let commit = Commit {
            guards: vec![],
            writes,
        };
        let store = Arc::clone(&store);
        commits.spawn(async move { store.commit(commit).await });
        while commits.len() >= usize::try_from(IN_FLIGHT)? {
            commits.join_next().await.transpose()?.transpose()?;
        }
    }
    while let Some(done) = commits.join_next().await {
        done??;
    }
    store.close().await;
    ids.flush()?;
    println!("{:.1}", started.elapsed().as_secs_f64());
    Ok(())
}

fn entropy(n: u32) -> [u8; 14] {
    let mut entropy = [0; 14];
    entropy[..4].copy_from_slice(&n.wrapping_mul(2_654_435_761).to_be_bytes());
    entropy
}

fn number(n: u32, at: i64) -> Number {
    let line = 2_000_000 + u64::from(n) * STEP % AREA_NUMBERS;
    blank::number(
        PhoneNumberId::new(at, entropy(n)),
        UserId::new(at, entropy(n)),
        PhoneNumber::parse(&format!("+1415{line}")).expect("it is E.164"),
        Timestamp::from_ms(at),
    )
}

/// A user who can also come in by name: without that, the only number could not become a second factor.
fn user(n: u32, number: &Number) -> User {
    User {
        username: Some(format!("user{n}")),
        first_name: Some("Ada".to_owned()),
        last_name: Some("Lovelace".to_owned()),
        primary_number: Some(number.id.clone()),
        ..blank::user(number.user_id.clone(), number.created_at)
    }
}
