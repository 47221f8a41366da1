//! A code that is out is kept in four columns, beside whoever waits for it. Without one, all are NULL.

use rusqlite::Row;
use strowger_core::record::{SentCode, VerificationStatus};
use strowger_types::VerificationId;

use crate::error::DbError;
use crate::row;

/// The values of the columns.
#[derive(Default)]
pub(super) struct SentCodeColumns<'s> {
    pub(super) verification_id: Option<&'s str>,
    pub(super) status: Option<&'static str>,
    pub(super) attempts: Option<u32>,
    pub(super) expire_at: Option<i64>,
}

pub(super) fn columns(sent: Option<&SentCode>) -> SentCodeColumns<'_> {
    sent.map_or_else(SentCodeColumns::default, |sent| SentCodeColumns {
        verification_id: Some(sent.verification_id.as_str()),
        status: Some(sent.status.as_str()),
        attempts: Some(sent.attempts),
        expire_at: Some(sent.expire_at.as_ms()),
    })
}

/// The code in this column and the three behind it.
pub(super) fn read(row: &Row<'_>, column: usize) -> Result<Option<SentCode>, DbError> {
    let Some(verification_id) = row::optional_parsed(row, column, VerificationId::parse)? else {
        return Ok(None);
    };
    Ok(Some(SentCode {
        verification_id,
        status: row::named(
            row,
            column + 1,
            &VerificationStatus::ALL,
            VerificationStatus::as_str,
        )?,
        attempts: row::count(row, column + 2)?,
        expire_at: row::moment(row, column + 3)?,
    }))
}
