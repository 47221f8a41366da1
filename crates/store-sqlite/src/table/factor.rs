//! A factor is kept in seven columns of the attempt that takes it. Without one, all are NULL.

use rusqlite::Row;
use strowger_core::record::{Factor, Strategy};
use strowger_types::PhoneNumberId;

use super::sent_code::{self, SentCodeColumns};
use crate::error::DbError;
use crate::row;

/// How many columns a factor has.
pub(super) const COLUMN_COUNT: usize = 7;

/// The values of the columns.
#[derive(Default)]
pub(super) struct FactorColumns<'f> {
    pub(super) strategy: Option<&'static str>,
    pub(super) number_id: Option<&'f str>,
    pub(super) verified: Option<bool>,
    pub(super) sent: SentCodeColumns<'f>,
}

pub(super) fn columns(factor: Option<&Factor>) -> FactorColumns<'_> {
    factor.map_or_else(FactorColumns::default, |factor| FactorColumns {
        strategy: Some(factor.strategy.as_str()),
        number_id: factor.number_id.as_ref().map(PhoneNumberId::as_str),
        verified: Some(factor.verified),
        sent: sent_code::columns(factor.sent.as_ref()),
    })
}

/// The factor in this column and those behind it.
pub(super) fn read(row: &Row<'_>, column: usize) -> Result<Option<Factor>, DbError> {
    let Some(strategy) = row::optional_parsed(row, column, Strategy::parse)? else {
        return Ok(None);
    };
    Ok(Some(Factor {
        strategy,
        number_id: row::optional_parsed(row, column + 1, PhoneNumberId::parse)?,
        verified: row.get(column + 2)?,
        sent: sent_code::read(row, column + 3)?,
    }))
}
