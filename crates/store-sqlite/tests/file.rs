//! The file: who may read it, what survives, what is refused, what is let go.

mod folder;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Barrier};
use std::{fs, thread};

use folder::Folder;
use rusqlite::Connection;
use strowger_core::commit::{Commit, Write};
use strowger_core::record::SigningKey;
use strowger_store::{Store, UserFilter};
use strowger_store_sqlite::{SqliteOptions, SqliteStore};
use strowger_types::Timestamp;

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, SqliteOptions::default()).expect("it works")
}

fn put_key(n: u32) -> Commit {
    let key = SigningKey {
        kid: format!("ins_{n}"),
        sealed_private_key: vec![1, 2, 3],
        created_at: Timestamp::from_ms(i64::from(n)),
        used_until: None,
    };
    Commit {
        guards: vec![],
        writes: vec![Write::PutSigningKey(key)],
    }
}

#[tokio::test]
async fn only_the_owner_reads_the_file_and_what_lies_beside_it() {
    let folder = Folder::new();
    let store = open(&folder.database());
    store.commit(put_key(1)).await.expect("it works");
    for suffix in ["", "-wal", "-shm"] {
        let path = format!("{}{suffix}", folder.database().display());
        let mode = fs::metadata(path).expect("it works").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{suffix}");
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart() {
    let folder = Folder::new();
    let store = open(&folder.database());
    store.commit(put_key(1)).await.expect("it works");
    store.close().await;
    let store = open(&folder.database());
    assert_eq!(store.signing_keys().await.expect("it works").len(), 1);
    // Dropped without being closed.
    store.commit(put_key(2)).await.expect("it works");
    drop(store);
    let store = open(&folder.database());
    assert_eq!(store.signing_keys().await.expect("it works").len(), 2);
}

#[tokio::test]
async fn what_was_acknowledged_is_there_without_a_checkpoint() {
    let folder = Folder::new();
    let store = open(&folder.database());
    store.commit(put_key(1)).await.expect("it works");
    // What a crash leaves: the file and its log as they are now.
    let crashed = Folder::new();
    for suffix in ["", "-wal"] {
        let from = format!("{}{suffix}", folder.database().display());
        fs::copy(from, format!("{}{suffix}", crashed.database().display())).expect("it works");
    }
    let recovered = open(&crashed.database());
    assert_eq!(recovered.signing_keys().await.expect("it works").len(), 1);
}

#[tokio::test]
async fn closing_lets_go_of_every_file() {
    let folder = Folder::new();
    let store = open(&folder.database());
    store.commit(put_key(1)).await.expect("it works");
    store
        .count_users(&UserFilter::default())
        .await
        .expect("it works");
    assert!(open_files(&folder) > 0);
    store.close().await;
    assert_eq!(open_files(&folder), 0);
    assert!(store.signing_keys().await.is_err());
    assert!(store.count_users(&UserFilter::default()).await.is_err());
    // Nothing is left in a log.
    let names: Vec<_> = fs::read_dir(folder.database().parent().expect("it works"))
        .expect("it works")
        .map(|entry| entry.expect("it works").file_name())
        .collect();
    assert_eq!(names, ["strowger.db"]);
}

#[tokio::test]
async fn dropping_lets_go_of_every_file() {
    let folder = Folder::new();
    let store = open(&folder.database());
    store.commit(put_key(1)).await.expect("it works");
    store.signing_keys().await.expect("it works");
    drop(store);
    assert_eq!(open_files(&folder), 0);
}

#[test]
fn many_may_start_at_once() {
    const STARTERS: usize = 6;
    let folder = Folder::new();
    let barrier = Arc::new(Barrier::new(STARTERS));
    let starters: Vec<_> = (0..STARTERS)
        .map(|_| {
            let (barrier, path) = (Arc::clone(&barrier), folder.database());
            thread::spawn(move || {
                barrier.wait();
                SqliteStore::open(&path, SqliteOptions::default()).map(drop)
            })
        })
        .collect();
    for starter in starters {
        starter.join().expect("it works").expect("it works");
    }
}

#[test]
fn a_file_of_a_newer_version_is_refused_untouched() {
    let folder = Folder::new();
    drop(open(&folder.database()));
    let db = Connection::open(folder.database()).expect("it works");
    db.execute("INSERT INTO schema_version (version) VALUES (99)", [])
        .expect("it works");
    let refused = SqliteStore::open(&folder.database(), SqliteOptions::default());
    let error = refused.err().expect("it works");
    assert_eq!(error.to_string(), "cannot open the database");
    assert!(error.source.to_string().contains("schema 99"), "{error:?}");
}

#[test]
fn a_file_that_is_no_database_is_refused_untouched() {
    let folder = Folder::new();
    let text = "not a database, but something that somebody may still need".repeat(100);
    fs::write(folder.database(), &text).expect("it works");
    assert!(SqliteStore::open(&folder.database(), SqliteOptions::default()).is_err());
    assert_eq!(
        fs::read_to_string(folder.database()).expect("it works"),
        text
    );
}

#[test]
fn a_folder_that_is_not_there_is_refused() {
    let folder = Folder::new();
    let path = folder.database().join("missing/strowger.db");
    assert!(SqliteStore::open(&path, SqliteOptions::default()).is_err());
}

/// Handles that this process has on files in the folder.
fn open_files(folder: &Folder) -> usize {
    let within = folder.database().parent().expect("it works").to_owned();
    fs::read_dir("/proc/self/fd")
        .expect("it works")
        .filter_map(|entry| fs::read_link(entry.ok()?.path()).ok())
        .filter(|target| target.starts_with(&within))
        .count()
}
