//! Sessions: whole, in lists, active, and ending all of a user's.

use strowger_core::commit::{Guard, Write};
use strowger_core::record::{
    Device, Factor, FactorStep, SentCode, Session, SessionStatus, StepUp, StepUpLevel, Strategy,
    VerificationStatus,
};
use strowger_types::SessionId;

use super::sample::{self, at};
use super::{Tested, put, put_session, refused};
use crate::{ACTIVE_SESSIONS_MAX, SessionQuery};

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
    let writes = sessions
        .into_iter()
        .map(|session| Write::PutSession(Box::new(session)))
        .collect();
    put(&**store, writes).await;
}

async fn comes_back(store: &Tested, session: Session) {
    put_session(&**store, &session).await;
    let found = store.session(&session.id).await.expect("reads");
    assert_eq!(found.as_ref(), Some(&session));
    let listed = store.sessions(&all()).await.expect("reads").items;
    assert_eq!(listed, vec![session]);
}

pub async fn a_session_comes_back_whole(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    for status in SessionStatus::ALL {
        for mut session in [sample::session(1, 1), sample::full_session(1, 1)] {
            session.status = status;
            comes_back(&store, session).await;
        }
    }
    for device in [
        Device {
            ip: Some("192.0.2.1".to_owned()),
            user_agent: None,
        },
        Device {
            ip: None,
            user_agent: Some(String::new()),
        },
    ] {
        comes_back(
            &store,
            Session {
                device,
                ..sample::session(1, 1)
            },
        )
        .await;
    }
}

pub async fn a_step_up_comes_back_whole(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    let stepping_up = |step_up| Session {
        step_up: Some(step_up),
        ..sample::session(1, 1)
    };
    for level in StepUpLevel::ALL {
        for step in FactorStep::ALL {
            let step_up = StepUp {
                level,
                step,
                ..sample::step_up(1)
            };
            comes_back(&store, stepping_up(step_up)).await;
        }
    }
    let password = Factor {
        strategy: Strategy::Password,
        number_id: None,
        sent: None,
        verified: false,
    };
    let sent = VerificationStatus::ALL.map(|status| {
        Some(Factor {
            sent: Some(SentCode {
                status,
                ..sample::sent(5)
            }),
            ..sample::factor(5)
        })
    });
    for factor in sent.into_iter().chain([Some(password), None]) {
        let first = StepUp {
            first: factor.clone(),
            ..sample::step_up(1)
        };
        let second = StepUp {
            second: factor.clone(),
            ..sample::step_up(2)
        };
        let both = StepUp {
            first: factor.clone(),
            second: factor,
            ..sample::step_up(3)
        };
        for step_up in [first, second, both] {
            comes_back(&store, stepping_up(step_up)).await;
        }
    }
}

async fn active_of_client(store: &Tested, n: u32) -> Vec<SessionId> {
    let sessions = store.active_sessions_of_client(&sample::client_id(n)).await;
    let ids = sessions.expect("reads").into_iter();
    ids.map(|session| session.id).collect()
}

async fn active_of_user(store: &Tested, n: u32) -> Vec<SessionId> {
    let sessions = store.active_sessions_of_user(&sample::user_id(n)).await;
    let ids = sessions.expect("reads").into_iter();
    ids.map(|session| session.id).collect()
}

pub async fn active_sessions_of_a_client_come_oldest_first(store: Tested) {
    let mut sessions = [5, 3, 4, 2].map(|n| sample::session(n, 1));
    // As old as another: then the smaller id comes first.
    sessions[0].created_at = at(3);
    // Another user's, on the same client, and one of the user on another client.
    let mut guest = sample::session(6, 2);
    guest.client_id = sample::client_id(1);
    let mut elsewhere = sample::session(7, 1);
    elsewhere.client_id = sample::client_id(2);
    let all = sessions.into_iter().chain([guest.clone(), elsewhere]);
    put_users_and_sessions(&store, all).await;
    assert_eq!(active_of_client(&store, 1).await, ids(&[2, 3, 5, 4, 6]));
    assert_eq!(active_of_client(&store, 2).await, ids(&[7]));
    assert_eq!(active_of_client(&store, 3).await, ids(&[]));
    let found = store.active_sessions_of_client(&guest.client_id).await;
    assert_eq!(found.expect("reads").last(), Some(&guest));
}

pub async fn active_sessions_of_a_user_come_newest_first(store: Tested) {
    let mut sessions = [5, 3, 4, 2].map(|n| sample::full_session(n, 1));
    // As old as another: then the larger id comes first.
    sessions[0].created_at = at(3);
    sessions[1].client_id = sample::client_id(2);
    let all = sessions.into_iter().chain([sample::session(6, 2)]);
    put_users_and_sessions(&store, all).await;
    assert_eq!(active_of_user(&store, 1).await, ids(&[4, 5, 3, 2]));
    assert_eq!(active_of_user(&store, 2).await, ids(&[6]));
    assert_eq!(active_of_user(&store, 3).await, ids(&[]));
    let found = store.active_sessions_of_user(&sample::user_id(1)).await;
    let newest = found.expect("reads").remove(0);
    assert_eq!(newest, sample::full_session(4, 1));
}

pub async fn an_active_session_is_one_whose_status_says_so(store: Tested) {
    let sessions = (1..).zip(SessionStatus::ALL).map(|(n, status)| Session {
        status,
        // Over for long: nobody asks.
        expire_at: at(0),
        abandon_at: at(0),
        ..sample::session(n, 1)
    });
    put_users_and_sessions(&store, sessions).await;
    assert_eq!(active_of_client(&store, 1).await, ids(&[1]));
    assert_eq!(active_of_user(&store, 1).await, ids(&[1]));

    // One ends, one that had ended lives again: as the record says.
    for (n, status) in [(1, SessionStatus::Removed), (2, SessionStatus::Active)] {
        let mut session = sample::session(n, 1);
        session.status = status;
        put_session(&*store, &session).await;
    }
    assert_eq!(active_of_client(&store, 1).await, ids(&[2]));
    assert_eq!(active_of_user(&store, 1).await, ids(&[2]));
    let end = Write::EndSessions {
        user_id: sample::user_id(1),
        except: None,
        status: SessionStatus::Revoked,
        at: at(77),
    };
    put(&*store, vec![end]).await;
    assert_eq!(active_of_client(&store, 1).await, ids(&[]));
    assert_eq!(active_of_user(&store, 1).await, ids(&[]));
}

pub async fn active_sessions_are_read_up_to_a_bound(store: Tested) {
    let count = ACTIVE_SESSIONS_MAX + 1;
    put_users_and_sessions(&store, (1..=count).map(|n| sample::session(n, 1))).await;
    // The newest of them: what somebody began last must not be hidden by what expired long ago.
    let oldest_first: Vec<u32> = (2..=count).collect();
    assert_eq!(active_of_client(&store, 1).await, ids(&oldest_first));
    let newest_first: Vec<u32> = (2..=count).rev().collect();
    assert_eq!(active_of_user(&store, 1).await, ids(&newest_first));
}

pub async fn a_session_that_moves_is_found_where_it_is(store: Tested) {
    put_users_and_sessions(&store, [sample::session(1, 1)]).await;
    let moved = Session {
        user_id: sample::user_id(2),
        client_id: sample::client_id(3),
        created_at: at(9),
        ..sample::session(1, 1)
    };
    comes_back(&store, moved).await;
    assert_eq!(active_of_client(&store, 1).await, ids(&[]));
    assert_eq!(active_of_user(&store, 1).await, ids(&[]));
    assert_eq!(active_of_client(&store, 3).await, ids(&[1]));
    assert_eq!(active_of_user(&store, 2).await, ids(&[1]));
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
    put(
        &*store,
        vec![Write::PutSession(Box::new(sample::session(5, 1)))],
    )
    .await;
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
        except: None,
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

pub async fn the_session_that_is_left_out_lives_on(store: Tested) {
    let sessions = [1, 2, 3].map(|n| sample::session(n, 1));
    put_users_and_sessions(&store, sessions).await;
    let end_but = |n: u32| Write::EndSessions {
        user_id: sample::user_id(1),
        except: Some(sample::session_id(n)),
        status: SessionStatus::Revoked,
        at: at(77),
    };
    put(&*store, vec![end_but(2)]).await;
    assert_eq!(active_of_user(&store, 1).await, ids(&[2]));
    let found = store.session(&sample::session_id(2)).await.expect("reads");
    assert_eq!(
        found,
        Some(sample::session(2, 1)),
        "nothing about it changes"
    );
    // One that is nobody's, or somebody else's, keeps no other alive.
    put(&*store, vec![end_but(9)]).await;
    assert_eq!(active_of_user(&store, 1).await, ids(&[]));
}
