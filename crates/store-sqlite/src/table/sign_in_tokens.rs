//! Sign-in tokens.

use rusqlite::{Connection, Row, params};
use strowger_core::record::{SignInToken, SignInTokenStatus};
use strowger_types::{SignInTokenId, UserId};

use crate::error::DbError;
use crate::row;

pub(crate) const BY_ID: &str = "
    SELECT id, version, user_id, token_hash, status, expire_at, created_at, updated_at
    FROM sign_in_tokens WHERE id = ?1";

pub(crate) const OF_HASH: &str = "
    SELECT id, version, user_id, token_hash, status, expire_at, created_at, updated_at
    FROM sign_in_tokens WHERE token_hash = ?1";

const VERSION: &str = "SELECT 1 FROM sign_in_tokens WHERE id = ?1 AND version = ?2";

const PUT: &str = "
    INSERT INTO sign_in_tokens (id, version, user_id, token_hash, status, expire_at, created_at,
                                updated_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ON CONFLICT (id) DO UPDATE SET
        version = excluded.version, user_id = excluded.user_id,
        token_hash = excluded.token_hash, status = excluded.status,
        expire_at = excluded.expire_at, created_at = excluded.created_at,
        updated_at = excluded.updated_at";

pub(crate) fn by_id(db: &Connection, id: &SignInTokenId) -> Result<Option<SignInToken>, DbError> {
    row::one(db, BY_ID, [id.as_str()], read)
}

pub(crate) fn of_hash(
    db: &Connection,
    token_hash: &[u8; 32],
) -> Result<Option<SignInToken>, DbError> {
    row::one(db, OF_HASH, [token_hash.as_slice()], read)
}

pub(crate) fn is_at_version(
    db: &Connection,
    id: &SignInTokenId,
    version: u64,
) -> Result<bool, DbError> {
    row::exists(db, VERSION, params![id.as_str(), row::integer(version)])
}

pub(crate) fn put(db: &Connection, token: &SignInToken) -> Result<(), DbError> {
    row::run(
        db,
        PUT,
        params![
            token.id.as_str(),
            row::integer(token.version),
            token.user_id.as_str(),
            token.token_hash.as_slice(),
            token.status.as_str(),
            token.expire_at.as_ms(),
            token.created_at.as_ms(),
            token.updated_at.as_ms(),
        ],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<SignInToken, DbError> {
    Ok(SignInToken {
        id: row::parsed(row, 0, SignInTokenId::parse)?,
        version: row::unsigned(row, 1)?,
        user_id: row::parsed(row, 2, UserId::parse)?,
        token_hash: row::bytes_32(row, 3)?,
        status: row::named(row, 4, &SignInTokenStatus::ALL, SignInTokenStatus::as_str)?,
        expire_at: row::moment(row, 5)?,
        created_at: row::moment(row, 6)?,
        updated_at: row::moment(row, 7)?,
    })
}
