//! Reads of single records, on the thread that asks: a thread hop would cost more than the read.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, TryLockError};

use rusqlite::Connection;
use strowger_store::StoreError;

use crate::error::DbError;
use crate::{open, row};

/// Numbers the threads that read, so that each has a connection to prefer and its lock is rarely contended.
static NEXT_THREAD: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static THREAD: usize = NEXT_THREAD.fetch_add(1, Ordering::Relaxed);
}

/// A few connections, each behind a lock. They belong to the store and not to the threads, so that closing the store closes them.
///
/// A connection keeps its view of the database from read to read until something is committed: taking and leaving the
/// locks of a view costs as much as the read. What another process writes is seen after the next commit, the next read of
/// the settings, which each server repeats every other second, or the next checkpoint, which lets go of idle views.
pub(crate) struct PointReaders {
    path: PathBuf,
    slots: Box<[Mutex<Slot>]>,
    /// Grows with every commit, before anybody hears of it.
    generation: AtomicU64,
    /// False while the log is being cut, which waits for every view of it.
    may_keep: AtomicBool,
}

enum Slot {
    Unopened,
    Open(Reader),
    Closed,
}

/// A connection and the generation that it certainly sees, if it has a view at all.
struct Reader {
    db: Connection,
    view: Option<u64>,
}

impl Reader {
    /// A read on a view that is no older than `generation`.
    fn read<T>(
        &mut self,
        generation: u64,
        read: impl FnOnce(&Connection) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        if self.view != Some(generation) {
            self.let_go()?;
            // The view begins with the first read behind this, so it sees what was committed by now.
            row::run(&self.db, "BEGIN", [])?;
            self.view = Some(generation);
        }
        let result = read(&self.db);
        if result.is_err() {
            self.let_go()?;
        }
        result
    }

    fn let_go(&mut self) -> Result<(), DbError> {
        if self.view.take().is_some() {
            row::run(&self.db, "COMMIT", [])?;
        }
        Ok(())
    }
}

impl PointReaders {
    /// `count` connections, each opened when it is first used.
    pub(crate) fn new(path: PathBuf, count: usize) -> Self {
        let slots = (0..count.max(1)).map(|_| Mutex::new(Slot::Unopened));
        Self {
            path,
            slots: slots.collect(),
            generation: AtomicU64::new(0),
            may_keep: AtomicBool::new(true),
        }
    }

    /// Reads on this thread, all of it at one moment.
    pub(crate) fn read<T>(
        &self,
        doing: &'static str,
        read: impl FnOnce(&Connection) -> Result<T, DbError>,
    ) -> Result<T, StoreError> {
        self.read_in_slot(read)
            .map_err(|error| StoreError::new(doing, error))
    }

    fn read_in_slot<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        let mut slot = self.slot();
        if let Slot::Unopened = &*slot {
            let db = open::reader(&self.path)?;
            *slot = Slot::Open(Reader { db, view: None });
        }
        let Slot::Open(reader) = &mut *slot else {
            return Err(DbError::Closed);
        };
        let result = reader.read(self.generation.load(Ordering::SeqCst), read);
        if !self.may_keep.load(Ordering::SeqCst) {
            reader.let_go()?;
        }
        result
    }

    /// Makes every view too old. Called between a commit and the first word about it.
    pub(crate) fn outdate(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
    }

    /// Lets go of the views that nobody is reading, so that the log behind them can be moved.
    pub(crate) fn let_go_of_idle(&self) {
        for slot in &self.slots {
            if let Ok(mut slot) = slot.try_lock() {
                let_go(&mut slot);
            }
        }
    }

    /// Does something while no view outlasts its read.
    pub(crate) fn without_views<T>(&self, work: impl FnOnce() -> T) -> T {
        self.may_keep.store(false, Ordering::SeqCst);
        for slot in &self.slots {
            let_go(&mut lock(slot));
        }
        let done = work();
        self.may_keep.store(true, Ordering::SeqCst);
        done
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

fn let_go(slot: &mut Slot) {
    if let Slot::Open(reader) = slot
        && let Err(error) = reader.let_go()
    {
        tracing::warn!(%error, "a view of the database cannot be let go of");
        *slot = Slot::Unopened;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn count(readers: &PointReaders) -> i64 {
        let counted = readers.read("count", |db| {
            Ok(db.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?)
        });
        counted.expect("it works")
    }

    #[test]
    fn a_view_lasts_until_a_commit_and_is_in_nobodys_way() {
        let folder = std::env::temp_dir().join(format!("strowger-views-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("it works");
        let path = folder.join("views.db");
        open::make_file(&path).expect("it works");
        let db = open::writer(&path).expect("it works");
        db.execute_batch("CREATE TABLE t (x)").expect("it works");
        let insert = || {
            db.execute("INSERT INTO t VALUES (1)", [])
                .expect("it works")
        };
        let is_blocked = || -> bool {
            let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
            db.query_row(sql, [], |row| row.get(0)).expect("it works")
        };

        let readers = PointReaders::new(path, 1);
        assert_eq!(count(&readers), 0);
        insert();
        assert_eq!(count(&readers), 0, "the view is kept");
        readers.outdate();
        assert_eq!(count(&readers), 1, "a commit ends it");

        insert();
        readers.let_go_of_idle();
        assert_eq!(
            count(&readers),
            2,
            "an idle view that was let go of is a new one"
        );

        insert();
        let blocked = readers.without_views(|| {
            assert_eq!(count(&readers), 3, "no view outlasts its read");
            is_blocked()
        });
        assert!(!blocked);
        std::fs::remove_dir_all(&folder).expect("it works");
    }
}
