//! Lists of sessions.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use strowger_core::record::{Session, SessionStatus};
use strowger_store::{Listed, SessionQuery};

use crate::error::DbError;
use crate::row;
use crate::table::{row_counts, sessions};

/// One page of sessions and how many there are. Belongs into a snapshot.
pub(crate) fn page(db: &Connection, query: &SessionQuery) -> Result<Listed<Session>, DbError> {
    let (wanted, mut values) = conditions(query);
    let total = if wanted.is_empty() {
        row_counts::read(db, row_counts::SESSIONS)?
    } else {
        let sql = format!("SELECT count(*) FROM sessions {wanted}");
        let count = row::one(db, &sql, params_from_iter(&values), |row| {
            row::unsigned(row, 0)
        })?;
        count.unwrap_or(0)
    };
    let sql = format!(
        "{} {wanted} ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
        sessions::SELECT
    );
    values.push(i64::from(query.limit).into());
    values.push(row::integer(query.offset).into());
    let items = row::many(db, &sql, params_from_iter(values), sessions::read)?;
    Ok(Listed { items, total })
}

/// A WHERE clause, empty if all sessions are wanted, and what is bound to it.
fn conditions(query: &SessionQuery) -> (String, Vec<Value>) {
    let mut wanted: Vec<&'static str> = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    if let Some(user_id) = &query.user_id {
        wanted.push("user_id = ?");
        values.push(user_id.as_str().to_owned().into());
    }
    if let Some(client_id) = &query.client_id {
        wanted.push("client_id = ?");
        values.push(client_id.as_str().to_owned().into());
    }
    if let Some(status) = query.status {
        let (condition, value_count) = at_status(status);
        wanted.push(condition);
        // Only a status that is stored has no moment in its condition.
        if value_count == 0 {
            values.push(status.as_str().to_owned().into());
        }
        values.extend((0..value_count).map(|_| Value::Integer(query.now.as_ms())));
    }
    if wanted.is_empty() {
        (String::new(), values)
    } else {
        (format!("WHERE {}", wanted.join(" AND ")), values)
    }
}

/// What makes a session have the status at a moment, as `Session::status_at` says it; and how often the moment is bound.
fn at_status(status: SessionStatus) -> (&'static str, usize) {
    match status {
        SessionStatus::Active => ("status = 'active' AND abandon_at > ? AND expire_at > ?", 2),
        SessionStatus::Expired => ("status = 'active' AND abandon_at > ? AND expire_at <= ?", 2),
        SessionStatus::Abandoned => ("status = 'active' AND abandon_at <= ?", 1),
        SessionStatus::Ended
        | SessionStatus::Removed
        | SessionStatus::Revoked
        | SessionStatus::Replaced => ("status = ?", 0),
    }
}
