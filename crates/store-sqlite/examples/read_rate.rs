//! How fast the embedded store is on this machine: point reads per second, and durable commits per second.
//!
//! `cargo run --release -p strowger-store-sqlite --example read_rate`

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that fails may say so rudely"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, process};

use strowger_core::commit::{Commit, Guard, Write};
use strowger_core::record::{
    Client, CodeMac, Device, Factor, FactorStep, Familiar, Identifier, Message, MessageState,
    Number, Purpose, Session, SessionStatus, SignIn, Strategy, User, Verification,
    VerificationStatus,
};
use strowger_store::conformance::blank;
use strowger_store::{Store, UserFilter, UserOrder, UserOrderField, UserQuery};
use strowger_store_sqlite::{SqliteOptions, SqliteStore};
use strowger_types::wire::Metadata;
use strowger_types::{
    ClientId, PhoneNumber, PhoneNumberId, SessionId, SignInId, SmsMessageId, Timestamp, UserId,
    VerificationId,
};
use tokio::task::JoinSet;

const USERS: u32 = 20_000;
const READS: u32 = 300_000;
const COMMITTING: Duration = Duration::from_secs(3);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let folder = env::temp_dir().join(format!("strowger-read-rate-{}", process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("strowger.db");
    let opened = SqliteStore::open(&path, SqliteOptions::default());
    let store: Arc<SqliteStore> = Arc::new(opened.unwrap());
    println!("memory, empty database: {} KiB", resident_kib());
    fill(&store).await;
    println!("memory, {USERS} users written: {} KiB", resident_kib());

    read("number", 1, &store, async |store: &SqliteStore, n| {
        assert!(store.number(&number_id(n)).await.unwrap().is_some());
    });
    read("number", 2, &store, async |store: &SqliteStore, n| {
        assert!(store.number(&number_id(n)).await.unwrap().is_some());
    });
    read("holder", 1, &store, async |store: &SqliteStore, n| {
        assert!(store.holder(&phone_number(n)).await.unwrap().is_some());
    });
    read("user", 1, &store, async |store: &SqliteStore, n| {
        assert!(store.user(&user_id(n)).await.unwrap().is_some());
    });
    read(
        "client of a token",
        1,
        &store,
        async |store: &SqliteStore, n| {
            let client = store.client_of_token(&token_hash(n)).await;
            assert!(client.unwrap().is_some());
        },
    );
    read(
        "active sessions of a client",
        1,
        &store,
        async |store: &SqliteStore, n| {
            let sessions = store.active_sessions_of_client(&client_id(n)).await;
            assert_eq!(sessions.unwrap().len(), 1);
        },
    );
    list(&store).await;
    for in_flight in [1, 16, 64, 256] {
        commit(&store, in_flight).await;
    }
    println!("memory at the end: {} KiB", resident_kib());
    store.close().await;
    fs::remove_dir_all(&folder).unwrap();
}

fn read<F>(what: &str, tasks: u32, store: &Arc<SqliteStore>, one: F)
where
    F: AsyncFn(&SqliteStore, u32) + Copy + Send + Sync + 'static,
{
    let started = Instant::now();
    // On threads of their own: as many workers of a runtime that do nothing else.
    let threads: Vec<_> = (0..tasks)
        .map(|task| {
            let store = Arc::clone(store);
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build();
                runtime.unwrap().block_on(async {
                    let mut n = task + 1;
                    for _ in 0..READS {
                        // Steps through all users in no order that a cache would like.
                        n = (n.wrapping_mul(7_919) + 13) % USERS;
                        one(&store, n).await;
                    }
                });
                processor_ns()
            })
        })
        .collect();
    let busy_ns: u64 = threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .sum();
    let seconds = started.elapsed().as_secs_f64();
    let reads = f64::from(READS * tasks);
    println!(
        "{what}, {tasks} thread(s): {:.0} reads/s, {:.2} us of processor time each",
        reads / seconds,
        Duration::from_nanos(busy_ns).as_secs_f64() * 1e6 / reads
    );
}

async fn list(store: &Arc<SqliteStore>) {
    let query = UserQuery {
        filter: UserFilter::default(),
        order: UserOrder {
            field: UserOrderField::CreatedAt,
            descending: true,
        },
        limit: 500,
        offset: 0,
        starting_after: None,
    };
    let started = Instant::now();
    for _ in 0..20 {
        assert_eq!(store.users(&query).await.unwrap().len(), 500);
    }
    println!(
        "list of 500 users: {:.2} ms",
        started.elapsed().as_secs_f64() * 1e3 / 20.0
    );
}

/// What sending a code commits: a verification and a text under two guards.
async fn commit(store: &Arc<SqliteStore>, in_flight: u32) {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for task in 0..in_flight {
        let store = Arc::clone(store);
        tasks.spawn(async move {
            let mut latencies = vec![];
            let mut newest = store.newest_verification(&number_id(task)).await.unwrap();
            while started.elapsed() < COMMITTING {
                let n = NEXT.fetch_add(1, Ordering::Relaxed);
                let begun = Instant::now();
                let verification = verification(n, task);
                let commit = Commit {
                    guards: vec![
                        Guard::UserVersion {
                            id: user_id(task),
                            version: 1,
                        },
                        Guard::NewestVerification {
                            phone_number_id: number_id(task),
                            newest: newest.map(|newest| newest.id),
                        },
                    ],
                    writes: vec![
                        Write::PutVerification(verification.clone()),
                        Write::PutMessage(message(n, task)),
                    ],
                };
                store.commit(commit).await.unwrap();
                newest = Some(verification);
                latencies.push(begun.elapsed());
            }
            latencies
        });
    }
    let mut latencies: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    let seconds = started.elapsed().as_secs_f64();
    latencies.sort();
    let ms = |percent: usize| latencies[(latencies.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    println!(
        "commits, {in_flight} in flight: {:.0}/s, p50 {:.2} ms, p99 {:.2} ms, max {:.2} ms",
        f64::from(u32::try_from(latencies.len()).unwrap()) / seconds,
        ms(50),
        ms(99),
        ms(100)
    );
}

async fn fill(store: &Arc<SqliteStore>) {
    for from in (0..USERS).step_by(1_000) {
        let writes = (from..from + 1_000).flat_map(|n| {
            [
                Write::PutUser(Box::new(user(n))),
                Write::PutNumber(number(n)),
                Write::PutClient(Box::new(client(n))),
                Write::PutSession(Box::new(session(n))),
            ]
        });
        let commit = Commit {
            guards: vec![],
            writes: writes.collect(),
        };
        store.commit(commit).await.unwrap();
    }
}

/// Time that this thread ran: on a busy machine it says more than the clock on the wall.
fn processor_ns() -> u64 {
    let times = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let ran = times.split(' ').next().and_then(|ran| ran.parse().ok());
    ran.unwrap_or(0)
}

fn resident_kib() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.unwrap_or("? kB").trim().replace(" kB", "")
}

fn entropy(n: u32) -> [u8; 14] {
    let mut entropy = [0; 14];
    entropy[..4].copy_from_slice(&n.wrapping_mul(2_654_435_761).to_be_bytes());
    entropy
}

fn at(n: u32) -> i64 {
    1_700_000_000_000 + i64::from(n)
}

fn moment(n: u32) -> Timestamp {
    Timestamp::from_ms(at(n))
}

fn user_id(n: u32) -> UserId {
    UserId::new(at(n), entropy(n))
}

fn number_id(n: u32) -> PhoneNumberId {
    PhoneNumberId::new(at(n), entropy(n))
}

fn phone_number(n: u32) -> PhoneNumber {
    PhoneNumber::parse(&format!("+1415{n:07}")).unwrap()
}

fn number(n: u32) -> Number {
    blank::number(number_id(n), user_id(n), phone_number(n), moment(n))
}

fn user(n: u32) -> User {
    User {
        username: Some(format!("user{n}")),
        first_name: Some("Ada".to_owned()),
        last_name: Some("Lovelace".to_owned()),
        external_id: Some(format!("external-{n}")),
        public_metadata: Metadata::from_json_object(r#"{"plan":"gold"}"#.to_owned()).unwrap(),
        primary_number: Some(number_id(n)),
        ..blank::user(user_id(n), moment(n))
    }
}

fn client_id(n: u32) -> ClientId {
    ClientId::new(at(n), entropy(n))
}

fn session_id(n: u32) -> SessionId {
    SessionId::new(at(n), entropy(n))
}

fn token_hash(n: u32) -> [u8; 32] {
    let mut hash = [0; 32];
    hash[..14].copy_from_slice(&entropy(n));
    hash
}

/// A browser in which somebody signed in.
fn client(n: u32) -> Client {
    Client {
        id: client_id(n),
        version: 1,
        token_hash: token_hash(n),
        begun: true,
        sign_in: Some(SignIn {
            id: SignInId::new(at(n), entropy(n)),
            identifier: Some(Identifier::PhoneNumber(phone_number(n))),
            user_id: Some(user_id(n)),
            step: FactorStep::Complete,
            first: Some(Factor {
                strategy: Strategy::PhoneCode,
                number_id: Some(number_id(n)),
                sent: None,
                verified: true,
            }),
            second: None,
            password_set_at: None,
            created_session: Some(session_id(n)),
            abandon_at: moment(n),
            created_at: moment(n),
        }),
        sign_up: None,
        last_active_session: Some(session_id(n)),
        last_strategy: Some(Strategy::PhoneCode),
        familiars: vec![Familiar {
            user_id: user_id(n),
            signed_in_at: Some(moment(n)),
            failures: 0,
            failed_at: None,
        }],
        expire_at: moment(n),
        created_at: moment(n),
        updated_at: moment(n),
    }
}

fn session(n: u32) -> Session {
    Session {
        id: session_id(n),
        version: 1,
        user_id: user_id(n),
        client_id: client_id(n),
        status: SessionStatus::Active,
        first_factor_at: moment(n),
        second_factor_at: None,
        step_up: None,
        device: Device {
            ip: Some("192.0.2.1".to_owned()),
            user_agent: Some("Mozilla/5.0 (X11; Linux x86_64; rv:140.0)".to_owned()),
        },
        last_active_at: moment(n),
        expire_at: moment(n),
        abandon_at: moment(n),
        created_at: moment(n),
        updated_at: moment(n),
    }
}

fn verification(n: u32, of: u32) -> Verification {
    Verification {
        id: VerificationId::new(at(n), entropy(n)),
        version: 1,
        purpose: Purpose::BackendProof,
        user_id: Some(user_id(of)),
        phone_number_id: Some(number_id(of)),
        phone_number: phone_number(of),
        status: VerificationStatus::Unverified,
        attempts: 0,
        code: CodeMac {
            key_id: 1,
            mac: [7; 32],
        },
        created_at: moment(n),
        expire_at: moment(n).plus_ms(600_000),
    }
}

fn message(n: u32, of: u32) -> Message {
    Message {
        id: SmsMessageId::new(at(n), entropy(n)),
        to: phone_number(of),
        user_id: Some(user_id(of)),
        phone_number_id: Some(number_id(of)),
        verification_id: Some(VerificationId::new(at(n), entropy(n))),
        sealed: Some(vec![0; 120]),
        state: MessageState::Queued,
        tries: 0,
        lease_until: moment(n).plus_ms(30_000),
        expire_at: moment(n).plus_ms(600_000),
        created_at: moment(n),
    }
}
