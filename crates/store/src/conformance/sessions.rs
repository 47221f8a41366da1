//! Lists of sessions, and ending all of a user's.

use strowger_core::commit::{Guard, Write};
use strowger_core::record::{Session, SessionStatus};
use strowger_types::SessionId;

use super::sample::{self, at};
use super::{Tested, put, refused};
use crate::SessionQuery;

fn all() -> SessionQuery {
    SessionQuery {
        user_id: None,
        client_id: None,
        status: None,
        now: at(0),
        limit: 500,
        offset: 0,
    }
}

async fn list(store: &Tested, query: SessionQuery) -> (Vec<SessionId>, u64) {
    let listed = store.sessions(&query).await.expect("reads");
    let ids = listed.items.into_iter().map(|session| session.id).collect();
    (ids, listed.total)
}

fn ids(numbers: &[u32]) -> Vec<SessionId> {
    numbers.iter().copied().map(sample::session_id).collect()
}

async fn put_users_and_sessions(store: &Tested, sessions: impl IntoIterator<Item = Session>) {
    for n in [1, 2] {
        put(&**store, sample::whole(&sample::user(n))).await;
    }
    let writes = sessions.into_iter().map(Write::PutSession).collect();
    put(&**store, writes).await;
}

pub async fn the_newest_session_comes_first(store: Tested) {
    let mut sessions = [3, 1, 2, 4].map(|n| sample::session(n, 1));
    // As old as another: then the larger id comes first.
    sessions[3].created_at = at(2);
    put_users_and_sessions(&store, sessions).await;
    assert_eq!(list(&store, all()).await, (ids(&[3, 4, 2, 1]), 4));
    let newest = store.sessions(&all()).await.expect("reads").items.remove(0);
    assert_eq!(newest, sample::session(3, 1));
}

pub async fn sessions_of_one_user_or_client(store: Tested) {
    let mut elsewhere = sample::session(3, 1);
    elsewhere.client_id = sample::client_id(2);
    let sessions = [sample::session(1, 1), sample::session(2, 2), elsewhere];
    put_users_and_sessions(&store, sessions).await;
    let query = |user: Option<u32>, client: Option<u32>| SessionQuery {
        user_id: user.map(sample::user_id),
        client_id: client.map(sample::client_id),
        ..all()
    };
    assert_eq!(list(&store, query(Some(1), None)).await, (ids(&[3, 1]), 2));
    assert_eq!(list(&store, query(None, Some(2))).await, (ids(&[3, 2]), 2));
    assert_eq!(list(&store, query(Some(1), Some(2))).await, (ids(&[3]), 1));
    assert_eq!(list(&store, query(Some(9), None)).await, (ids(&[]), 0));
}

pub async fn sessions_of_a_status_at_a_moment(store: Tested) {
    let stored = [
        SessionStatus::Active,
        SessionStatus::Ended,
        SessionStatus::Removed,
        SessionStatus::Revoked,
        SessionStatus::Replaced,
    ];
    let sessions: Vec<Session> = (1..)
        .zip(stored)
        .map(|(n, status)| Session {
            status,
            ..sample::session(n, 1)
        })
        .collect();
    put_users_and_sessions(&store, sessions.clone()).await;
    // Deadlines: expires at 1,000, is abandoned at 2,000.
    for now in [0, 999, 1_000, 1_999, 2_000, 9_000].map(at) {
        for status in SessionStatus::ALL {
            let query = SessionQuery {
                status: Some(status),
                user_id: Some(sample::user_id(1)),
                now,
                ..all()
            };
            let expected: Vec<SessionId> = sessions
                .iter()
                .rev()
                .filter(|session| session.status_at(now) == status)
                .map(|session| session.id.clone())
                .collect();
            let total = expected.len() as u64;
            assert_eq!(list(&store, query).await, (expected, total), "{status:?}");
        }
    }
}

pub async fn the_total_counts_all_pages(store: Tested) {
    put_users_and_sessions(&store, (1..=5).map(|n| sample::session(n, 1))).await;
    // Kept again: it is still one session.
    put(&*store, vec![Write::PutSession(sample::session(5, 1))]).await;
    let page = |offset| SessionQuery {
        limit: 2,
        offset,
        ..all()
    };
    assert_eq!(list(&store, page(0)).await, (ids(&[5, 4]), 5));
    assert_eq!(list(&store, page(4)).await, (ids(&[1]), 5));
    assert_eq!(list(&store, page(5)).await, (ids(&[]), 5));
}

pub async fn only_active_sessions_end(store: Tested) {
    let ended = Session {
        status: SessionStatus::Ended,
        ..sample::session(2, 1)
    };
    let sessions = [sample::session(1, 1), ended.clone(), sample::session(3, 2)];
    put_users_and_sessions(&store, sessions).await;
    let end = Write::EndSessions {
        user_id: sample::user_id(1),
        status: SessionStatus::Revoked,
        at: at(77),
    };
    put(&*store, vec![end]).await;
    let revoked = Session {
        version: 2,
        status: SessionStatus::Revoked,
        updated_at: at(77),
        ..sample::session(1, 1)
    };
    for expected in [revoked, ended, sample::session(3, 2)] {
        let found = store.session(&expected.id).await.expect("reads");
        assert_eq!(found, Some(expected));
    }
    // Who read the session before has to read it again.
    let guard = Guard::SessionVersion {
        id: sample::session_id(1),
        version: 1,
    };
    refused(&*store, vec![guard], vec![]).await;
}
