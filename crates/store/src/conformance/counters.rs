//! Counters with a window, and consecutive failures.

use strowger_core::commit::Write;

use super::sample::{self, at};
use super::{Tested, put};

fn count(ms: i64) -> Write {
    Write::Count {
        key: "country:GB".to_owned(),
        now: at(ms),
        window_ms: 100,
    }
}

pub async fn a_counter_counts_within_its_window(store: Tested) {
    put(&*store, vec![count(0)]).await;
    let read = store.counter("country:GB", at(0)).await;
    assert_eq!(read.expect("reads"), Some((1, at(100))));
    // Later counts do not move the end of the window.
    put(&*store, vec![count(50), count(99)]).await;
    let read = store.counter("country:GB", at(99)).await;
    assert_eq!(read.expect("reads"), Some((3, at(100))));
    assert_eq!(
        store.counter("country:DE", at(99)).await.expect("reads"),
        None
    );
}

pub async fn a_window_that_is_over_starts_anew(store: Tested) {
    put(&*store, vec![count(0), count(0)]).await;
    assert_eq!(
        store.counter("country:GB", at(100)).await.expect("reads"),
        None
    );
    put(&*store, vec![count(100)]).await;
    let read = store.counter("country:GB", at(100)).await;
    assert_eq!(read.expect("reads"), Some((1, at(200))));
}

pub async fn failures_are_set_and_forgotten(store: Tested) {
    for failures in [3, 4, 0] {
        let set = Write::SetFailures {
            phone_number: sample::phone_number(1),
            failures,
        };
        put(&*store, vec![set]).await;
        let read = store.failures(&sample::phone_number(1)).await;
        assert_eq!(read.expect("reads"), failures);
    }
    assert_eq!(
        store
            .failures(&sample::phone_number(2))
            .await
            .expect("reads"),
        0
    );
}
