use std::thread;

/// Most connections for point reads: more than this many threads share them.
const POINT_READERS_MAX: usize = 16;

/// Default of [`SqliteOptions::list_readers`]. Judgement: a list occupies a core, and few machines of this kind have more than four to spare.
const LIST_READERS: usize = 4;

/// Default of [`SqliteOptions::checkpoint_interval_ms`]. Measured: off the writer's thread, half a second takes the 99th percentile of commits from 42 ms to 11 ms.
const CHECKPOINT_INTERVAL_MS: u64 = 500;

/// How a [`SqliteStore`](crate::SqliteStore) is set up. There is no option to lose acknowledged commits.
#[derive(Clone, Copy, Debug)]
pub struct SqliteOptions {
    /// Connections for point reads: 1 or more. Default: one per core, at most 16.
    pub point_readers: usize,
    /// Connections for lists, counts and the inbox: 1 or more, default 4. Lists beyond that wait.
    pub list_readers: usize,
    /// Pause between checkpoints while there are commits, in milliseconds: 10..=60,000, default 500.
    pub checkpoint_interval_ms: u64,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            point_readers: thread::available_parallelism()
                .map_or(1, usize::from)
                .min(POINT_READERS_MAX),
            list_readers: LIST_READERS,
            checkpoint_interval_ms: CHECKPOINT_INTERVAL_MS,
        }
    }
}
