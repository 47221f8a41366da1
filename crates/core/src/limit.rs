//! Limits on how often something may be asked for: counters in the database, judged and counted in the commit of the decision.

use strowger_types::Timestamp;

use crate::commit::{Commit, Guard, Write};

/// How often something may happen in a window of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The counter: what is limited, and for whom.
    pub key: String,
    /// How often at most.
    pub max: u32,
    /// How long a window lasts, in milliseconds.
    pub window_ms: i64,
}

/// A limit with what its counter says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The limit.
    pub limit: Limit,
    /// How often it happened in the running window, and when that ends.
    pub count: Option<(u32, Timestamp)>,
}

impl Counted {
    /// How long to wait, in milliseconds, if the limit is reached.
    pub fn wait_ms(&self, now: Timestamp) -> Option<i64> {
        let (count, window_ends_at) = self.count?;
        (count >= self.limit.max).then(|| window_ends_at.ms_since(now))
    }

    /// Counts one more, if the limit is still not reached then.
    pub fn count(&self, now: Timestamp) -> Commit {
        Commit {
            guards: vec![Guard::CounterBelow {
                key: self.limit.key.clone(),
                limit: self.limit.max,
                now,
            }],
            writes: vec![Write::Count {
                key: self.limit.key.clone(),
                now,
                window_ms: self.limit.window_ms,
            }],
        }
    }
}

/// The longest wait among limits that are reached.
pub fn longest_wait_ms(counted: &[Counted], now: Timestamp) -> Option<i64> {
    counted.iter().filter_map(|each| each.wait_ms(now)).max()
}
