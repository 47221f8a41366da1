//! Strowger's embedded store: one `SQLite` file, one thread that writes, durable group commits.
//!
//! In reading order: `store` (the contract), `point_readers` and `list_readers` (who reads), `writer` and `batch` (who writes),
//! `guards` and `writes` (what a commit does), `table` (the SQL of each table), `user_list` and
//! `session_list` (dynamic SQL), `open`, `migrate` and `checkpoint` (the file).

mod batch;
mod checkpoint;
mod error;
mod guards;
#[cfg(test)]
mod hot_statements;
mod list_readers;
mod migrate;
mod open;
mod options;
mod point_readers;
mod row;
mod session_list;
mod store;
mod table;
mod user_list;
mod writer;
mod writes;

pub use options::SqliteOptions;
pub use store::SqliteStore;
