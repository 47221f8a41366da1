//! The memory store keeps every promise.

use std::sync::Arc;

use strowger_store::memory::MemoryStore;

async fn empty() -> (Arc<MemoryStore>, ()) {
    (Arc::new(MemoryStore::new()), ())
}

strowger_store::conformance_suite!(empty);
