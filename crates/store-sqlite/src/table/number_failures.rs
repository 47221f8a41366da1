//! Consecutive failures at a number.

use rusqlite::{Connection, params};
use strowger_types::PhoneNumber;

use crate::error::DbError;
use crate::row;

const READ: &str = "SELECT failures FROM number_failures WHERE phone_number = ?1";

const PUT: &str = "
    INSERT INTO number_failures (phone_number, failures) VALUES (?1, ?2)
    ON CONFLICT (phone_number) DO UPDATE SET failures = excluded.failures";

const DELETE: &str = "DELETE FROM number_failures WHERE phone_number = ?1";

pub(crate) fn read(db: &Connection, number: &PhoneNumber) -> Result<u32, DbError> {
    let failures = row::one(db, READ, [number.as_str()], |row| row::count(row, 0))?;
    Ok(failures.unwrap_or(0))
}

pub(crate) fn set(db: &Connection, number: &PhoneNumber, failures: u32) -> Result<(), DbError> {
    if failures == 0 {
        row::run(db, DELETE, [number.as_str()])?;
    } else {
        row::run(db, PUT, params![number.as_str(), failures])?;
    }
    Ok(())
}
