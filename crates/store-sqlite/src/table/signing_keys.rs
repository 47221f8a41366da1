//! Signing keys.

use rusqlite::{Connection, params};
use strowger_core::record::SigningKey;

use crate::error::DbError;
use crate::row;

const ALL: &str = "
    SELECT kid, sealed_private_key, created_at, used_until FROM signing_keys
    ORDER BY created_at DESC, kid DESC";

const PUT: &str = "
    INSERT INTO signing_keys (kid, sealed_private_key, created_at, used_until)
    VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (kid) DO UPDATE SET
        sealed_private_key = excluded.sealed_private_key, created_at = excluded.created_at,
        used_until = excluded.used_until";

const DELETE: &str = "DELETE FROM signing_keys WHERE kid = ?1";

/// Newest first.
pub(crate) fn all(db: &Connection) -> Result<Vec<SigningKey>, DbError> {
    row::many(db, ALL, [], |row| {
        Ok(SigningKey {
            kid: row::text(row, 0)?.to_owned(),
            sealed_private_key: row::bytes(row, 1)?,
            created_at: row::moment(row, 2)?,
            used_until: row::optional_moment(row, 3)?,
        })
    })
}

pub(crate) fn put(db: &Connection, key: &SigningKey) -> Result<(), DbError> {
    row::run(
        db,
        PUT,
        params![
            key.kid,
            key.sealed_private_key,
            key.created_at.as_ms(),
            row::optional_ms(key.used_until)
        ],
    )?;
    Ok(())
}

pub(crate) fn delete(db: &Connection, kid: &str) -> Result<(), DbError> {
    row::run(db, DELETE, [kid])?;
    Ok(())
}
