//! What can go wrong between this crate and `SQLite`, before it becomes a store error.

use rusqlite::ErrorCode;
use rusqlite::ffi;

/// A failure of the database, of the file system, or of what lies in the database.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DbError {
    #[error("SQLite failed")]
    Sqlite(#[from] rusqlite::Error),
    #[error("the file cannot be made")]
    File(#[from] std::io::Error),
    #[error("column {column} of a row holds what this version cannot read")]
    Unreadable { column: usize },
    #[error("a list of texts is not JSON")]
    Json(#[from] serde_json::Error),
    #[error(
        "the database has schema {found}, this version knows schemas up to {known}: start the newer version"
    )]
    NewerSchema { found: i64, known: i64 },
    #[error("the database cannot keep a write-ahead log, its journal is `{mode}`")]
    NoWriteAheadLog { mode: String },
    #[error("the store is closed")]
    Closed,
    #[error("the thread that writes is gone")]
    WriterGone,
    #[error("the commit panicked")]
    Panicked,
    #[error("the task that reads was cancelled")]
    ReadCancelled,
}

impl DbError {
    /// Whether a write met a uniqueness or reference constraint: what the guards should have said.
    pub(crate) fn is_conflict(&self) -> bool {
        let Self::Sqlite(rusqlite::Error::SqliteFailure(error, _)) = self else {
            return false;
        };
        error.code == ErrorCode::ConstraintViolation
            && [
                ffi::SQLITE_CONSTRAINT_UNIQUE,
                ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
                ffi::SQLITE_CONSTRAINT_FOREIGNKEY,
            ]
            .contains(&error.extended_code)
    }

    /// Whether another connection held the lock for longer than we wait.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self, Self::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy))
    }
}
