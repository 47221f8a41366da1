//! Counters with a window of time.

use rusqlite::{Connection, params};
use strowger_types::Timestamp;

use crate::error::DbError;
use crate::row;

const READ: &str =
    "SELECT count, window_ends_at FROM counters WHERE key = ?1 AND window_ends_at > ?2";

const ADD: &str =
    "UPDATE counters SET count = min(count + 1, 4294967295) WHERE key = ?1 AND window_ends_at > ?2";

const START: &str = "
    INSERT INTO counters (key, count, window_ends_at) VALUES (?1, 1, ?2)
    ON CONFLICT (key) DO UPDATE SET count = 1, window_ends_at = excluded.window_ends_at";

const SWEEP: &str = "DELETE FROM counters WHERE window_ends_at <= ?1";

/// Count and end of the window, unless it is over at `now`.
pub(crate) fn read(
    db: &Connection,
    key: &str,
    now: Timestamp,
) -> Result<Option<(u32, Timestamp)>, DbError> {
    row::one(db, READ, params![key, now.as_ms()], |row| {
        Ok((row::count(row, 0)?, row::moment(row, 1)?))
    })
}

/// Adds one, or starts the next window.
pub(crate) fn add(
    db: &Connection,
    key: &str,
    now: Timestamp,
    window_ms: i64,
) -> Result<(), DbError> {
    if row::run(db, ADD, params![key, now.as_ms()])? == 0 {
        row::run(db, START, params![key, now.plus_ms(window_ms).as_ms()])?;
    }
    Ok(())
}

/// Forgets windows that were over by the moment.
pub(crate) fn sweep(db: &Connection, before: Timestamp) -> Result<(), DbError> {
    row::run(db, SWEEP, [before.as_ms()])?;
    Ok(())
}
