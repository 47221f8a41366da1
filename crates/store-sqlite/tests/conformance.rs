//! The embedded store keeps every promise.

mod folder;

use std::sync::Arc;

use folder::Folder;
use strowger_store_sqlite::{SqliteOptions, SqliteStore};

async fn empty() -> (Arc<SqliteStore>, Folder) {
    let folder = Folder::new();
    let store = SqliteStore::open(&folder.database(), SqliteOptions::default());
    (Arc::new(store.expect("it works")), folder)
}

strowger_store::conformance_suite!(empty);
