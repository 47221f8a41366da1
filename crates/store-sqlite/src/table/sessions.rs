//! Sessions.

use rusqlite::{Connection, Row, ToSql, params};
use strowger_core::record::{Session, SessionStatus};
use strowger_types::{ClientId, SessionId, Timestamp, UserId};

use super::row_counts;
use crate::error::DbError;
use crate::row;

/// The beginning of every list of sessions.
pub(crate) const SELECT: &str = "
    SELECT id, version, user_id, client_id, status, last_active_at, expire_at, abandon_at,
           created_at, updated_at
    FROM sessions";

pub(crate) const BY_ID: &str = "
    SELECT id, version, user_id, client_id, status, last_active_at, expire_at, abandon_at,
           created_at, updated_at
    FROM sessions WHERE id = ?1";

const VERSION: &str = "SELECT 1 FROM sessions WHERE id = ?1 AND version = ?2";

const INSERT: &str = "
    INSERT INTO sessions (id, version, user_id, client_id, status, last_active_at, expire_at,
                          abandon_at, created_at, updated_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

const UPDATE: &str = "
    UPDATE sessions SET
        version = ?2, user_id = ?3, client_id = ?4, status = ?5, last_active_at = ?6,
        expire_at = ?7, abandon_at = ?8, created_at = ?9, updated_at = ?10
    WHERE id = ?1";

const END: &str = "
    UPDATE sessions SET version = version + 1, status = ?2, updated_at = ?3
    WHERE user_id = ?1 AND status = 'active'";

const DELETE_OF_USER: &str = "DELETE FROM sessions WHERE user_id = ?1";

pub(crate) fn by_id(db: &Connection, id: &SessionId) -> Result<Option<Session>, DbError> {
    row::one(db, BY_ID, [id.as_str()], read)
}

pub(crate) fn is_at_version(
    db: &Connection,
    id: &SessionId,
    version: u64,
) -> Result<bool, DbError> {
    row::exists(db, VERSION, params![id.as_str(), row::integer(version)])
}

/// Keeps the session and the number of sessions.
pub(crate) fn put(db: &Connection, session: &Session) -> Result<(), DbError> {
    let values: &[&dyn ToSql] = params![
        session.id.as_str(),
        row::integer(session.version),
        session.user_id.as_str(),
        session.client_id.as_str(),
        session.status.as_str(),
        session.last_active_at.as_ms(),
        session.expire_at.as_ms(),
        session.abandon_at.as_ms(),
        session.created_at.as_ms(),
        session.updated_at.as_ms(),
    ];
    if row::run(db, UPDATE, values)? == 0 {
        row::run(db, INSERT, values)?;
        row_counts::add(db, row_counts::SESSIONS, 1)?;
    }
    Ok(())
}

/// Ends every active session of the user.
pub(crate) fn end_of_user(
    db: &Connection,
    user_id: &UserId,
    status: SessionStatus,
    at: Timestamp,
) -> Result<(), DbError> {
    row::run(
        db,
        END,
        params![user_id.as_str(), status.as_str(), at.as_ms()],
    )?;
    Ok(())
}

/// Forgets every session of the user. Left to the constraint, the number of sessions would go wrong.
pub(crate) fn delete_of_user(db: &Connection, user_id: &UserId) -> Result<(), DbError> {
    let deleted = row::run(db, DELETE_OF_USER, [user_id.as_str()])?;
    if deleted > 0 {
        row_counts::add(db, row_counts::SESSIONS, -row::integer(deleted as u64))?;
    }
    Ok(())
}

pub(crate) fn read(row: &Row<'_>) -> Result<Session, DbError> {
    Ok(Session {
        id: row::parsed(row, 0, SessionId::parse)?,
        version: row::unsigned(row, 1)?,
        user_id: row::parsed(row, 2, UserId::parse)?,
        client_id: row::parsed(row, 3, ClientId::parse)?,
        status: row::parsed(row, 4, SessionStatus::parse)?,
        last_active_at: row::moment(row, 5)?,
        expire_at: row::moment(row, 6)?,
        abandon_at: row::moment(row, 7)?,
        created_at: row::moment(row, 8)?,
        updated_at: row::moment(row, 9)?,
    })
}
