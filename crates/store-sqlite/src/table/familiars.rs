//! Whose accounts were tried from a client.

use rusqlite::{Connection, Row, params};
use strowger_core::record::Familiar;
use strowger_types::{ClientId, UserId};

use crate::error::DbError;
use crate::row;

pub(crate) const BY_CLIENT: &str = "
    SELECT user_id, signed_in_at, failures, failed_at
    FROM familiars WHERE client_id = ?1 ORDER BY user_id";

const PUT: &str = "
    INSERT INTO familiars (client_id, user_id, signed_in_at, failures, failed_at)
    VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (client_id, user_id) DO UPDATE SET
        signed_in_at = excluded.signed_in_at, failures = excluded.failures,
        failed_at = excluded.failed_at";

const DELETE: &str = "DELETE FROM familiars WHERE client_id = ?1 AND user_id = ?2";

/// By user id.
pub(super) fn by_client(db: &Connection, client_id: &ClientId) -> Result<Vec<Familiar>, DbError> {
    row::many(db, BY_CLIENT, [client_id.as_str()], read)
}

/// Makes `new` of `old`, writing what differs.
pub(super) fn replace(
    db: &Connection,
    client_id: &ClientId,
    old: &[Familiar],
    new: &[Familiar],
) -> Result<(), DbError> {
    for gone in old {
        if !new.iter().any(|kept| kept.user_id == gone.user_id) {
            row::run(db, DELETE, [client_id.as_str(), gone.user_id.as_str()])?;
        }
    }
    for familiar in new.iter().filter(|familiar| !old.contains(familiar)) {
        row::run(
            db,
            PUT,
            params![
                client_id.as_str(),
                familiar.user_id.as_str(),
                row::optional_ms(familiar.signed_in_at),
                familiar.failures,
                row::optional_ms(familiar.failed_at),
            ],
        )?;
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Familiar, DbError> {
    Ok(Familiar {
        user_id: row::parsed(row, 0, UserId::parse)?,
        signed_in_at: row::optional_moment(row, 1)?,
        failures: row::count(row, 2)?,
        failed_at: row::optional_moment(row, 3)?,
    })
}
