//! Lists, counts and the inbox, on threads that may block: a scan would hold up everybody on the I/O threads.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use strowger_store::StoreError;
use tokio::sync::Semaphore;
use tokio::task;

use crate::error::DbError;
use crate::open;

/// A few connections that lists share. A list beyond that waits without holding a thread.
pub(crate) struct ListReaders {
    pool: Arc<Pool>,
    count: u32,
}

struct Pool {
    path: PathBuf,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

impl ListReaders {
    /// `count` connections, each opened when it is first needed.
    pub(crate) fn new(path: PathBuf, count: usize) -> Self {
        let count = u32::try_from(count.max(1)).unwrap_or(u32::MAX);
        let pool = Pool {
            path,
            permits: Arc::new(Semaphore::new(count as usize)),
            idle: Mutex::new(Vec::new()),
        };
        Self {
            pool: Arc::new(pool),
            count,
        }
    }

    /// Reads on a thread that may block.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        doing: &'static str,
        read: impl FnOnce(&Connection) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let pool = Arc::clone(&self.pool);
        let permit = Arc::clone(&pool.permits)
            .acquire_owned()
            .await
            .map_err(|_| StoreError::new(doing, DbError::Closed))?;
        let reading = task::spawn_blocking(move || {
            let db = pool.take()?;
            let result = read(&db);
            pool.idle().push(db);
            // Only now: who gets the permit finds the connection, and `close` finds all of them.
            drop(permit);
            result
        });
        match reading.await {
            Ok(result) => result.map_err(|error| StoreError::new(doing, error)),
            Err(_) => Err(StoreError::new(doing, DbError::ReadCancelled)),
        }
    }

    /// Waits for the lists that are being read and closes every connection.
    pub(crate) async fn close(&self) {
        // Fails only if it is closed already.
        let all = self.pool.permits.acquire_many(self.count).await;
        self.pool.permits.close();
        drop(all);
        self.pool.idle().clear();
    }
}

impl Pool {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Result<Connection, DbError> {
        let idle = self.idle().pop();
        idle.map_or_else(|| open::reader(&self.path), Ok)
    }
}
