//! Email addresses.

use rusqlite::{Connection, Row, params};
use strowger_core::record::Email;
use strowger_types::{EmailAddressId, UserId};

use super::standing;
use crate::error::DbError;
use crate::row;

pub(crate) const BY_USER: &str = "
    SELECT id, user_id, address, standing, code_attempts, code_expire_at, created_at, updated_at
    FROM email_addresses WHERE user_id = ?1 ORDER BY created_at, id";

pub(crate) const BY_USERS: &str = "
    SELECT id, user_id, address, standing, code_attempts, code_expire_at, created_at, updated_at
    FROM email_addresses WHERE user_id IN (SELECT value FROM json_each(?1)) ORDER BY created_at, id";

const HOLDER: &str =
    "SELECT user_id FROM email_addresses WHERE address = ?1 AND standing <> 'unverified'";

const HELD_BY_OTHER: &str = "
    SELECT 1 FROM email_addresses
    WHERE address = ?1 AND standing <> 'unverified' AND user_id <> ?2";

const PUT: &str = "
    INSERT INTO email_addresses (id, user_id, address, standing, code_attempts, code_expire_at,
                                 created_at, updated_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ON CONFLICT (id) DO UPDATE SET
        user_id = excluded.user_id, address = excluded.address, standing = excluded.standing,
        code_attempts = excluded.code_attempts, code_expire_at = excluded.code_expire_at,
        created_at = excluded.created_at, updated_at = excluded.updated_at";

pub(crate) fn by_user(db: &Connection, user_id: &UserId) -> Result<Vec<Email>, DbError> {
    row::many(db, BY_USER, [user_id.as_str()], read)
}

/// The addresses of the users whose ids the JSON array holds.
pub(crate) fn by_users(db: &Connection, user_ids: &str) -> Result<Vec<Email>, DbError> {
    row::many(db, BY_USERS, [user_ids], read)
}

pub(crate) fn holder(db: &Connection, address: &str) -> Result<Option<UserId>, DbError> {
    row::one(db, HOLDER, [address], |row| {
        row::parsed(row, 0, UserId::parse)
    })
}

pub(crate) fn is_free(db: &Connection, address: &str, except: &UserId) -> Result<bool, DbError> {
    Ok(!row::exists(db, HELD_BY_OTHER, [address, except.as_str()])?)
}

pub(crate) fn put(db: &Connection, email: &Email) -> Result<(), DbError> {
    let (standing, attempts, expire_at) = standing::columns(email.standing);
    row::run(
        db,
        PUT,
        params![
            email.id.as_str(),
            email.user_id.as_str(),
            email.address,
            standing,
            attempts,
            expire_at,
            email.created_at.as_ms(),
            email.updated_at.as_ms(),
        ],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Email, DbError> {
    Ok(Email {
        id: row::parsed(row, 0, EmailAddressId::parse)?,
        user_id: row::parsed(row, 1, UserId::parse)?,
        address: row::text(row, 2)?.to_owned(),
        standing: standing::read(row, 3)?,
        created_at: row::moment(row, 6)?,
        updated_at: row::moment(row, 7)?,
    })
}
