//! The settings: one row.

use rusqlite::{Connection, Row, params};
use strowger_core::policy::Preferred;
use strowger_core::record::Settings;
use strowger_types::InstanceId;

use crate::error::DbError;
use crate::row;

const READ: &str = "
    SELECT id, version, sealed_secret_key, test_mode, blocked_countries, allowed_origins,
           created_at, sign_up_is_open, preferred_strategy
    FROM settings";

const PUT: &str = "
    INSERT INTO settings (only, id, version, sealed_secret_key, test_mode, blocked_countries,
                          allowed_origins, created_at, sign_up_is_open, preferred_strategy)
    VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
    ON CONFLICT (only) DO UPDATE SET
        id = excluded.id, version = excluded.version,
        sealed_secret_key = excluded.sealed_secret_key, test_mode = excluded.test_mode,
        blocked_countries = excluded.blocked_countries,
        allowed_origins = excluded.allowed_origins, created_at = excluded.created_at,
        sign_up_is_open = excluded.sign_up_is_open,
        preferred_strategy = excluded.preferred_strategy";

pub(crate) fn read(db: &Connection) -> Result<Option<Settings>, DbError> {
    row::one(db, READ, [], read_row)
}

/// Version 0 means that there are none.
pub(crate) fn is_at_version(db: &Connection, version: u64) -> Result<bool, DbError> {
    let found = row::one(db, "SELECT version FROM settings", [], |row| {
        row::unsigned(row, 0)
    })?;
    Ok(found.unwrap_or(0) == version)
}

pub(crate) fn put(db: &Connection, settings: &Settings) -> Result<(), DbError> {
    row::run(
        db,
        PUT,
        params![
            settings.id.as_str(),
            row::integer(settings.version),
            settings.sealed_secret_key,
            settings.test_mode,
            json(settings.blocked_countries.as_ref())?,
            json(settings.allowed_origins.as_ref())?,
            settings.created_at.as_ms(),
            settings.sign_up_is_open,
            settings.preferred.map(Preferred::as_str),
        ],
    )?;
    Ok(())
}

fn read_row(row: &Row<'_>) -> Result<Settings, DbError> {
    Ok(Settings {
        id: row::parsed(row, 0, InstanceId::parse)?,
        version: row::unsigned(row, 1)?,
        sealed_secret_key: row::bytes(row, 2)?,
        test_mode: row.get(3)?,
        blocked_countries: texts(row, 4)?,
        allowed_origins: texts(row, 5)?,
        created_at: row::moment(row, 6)?,
        sign_up_is_open: row.get(7)?,
        preferred: row::optional_parsed(row, 8, Preferred::parse)?,
    })
}

fn json(texts: Option<&Vec<String>>) -> Result<Option<String>, DbError> {
    Ok(texts.map(serde_json::to_string).transpose()?)
}

fn texts(row: &Row<'_>, column: usize) -> Result<Option<Vec<String>>, DbError> {
    Ok(row::optional_text(row, column)?
        .map(serde_json::from_str)
        .transpose()?)
}
