//! Bringing the schema of a file to this version: numbered scripts, forward only.

use rusqlite::Connection;

use crate::error::DbError;

/// Every script ever released, in order. Never edit one that was released: add one.
const SCRIPTS: [&str; 3] = [
    include_str!("../migrations/0001_initial.sql"),
    include_str!("../migrations/0002_clients.sql"),
    include_str!("../migrations/0003_password_of_sign_in.sql"),
];

const VERSIONS: &str = "
    CREATE TABLE IF NOT EXISTS schema_version (
        version INTEGER NOT NULL PRIMARY KEY -- one row per script that ran
    ) STRICT";

/// Runs the scripts that did not run yet, all or none. Safe when two start at once: the second waits and finds them done.
/// Refuses a file that a newer version made.
pub(crate) fn migrate(db: &Connection) -> Result<(), DbError> {
    db.execute_batch("BEGIN IMMEDIATE")?;
    let result = run_scripts(db);
    let end = if result.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = db.execute_batch(end);
    result?;
    Ok(ended?)
}

fn run_scripts(db: &Connection) -> Result<(), DbError> {
    db.execute_batch(VERSIONS)?;
    let found: i64 = db.query_row(
        "SELECT coalesce(max(version), 0) FROM schema_version",
        [],
        |row| row.get(0),
    )?;
    let known = i64::try_from(SCRIPTS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(DbError::NewerSchema { found, known });
    }
    for (version, script) in (1_i64..).zip(SCRIPTS) {
        if version > found {
            db.execute_batch(script)?;
            db.execute(
                "INSERT INTO schema_version (version) VALUES (?1)",
                [version],
            )?;
        }
    }
    Ok(())
}
