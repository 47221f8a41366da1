//! The sweep of what is over.

use strowger_core::commit::Write;
use strowger_core::policy::SESSION_ABANDON_MS;
use strowger_core::record::{Client, Session};

use super::sample::{self, at};
use super::{Tested, put, put_client, put_session};

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

/// Puts the clients, sweeps what was over before 100, and expects these to stay.
async fn sweep(store: &Tested, clients: impl IntoIterator<Item = (Client, bool)>) {
    for (client, stays) in clients {
        put_client(&**store, &client).await;
        put(&**store, vec![Write::SweepExpired { before: at(100) }]).await;
        let found = store.client(&client.id).await.expect("reads");
        assert_eq!(found.is_some(), stays, "{client:?}");
        let found = store.client_of_token(&client.token_hash).await;
        assert_eq!(found.expect("reads").is_some(), stays, "{client:?}");
    }
}

pub async fn clients_whose_token_died_are_forgotten(store: Tested) {
    for n in 1..=3 {
        put(&*store, sample::whole(&sample::user(n))).await;
    }
    put_session(&*store, &sample::session(1, 1)).await;
    // A deadline is over when it is reached.
    let clients = [(1, 99, false), (2, 100, false), (3, 101, true)];
    let clients = clients.map(|(n, expire_at, stays)| {
        let client = Client {
            expire_at: at(expire_at),
            ..sample::full_client(n)
        };
        (client, stays)
    });
    sweep(&store, clients).await;
    let session = store.session(&sample::session_id(1)).await;
    assert_eq!(session.expect("reads"), Some(sample::session(1, 1)));
}

pub async fn abandoned_sessions_are_forgotten(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    let long_ago = -SESSION_ABANDON_MS;
    let sessions = [
        (1, long_ago + 100, 100, false),
        (2, long_ago + 100, 101, true),
        (3, long_ago + 101, 100, true),
    ];
    for (n, created_at, abandon_at, _) in sessions {
        let session = Session {
            created_at: at(created_at),
            abandon_at: at(abandon_at),
            ..sample::session(n, 1)
        };
        put_session(&*store, &session).await;
    }
    put(&*store, vec![Write::SweepExpired { before: at(100) }]).await;
    for (n, .., stays) in sessions {
        let found = store.session(&sample::session(n, 1).id).await;
        assert_eq!(found.expect("reads").is_some(), stays, "session {n}");
    }
}

pub async fn clients_in_which_nothing_began_are_forgotten(store: Tested) {
    let clients = [
        (1, false, 99, false),
        (2, false, 100, true),
        (3, false, 101, true),
        (4, true, 99, true),
    ];
    let clients = clients.map(|(n, begun, updated_at, stays)| {
        let client = Client {
            begun,
            updated_at: at(updated_at),
            ..sample::client(n)
        };
        (client, stays)
    });
    sweep(&store, clients).await;
}

pub async fn a_client_in_which_something_began_lasts(store: Tested) {
    let idle = sample::client(1);
    let begun = Client {
        begun: true,
        version: 2,
        ..idle.clone()
    };
    put_client(&*store, &idle).await;
    sweep(&store, [(begun, true)]).await;
}
