//! Verifications.

use rusqlite::{Connection, Row, params};
use strowger_core::record::{CodeMac, Purpose, Verification, VerificationStatus};
use strowger_types::{PhoneNumber, PhoneNumberId, Timestamp, UserId, VerificationId};

use crate::error::DbError;
use crate::row;

pub(crate) const BY_ID: &str = "
    SELECT id, version, purpose, user_id, phone_number_id, phone_number, status, attempts,
           code_key_id, code_mac, created_at, expire_at
    FROM verifications WHERE id = ?1";

pub(crate) const NEWEST: &str = "
    SELECT id, version, purpose, user_id, phone_number_id, phone_number, status, attempts,
           code_key_id, code_mac, created_at, expire_at
    FROM verifications WHERE phone_number_id = ?1 AND purpose = 'backend_proof'
    ORDER BY id DESC LIMIT 1";

const NEWEST_ID: &str = "
    SELECT id FROM verifications WHERE phone_number_id = ?1 AND purpose = 'backend_proof'
    ORDER BY id DESC LIMIT 1";

const VERSION: &str = "SELECT 1 FROM verifications WHERE id = ?1 AND version = ?2";

const PUT: &str = "
    INSERT INTO verifications (id, version, purpose, user_id, phone_number_id, phone_number,
                               status, attempts, code_key_id, code_mac, created_at, expire_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
    ON CONFLICT (id) DO UPDATE SET
        version = excluded.version, purpose = excluded.purpose, user_id = excluded.user_id,
        phone_number_id = excluded.phone_number_id, phone_number = excluded.phone_number,
        status = excluded.status, attempts = excluded.attempts,
        code_key_id = excluded.code_key_id, code_mac = excluded.code_mac,
        created_at = excluded.created_at, expire_at = excluded.expire_at";

/// The others go with their number.
pub(crate) const DELETE_OF_USER: &str =
    "DELETE FROM verifications WHERE user_id = ?1 AND phone_number_id IS NULL";

pub(crate) const SWEEP: &str = "DELETE FROM verifications WHERE expire_at < ?1";

pub(crate) fn by_id(db: &Connection, id: &VerificationId) -> Result<Option<Verification>, DbError> {
    row::one(db, BY_ID, [id.as_str()], read)
}

/// The newest for the backend.
pub(crate) fn newest(
    db: &Connection,
    phone_number_id: &PhoneNumberId,
) -> Result<Option<Verification>, DbError> {
    row::one(db, NEWEST, [phone_number_id.as_str()], read)
}

pub(crate) fn is_newest(
    db: &Connection,
    phone_number_id: &PhoneNumberId,
    newest: Option<&VerificationId>,
) -> Result<bool, DbError> {
    let found = row::one(db, NEWEST_ID, [phone_number_id.as_str()], |row| {
        Ok(newest.is_some_and(|id| row::text(row, 0).is_ok_and(|text| text == id.as_str())))
    })?;
    Ok(found.unwrap_or(newest.is_none()))
}

pub(crate) fn is_at_version(
    db: &Connection,
    id: &VerificationId,
    version: u64,
) -> Result<bool, DbError> {
    row::exists(db, VERSION, params![id.as_str(), row::integer(version)])
}

pub(crate) fn put(db: &Connection, verification: &Verification) -> Result<(), DbError> {
    row::run(
        db,
        PUT,
        params![
            verification.id.as_str(),
            row::integer(verification.version),
            verification.purpose.as_str(),
            verification.user_id.as_ref().map(UserId::as_str),
            verification
                .phone_number_id
                .as_ref()
                .map(PhoneNumberId::as_str),
            verification.phone_number.as_str(),
            verification.status.as_str(),
            verification.attempts,
            verification.code.key_id,
            verification.code.mac.as_slice(),
            verification.created_at.as_ms(),
            verification.expire_at.as_ms(),
        ],
    )?;
    Ok(())
}

/// Forgets what belongs to the user and to none of their numbers.
pub(crate) fn delete_of_user(db: &Connection, user_id: &UserId) -> Result<(), DbError> {
    row::run(db, DELETE_OF_USER, [user_id.as_str()])?;
    Ok(())
}

/// Forgets what died before the moment.
pub(crate) fn sweep(db: &Connection, before: Timestamp) -> Result<(), DbError> {
    row::run(db, SWEEP, [before.as_ms()])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Verification, DbError> {
    Ok(Verification {
        id: row::parsed(row, 0, VerificationId::parse)?,
        version: row::unsigned(row, 1)?,
        purpose: row::parsed(row, 2, Purpose::parse)?,
        user_id: row::optional_parsed(row, 3, UserId::parse)?,
        phone_number_id: row::optional_parsed(row, 4, PhoneNumberId::parse)?,
        phone_number: row::parsed(row, 5, PhoneNumber::parse)?,
        status: row::named(row, 6, &VerificationStatus::ALL, VerificationStatus::as_str)?,
        attempts: row::count(row, 7)?,
        code: CodeMac {
            key_id: row::count(row, 8)?,
            mac: row::bytes_32(row, 9)?,
        },
        created_at: row::moment(row, 10)?,
        expire_at: row::moment(row, 11)?,
    })
}
