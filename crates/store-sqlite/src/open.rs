//! Making the file and opening connections to it.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;
use std::thread;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::DbError;

/// How long a connection waits for another's lock, in milliseconds. Only another program (`sqlite3`, a backup) can hold one for long.
const BUSY_TIMEOUT_MS: u64 = 5_000;

/// Page cache of the writer, in KiB: at most so much, taken as pages are touched.
const WRITER_CACHE_KIB: i64 = 8_192;

/// Page cache of a reader, in KiB. Small, because readers see checkpointed pages through the memory map.
const READER_CACHE_KIB: i64 = 1_024;

/// How much of the file is mapped into memory, in bytes: all that `SQLite` can map, which is a file of three million users.
/// Mapped pages belong to the system's page cache. What lies behind costs a call into the system for every page:
/// at a million users and a quarter of this, 1.1 such calls a read and 20 a write instead of none and 9.
const MMAP_BYTES: i64 = 0x7fff_0000;

/// Statements that a connection keeps prepared: all of the constant ones and some lists.
const STATEMENTS_MAX: usize = 128;

/// How often the switch to write-ahead logging is tried: `SQLite` does not wait by itself when two start at once.
const JOURNAL_TRIES_MAX: u32 = 100;

/// Pause between those tries, in milliseconds.
const JOURNAL_PAUSE_MS: u64 = 20;

/// Makes the file, readable by its owner alone, if it is missing.
pub(crate) fn make_file(path: &Path) -> Result<(), DbError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        // Never opened here if it exists: closing it would drop the locks that SQLite has on it in this process.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The connection that writes.
pub(crate) fn writer(path: &Path) -> Result<Connection, DbError> {
    let db = connection(path, WRITER_CACHE_KIB)?;
    keep_write_ahead_log(&db)?;
    db.pragma_update(None, "synchronous", "FULL")?;
    // Checkpoints are the business of the checkpointer, or commits would wait for them.
    db.pragma_update(None, "wal_autocheckpoint", 0)?;
    db.pragma_update(None, "foreign_keys", true)?;
    Ok(db)
}

/// A connection that only reads.
pub(crate) fn reader(path: &Path) -> Result<Connection, DbError> {
    let db = connection(path, READER_CACHE_KIB)?;
    db.pragma_update(None, "query_only", true)?;
    Ok(db)
}

/// The connection that moves the log into the file. It syncs: the log must not be reused before the file is safe.
pub(crate) fn checkpointer(path: &Path) -> Result<Connection, DbError> {
    let db = connection(path, READER_CACHE_KIB)?;
    db.pragma_update(None, "synchronous", "FULL")?;
    Ok(db)
}

/// What all connections have in common.
pub(crate) fn connection(path: &Path, cache_kib: i64) -> Result<Connection, DbError> {
    let db = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    db.busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS))?;
    // Without it, SQLite prepares every join anew on every execution, because bound values could change the plan.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.pragma_update(None, "cache_size", -cache_kib)?;
    db.pragma_update(None, "mmap_size", MMAP_BYTES)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    Ok(db)
}

fn keep_write_ahead_log(db: &Connection) -> Result<(), DbError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let switched = db
            .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0))
            .map_err(DbError::from);
        match switched {
            Ok(mode) if mode.eq_ignore_ascii_case("wal") => return Ok(()),
            Ok(mode) => return Err(DbError::NoWriteAheadLog { mode }),
            Err(error) if error.is_busy() && tries < JOURNAL_TRIES_MAX => {
                thread::park_timeout(Duration::from_millis(JOURNAL_PAUSE_MS));
            }
            Err(error) => return Err(error),
        }
    }
}
