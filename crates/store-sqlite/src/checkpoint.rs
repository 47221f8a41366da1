//! Moving the write-ahead log into the file, beside the writer and not in its way.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

use crate::error::DbError;
use crate::point_readers::PointReaders;

/// Pages of log beyond which the writer itself cuts it: 256 MiB. Under unbroken load the checkpointer never finds the
/// moment at which the log may begin anew.
const LOG_PAGES_MAX: i64 = 65_536;

/// What the writer and the checkpointer tell each other.
#[derive(Default)]
pub(crate) struct Log {
    state: Mutex<State>,
    changed: Condvar,
    is_long: AtomicBool,
}

#[derive(Default)]
struct State {
    grew: bool,
    stopping: bool,
}

impl Log {
    /// There is something to move.
    pub(crate) fn grew(&self) {
        let mut state = self.state();
        if !state.grew {
            state.grew = true;
            self.changed.notify_one();
        }
    }

    /// The writer has to cut the log.
    pub(crate) fn is_long(&self) -> bool {
        self.is_long.load(Ordering::Relaxed)
    }

    /// The writer tried to cut the log; the checkpointer will say if it is still long.
    pub(crate) fn was_cut(&self) {
        self.is_long.store(false, Ordering::Relaxed);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for something to move, then one interval for more of it. False: stop.
    fn wait(&self, interval: Duration) -> bool {
        let state = self
            .changed
            .wait_while(self.state(), |state| !state.grew && !state.stopping)
            .unwrap_or_else(PoisonError::into_inner);
        let (mut state, _) = self
            .changed
            .wait_timeout_while(state, interval, |state| !state.stopping)
            .unwrap_or_else(PoisonError::into_inner);
        state.grew = false;
        !state.stopping
    }
}

/// The thread that moves the log while there are commits, and sleeps while there are none.
pub(crate) struct Checkpointer {
    log: Arc<Log>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Checkpointer {
    /// Starts the thread. It owns the connection.
    pub(crate) fn start(
        db: Connection,
        log: Arc<Log>,
        readers: Arc<PointReaders>,
        interval: Duration,
    ) -> Result<Self, DbError> {
        let watched = Arc::clone(&log);
        let thread = thread::Builder::new()
            .name("sqlite-checkpointer".to_owned())
            .spawn(move || {
                while watched.wait(interval) {
                    readers.let_go_of_idle();
                    match checkpoint(&db, "PRAGMA wal_checkpoint(PASSIVE)") {
                        Ok(pages) => watched
                            .is_long
                            .store(pages > LOG_PAGES_MAX, Ordering::Relaxed),
                        Err(error) => {
                            tracing::warn!(%error, "the log cannot be moved into the database");
                        }
                    }
                    // A view that began meanwhile would keep the next commit from beginning the log anew.
                    readers.let_go_of_idle();
                }
            })?;
        Ok(Self {
            log,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Stops the thread. Blocks until a checkpoint that is running is done.
    pub(crate) fn close(&self) {
        self.log.state().stopping = true;
        self.log.changed.notify_one();
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that moves the log died of a panic");
        }
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.close();
    }
}

/// Moves all of the log and cuts it to nothing.
pub(crate) fn truncate(db: &Connection) {
    if let Err(error) = checkpoint(db, "PRAGMA wal_checkpoint(TRUNCATE)") {
        tracing::warn!(%error, "the log cannot be cut");
    }
}

/// The same, unless another process reads it: waiting for that process would keep every other one from writing.
pub(crate) fn truncate_unless_read(db: &Connection) {
    match db.busy_timeout(Duration::ZERO) {
        Ok(()) => truncate(db),
        Err(error) => tracing::warn!(%error, "the log is left to the next start"),
    }
}

/// Answers how many pages the log has.
fn checkpoint(db: &Connection, sql: &str) -> rusqlite::Result<i64> {
    db.prepare_cached(sql)?.query_row([], |row| row.get(1))
}
