//! The one thread that writes: it takes whatever waits and makes it durable together.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use strowger_store::{CommitError, StoreError};
use tokio::sync::oneshot;

use crate::batch::{self, Verdict, Work};
use crate::checkpoint::{self, Log};
use crate::error::DbError;
use crate::point_readers::PointReaders;

/// Commits that may wait. At 10,000 commits a second, the last of them waits less than half a second.
pub(crate) const QUEUE_MAX: usize = 4_096;

/// Commits in one transaction. More would only make the first of them wait longer.
pub(crate) const BATCH_MAX: usize = 512;

type Reply = oneshot::Sender<Result<(), CommitError>>;

struct Job {
    work: Work,
    reply: Reply,
}

/// The way to the thread that writes.
pub(crate) struct Writer {
    /// `None` once it is closed. Dropping it tells the thread to finish.
    queue: RwLock<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread. It owns the connection.
    pub(crate) fn start(
        db: Connection,
        log: Arc<Log>,
        readers: Arc<PointReaders>,
    ) -> Result<Self, DbError> {
        let (queue, jobs) = mpsc::sync_channel(QUEUE_MAX);
        let thread = thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || write(&db, &jobs, &log, &readers))?;
        Ok(Self {
            queue: RwLock::new(Some(queue)),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Has the work done and answers once it is durable.
    pub(crate) async fn submit(&self, work: Work) -> Result<(), CommitError> {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Job { work, reply })?;
        // The thread drops the reply unanswered only when it dies.
        answer
            .await
            .unwrap_or_else(|_| Err(failed(DbError::WriterGone)))
    }

    fn enqueue(&self, job: Job) -> Result<(), CommitError> {
        let queue = self.queue.read().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = &*queue else {
            return Err(failed(DbError::Closed));
        };
        queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => CommitError::Overloaded,
            TrySendError::Disconnected(_) => failed(DbError::WriterGone),
        })
    }

    /// Takes no more work, finishes what was accepted and waits until the log is in the file, unless another process
    /// reads it. Blocks.
    pub(crate) fn close(&self) {
        let queue = self
            .queue
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        drop(queue);
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that writes the database died of a panic");
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

fn write(db: &Connection, jobs: &Receiver<Job>, log: &Log, readers: &PointReaders) {
    let mut works = Vec::with_capacity(BATCH_MAX);
    let mut replies = Vec::with_capacity(BATCH_MAX);
    while let Ok(first) = jobs.recv() {
        for job in std::iter::once(first)
            .chain(jobs.try_iter())
            .take(BATCH_MAX)
        {
            works.push(job.work);
            replies.push(job.reply);
        }
        write_batch(db, &works, replies.drain(..), readers);
        works.clear();
        log.grew();
        if log.is_long() {
            readers.without_views(|| checkpoint::truncate(db));
            log.was_cut();
        }
    }
    readers.without_views(|| checkpoint::truncate_unless_read(db));
}

/// Does the works in one transaction and replies to each, refusals included, once that is durable.
fn write_batch(
    db: &Connection,
    works: &[Work],
    replies: impl Iterator<Item = Reply>,
    readers: &PointReaders,
) {
    let result =
        catch_unwind(AssertUnwindSafe(|| batch::run(db, works))).unwrap_or(Err(DbError::Panicked));
    readers.outdate();
    match result {
        Ok(verdicts) => {
            for (reply, verdict) in replies.zip(verdicts) {
                // Who does not wait for the answer any more does not need it.
                let _ = reply.send(match verdict {
                    Verdict::Done => Ok(()),
                    Verdict::Refused => Err(CommitError::Conflict),
                    Verdict::Failed(error) => Err(failed(error)),
                });
            }
        }
        Err(error) => {
            roll_back(db);
            let error = Arc::new(error);
            for reply in replies {
                let _ = reply.send(Err(StoreError::new("commit", Arc::clone(&error)).into()));
            }
        }
    }
}

fn roll_back(db: &Connection) {
    if !db.is_autocommit()
        && let Err(error) = db.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "a failed transaction cannot be rolled back");
    }
}

fn failed(error: DbError) -> CommitError {
    StoreError::new("commit", error).into()
}

#[cfg(test)]
mod tests {
    use strowger_core::commit::Commit;

    use super::*;

    fn readers() -> Arc<PointReaders> {
        Arc::new(PointReaders::new(std::path::PathBuf::new(), 1))
    }

    fn writer() -> Writer {
        let db = Connection::open_in_memory().expect("it works");
        crate::migrate::migrate(&db).expect("it works");
        Writer::start(db, Arc::default(), readers()).expect("it works")
    }

    #[tokio::test]
    async fn a_panic_is_answered_and_the_writer_lives_on() {
        let writer = writer();
        let panicked = writer.submit(Work::Panic).await;
        assert!(matches!(panicked, Err(CommitError::Store(_))));
        assert!(writer.submit(Work::Commit(Commit::default())).await.is_ok());
    }

    #[tokio::test]
    async fn a_closed_writer_answers_with_an_error() {
        let writer = writer();
        writer.close();
        let refused = writer.submit(Work::Probe).await;
        assert!(matches!(refused, Err(CommitError::Store(_))));
    }

    #[test]
    fn a_full_queue_takes_no_more_and_accepted_work_is_finished() {
        let (queue, jobs) = mpsc::sync_channel(QUEUE_MAX);
        let writer = Writer {
            queue: RwLock::new(Some(queue)),
            thread: Mutex::new(None),
        };
        let enqueue = || {
            let (reply, answer) = oneshot::channel();
            let work = Work::Commit(Commit::default());
            writer.enqueue(Job { work, reply }).map(|()| answer)
        };
        let answers: Vec<_> = (0..QUEUE_MAX)
            .map(|_| enqueue().expect("it works"))
            .collect();
        assert!(matches!(enqueue(), Err(CommitError::Overloaded)));

        writer.close();
        let db = Connection::open_in_memory().expect("it works");
        write(&db, &jobs, &Log::default(), &readers());
        for mut answer in answers {
            assert!(matches!(answer.try_recv(), Ok(Ok(()))));
        }
    }
}
