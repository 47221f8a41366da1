//! How many users and sessions there are, kept in the commits that change it.

use rusqlite::{Connection, params};

use crate::error::DbError;
use crate::row;

pub(crate) const USERS: &str = "users";
pub(crate) const SESSIONS: &str = "sessions";

const READ: &str = "SELECT value FROM row_counts WHERE name = ?1";

const ADD: &str = "UPDATE row_counts SET value = value + ?2 WHERE name = ?1";

pub(crate) fn read(db: &Connection, name: &str) -> Result<u64, DbError> {
    let value = row::one(db, READ, [name], |row| row::unsigned(row, 0))?;
    Ok(value.unwrap_or(0))
}

pub(crate) fn add(db: &Connection, name: &str, change: i64) -> Result<(), DbError> {
    row::run(db, ADD, params![name, change])?;
    Ok(())
}
