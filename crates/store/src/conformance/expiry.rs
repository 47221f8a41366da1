//! The sweep of what is over.

use strowger_core::commit::Write;

use super::sample::{self, at};
use super::{Tested, put};

pub async fn dead_verifications_are_forgotten(store: Tested) {
    put(&*store, sample::whole(&sample::full_user(1))).await;
    for (n, expire_at) in [(1, 99), (2, 100), (3, 101)] {
        let mut verification = sample::verification(n, 1);
        verification.expire_at = at(expire_at);
        put(&*store, vec![Write::PutVerification(verification)]).await;
    }
    put(&*store, vec![Write::SweepExpired { before: at(100) }]).await;
    for (n, stays) in [(1, false), (2, true), (3, true)] {
        let found = store.verification(&sample::verification_id(n)).await;
        assert_eq!(found.expect("reads").is_some(), stays, "verification {n}");
    }
}

pub async fn counters_whose_window_is_over_are_forgotten(store: Tested) {
    let count = |key: &str, window_ms| Write::Count {
        key: key.to_owned(),
        now: at(0),
        window_ms,
    };
    put(&*store, vec![count("over", 100), count("running", 101)]).await;
    put(&*store, vec![Write::SweepExpired { before: at(100) }]).await;
    // Read as of a moment at which neither window was over: only the sweep can have taken it.
    assert_eq!(store.counter("over", at(0)).await.expect("reads"), None);
    let running = store.counter("running", at(0)).await;
    assert_eq!(running.expect("reads"), Some((1, at(101))));
}
