//! Reading columns without copying what does not have to be copied, and the two ways to run a read.

use rusqlite::{Connection, Params, Row};
use strowger_types::Timestamp;
use strowger_types::wire::Metadata;

use crate::error::DbError;

/// The first row, if there is one.
pub(crate) fn one<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, DbError>,
) -> Result<Option<T>, DbError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    rows.next()?.map(read).transpose()
}

/// All rows.
pub(crate) fn many<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T, DbError>,
) -> Result<Vec<T>, DbError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// Runs a write and answers how many rows it changed.
pub(crate) fn run(db: &Connection, sql: &str, params: impl Params) -> Result<usize, DbError> {
    Ok(db.prepare_cached(sql)?.execute(params)?)
}

/// Whether there is a row.
pub(crate) fn exists(db: &Connection, sql: &str, params: impl Params) -> Result<bool, DbError> {
    Ok(one(db, sql, params, |_| Ok(()))?.is_some())
}

/// Several reads that see the same moment.
pub(crate) fn snapshot<T>(
    db: &Connection,
    read: impl FnOnce(&Connection) -> Result<T, DbError>,
) -> Result<T, DbError> {
    run(db, "BEGIN", [])?;
    let result = read(db);
    // Nothing was written, so both ends are the same; COMMIT is the one that is cached.
    let ended = run(db, "COMMIT", []);
    let value = result?;
    ended?;
    Ok(value)
}

/// A text, borrowed from `SQLite` until the next row.
pub(crate) fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str, DbError> {
    row.get_ref(column)?
        .as_str()
        .map_err(|_| DbError::Unreadable { column })
}

/// A text or NULL.
pub(crate) fn optional_text<'r>(
    row: &'r Row<'_>,
    column: usize,
) -> Result<Option<&'r str>, DbError> {
    row.get_ref(column)?
        .as_str_or_null()
        .map_err(|_| DbError::Unreadable { column })
}

/// A text or NULL, copied.
pub(crate) fn optional_string(row: &Row<'_>, column: usize) -> Result<Option<String>, DbError> {
    Ok(optional_text(row, column)?.map(str::to_owned))
}

/// A text that is valid in the eyes of `parse`.
pub(crate) fn parsed<T>(
    row: &Row<'_>,
    column: usize,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, DbError> {
    parse(text(row, column)?).ok_or(DbError::Unreadable { column })
}

/// A text that is valid in the eyes of `parse`, or NULL.
pub(crate) fn optional_parsed<T>(
    row: &Row<'_>,
    column: usize,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, DbError> {
    optional_text(row, column)?
        .map(|text| parse(text).ok_or(DbError::Unreadable { column }))
        .transpose()
}

/// One of the variants of a closed set, by its name.
pub(crate) fn named<T: Copy>(
    row: &Row<'_>,
    column: usize,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, DbError> {
    parsed(row, column, |text| {
        all.iter().copied().find(|variant| name(*variant) == text)
    })
}

/// Bytes.
pub(crate) fn bytes(row: &Row<'_>, column: usize) -> Result<Vec<u8>, DbError> {
    Ok(row
        .get_ref(column)?
        .as_blob()
        .map_err(|_| DbError::Unreadable { column })?
        .to_vec())
}

/// Exactly 32 bytes.
pub(crate) fn bytes_32(row: &Row<'_>, column: usize) -> Result<[u8; 32], DbError> {
    row.get_ref(column)?
        .as_blob()
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(DbError::Unreadable { column })
}

/// Pieces of exactly 32 bytes, one behind the other.
pub(crate) fn bytes_32_each(row: &Row<'_>, column: usize) -> Result<Vec<[u8; 32]>, DbError> {
    let bytes = row.get_ref(column)?.as_blob().ok();
    match bytes.map(<[u8]>::as_chunks) {
        Some((pieces, [])) => Ok(pieces.to_vec()),
        Some(_) | None => Err(DbError::Unreadable { column }),
    }
}

/// Metadata.
pub(crate) fn metadata(row: &Row<'_>, column: usize) -> Result<Metadata, DbError> {
    let text = text(row, column)?;
    // Most metadata is empty, and parsing it is not free.
    if text == "{}" {
        return Ok(Metadata::default());
    }
    Metadata::from_json_object(text.to_owned()).map_err(|_| DbError::Unreadable { column })
}

/// A moment.
pub(crate) fn moment(row: &Row<'_>, column: usize) -> Result<Timestamp, DbError> {
    Ok(Timestamp::from_ms(row.get(column)?))
}

/// A moment or NULL.
pub(crate) fn optional_moment(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>, DbError> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_ms))
}

/// A version or a count.
pub(crate) fn unsigned(row: &Row<'_>, column: usize) -> Result<u64, DbError> {
    u64::try_from(row.get::<_, i64>(column)?).map_err(|_| DbError::Unreadable { column })
}

/// A small count.
pub(crate) fn count(row: &Row<'_>, column: usize) -> Result<u32, DbError> {
    u32::try_from(row.get::<_, i64>(column)?).map_err(|_| DbError::Unreadable { column })
}

/// A version or a count, as `SQLite` keeps it. Nothing grows past the bound: at a million changes a second that takes 292,000 years.
pub(crate) fn integer(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A moment that may not be, as `SQLite` keeps it.
pub(crate) fn optional_ms(moment: Option<Timestamp>) -> Option<i64> {
    moment.map(Timestamp::as_ms)
}
