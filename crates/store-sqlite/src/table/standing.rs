//! A standing is kept in three columns: its name, and what is known of the code that proved it.

use rusqlite::Row;
use strowger_core::record::Standing;

use crate::error::DbError;
use crate::row;

/// Name, attempts and deadline.
pub(super) fn columns(standing: Standing) -> (&'static str, Option<u32>, Option<i64>) {
    match standing {
        Standing::Unverified => ("unverified", None, None),
        Standing::Reserved => ("reserved", None, None),
        Standing::VerifiedByAdmin => ("verified_by_admin", None, None),
        Standing::VerifiedByCode {
            attempts,
            expire_at,
        } => ("verified_by_code", Some(attempts), Some(expire_at.as_ms())),
    }
}

/// The standing in this column and the two behind it.
pub(super) fn read(row: &Row<'_>, column: usize) -> Result<Standing, DbError> {
    match row::text(row, column)? {
        "unverified" => Ok(Standing::Unverified),
        "reserved" => Ok(Standing::Reserved),
        "verified_by_admin" => Ok(Standing::VerifiedByAdmin),
        "verified_by_code" => Ok(Standing::VerifiedByCode {
            attempts: row::count(row, column + 1)?,
            expire_at: row::moment(row, column + 2)?,
        }),
        _ => Err(DbError::Unreadable { column }),
    }
}
