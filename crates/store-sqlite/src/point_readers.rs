//! Reads of single records, on the thread that asks: a thread hop would cost more than the read.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, TryLockError};

use rusqlite::Connection;
use strowger_store::StoreError;

use crate::error::DbError;
use crate::open;

/// Numbers the threads that read, so that each has a connection to prefer and its lock is rarely contended.
static NEXT_THREAD: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static THREAD: usize = NEXT_THREAD.fetch_add(1, Ordering::Relaxed);
}

/// A few connections, each behind a lock. They belong to the store and not to the threads, so that closing the store closes them.
pub(crate) struct PointReaders {
    path: PathBuf,
    slots: Box<[Mutex<Slot>]>,
}

enum Slot {
    Unopened,
    Open(Connection),
    Closed,
}

impl PointReaders {
    /// `count` connections, each opened when it is first used.
    pub(crate) fn new(path: PathBuf, count: usize) -> Self {
        let slots = (0..count.max(1)).map(|_| Mutex::new(Slot::Unopened));
        Self {
            path,
            slots: slots.collect(),
        }
    }

    /// Reads on this thread.
    pub(crate) fn read<T>(
        &self,
        doing: &'static str,
        read: impl FnOnce(&Connection) -> Result<T, DbError>,
    ) -> Result<T, StoreError> {
        let mut slot = self.slot();
        let result = match &mut *slot {
            Slot::Open(db) => read(db),
            Slot::Unopened => open::reader(&self.path).and_then(|db| {
                let result = read(&db);
                *slot = Slot::Open(db);
                result
            }),
            Slot::Closed => Err(DbError::Closed),
        };
        result.map_err(|error| StoreError::new(doing, error))
    }

    /// Closes every connection, each after the read that is on it.
    pub(crate) fn close(&self) {
        for slot in &self.slots {
            *lock(slot) = Slot::Closed;
        }
    }

    /// This thread's slot; another one if that is taken; its own again, waiting, if all are.
    fn slot(&self) -> MutexGuard<'_, Slot> {
        let own = THREAD.with(|thread| *thread) % self.slots.len();
        let (before, from) = self.slots.split_at(own);
        for slot in from.iter().chain(before) {
            match slot.try_lock() {
                Ok(guard) => return guard,
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Poisoned(_)) => return lock(slot),
            }
        }
        lock(&self.slots[own])
    }
}

/// A panic may have left a transaction open, which would show this connection the past for ever: it is thrown away.
fn lock(slot: &Mutex<Slot>) -> MutexGuard<'_, Slot> {
    slot.lock().unwrap_or_else(|poisoned| {
        slot.clear_poison();
        let mut guard = poisoned.into_inner();
        if let Slot::Open(_) = *guard {
            *guard = Slot::Unopened;
        }
        guard
    })
}
