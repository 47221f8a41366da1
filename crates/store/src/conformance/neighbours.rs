//! Commits that are made durable together are still judged one by one.

use strowger_core::commit::{Commit, Guard, Write};
use strowger_core::record::Standing;
use tokio::task::JoinSet;

use super::sample::{self, at};
use super::{Tested, put, refused};
use crate::{CommitError, UserFilter};

const COMMITS: u32 = 60;

/// Every third commit is refused by a guard, every third by a constraint after it has written something.
pub async fn a_refused_commit_leaves_its_neighbours_alone(store: Tested) {
    put(&*store, sample::whole(&sample::full_user(0))).await;
    let mut commits = JoinSet::new();
    for n in 1..=COMMITS {
        let mut commit = Commit {
            guards: vec![],
            writes: sample::whole(&sample::user(n)),
        };
        match n % 3 {
            0 => commit.guards.push(Guard::UserVersion {
                id: sample::user_id(0),
                version: 99,
            }),
            1 => {
                let mut taken = sample::number(n, n, Standing::VerifiedByAdmin);
                taken.phone_number = sample::phone_number(0);
                commit.writes.push(Write::PutNumber(taken));
            }
            _ => {}
        }
        let store = store.clone();
        commits.spawn(async move { (n, store.commit(commit).await) });
    }
    for (n, result) in commits.join_all().await {
        match n % 3 {
            2 => assert!(result.is_ok(), "commit {n}: {result:?}"),
            _ => assert!(
                matches!(result, Err(CommitError::Conflict)),
                "commit {n}: {result:?}"
            ),
        }
    }
    for n in 1..=COMMITS {
        let user = store.user(&sample::user_id(n)).await.expect("reads");
        assert_eq!(user.is_some(), n % 3 == 2, "user {n}");
    }
    let count = store.count_users(&UserFilter::default()).await;
    assert_eq!(count.expect("reads"), u64::from(COMMITS / 3) + 1);
}

/// All kinds of writes, then one that is impossible.
pub async fn a_refused_commit_leaves_no_trace(store: Tested) {
    let before = sample::full_user(1);
    put(&*store, sample::whole(&before)).await;
    let hanging = vec![
        Write::PutVerification(sample::verification(1, 1)),
        Write::PutSession(Box::new(sample::session(1, 1))),
        Write::PutMessage(sample::message(1)),
        Write::PutSigningKey(sample::signing_key(7)),
        Write::PutClient(Box::new(sample::full_client(1))),
        Write::PutClient(Box::new(sample::client(2))),
    ];
    put(&*store, hanging).await;

    let mut newcomer = sample::full_user(2);
    newcomer.username = Some("newcomer".to_owned());
    let mut rotated = sample::client(1);
    rotated.token_hash = sample::token_hash(99);
    let mut writes = vec![
        Write::SetFailures {
            phone_number: sample::phone_number(1),
            failures: 3,
        },
        Write::Count {
            key: "x".to_owned(),
            now: at(0),
            window_ms: 100,
        },
        Write::PutSettings(sample::settings()),
        Write::PutSigningKey(sample::signing_key(1)),
        Write::SettleMessage {
            id: sample::message_id(1),
            state: strowger_core::record::MessageState::Failed,
            tries: 9,
            lease_until: at(9),
        },
        Write::DeleteSigningKey {
            kid: sample::signing_key(7).kid,
        },
        Write::PutClient(Box::new(rotated)),
        Write::DeleteClient(sample::client_id(2)),
        Write::PutClient(Box::new(sample::client(3))),
        Write::SweepExpired { before: at(9_999) },
        Write::DeleteUser(before.id.clone()),
    ];
    writes.extend(sample::whole(&newcomer));
    writes.push(Write::PutSession(Box::new(sample::session(9, 77))));
    refused(&*store, vec![], writes).await;

    assert_eq!(
        store.user(&before.id).await.expect("reads"),
        Some(before.clone())
    );
    let holder = store.holder(&sample::phone_number(1)).await;
    assert_eq!(holder.expect("reads"), Some(before.id.clone()));
    assert_eq!(store.user(&newcomer.id).await.expect("reads"), None);
    assert_eq!(
        store.user_of_username("newcomer").await.expect("reads"),
        None
    );
    assert_eq!(
        store.holder(&sample::phone_number(2)).await.expect("reads"),
        None
    );
    let verification = store.newest_verification(&sample::number_id(1)).await;
    assert_eq!(
        verification.expect("reads"),
        Some(sample::verification(1, 1))
    );
    let session = store.session(&sample::session_id(1)).await;
    assert_eq!(session.expect("reads"), Some(sample::session(1, 1)));
    assert_eq!(
        store
            .failures(&sample::phone_number(1))
            .await
            .expect("reads"),
        0
    );
    assert_eq!(store.counter("x", at(0)).await.expect("reads"), None);
    assert_eq!(store.settings().await.expect("reads"), None);
    let keys = store.signing_keys().await.expect("reads");
    assert_eq!(keys, vec![sample::signing_key(7)]);
    for client in [sample::full_client(1), sample::client(2)] {
        let found = store.client_of_token(&client.token_hash).await;
        assert_eq!(found.expect("reads"), Some(client));
    }
    for n in [3, 99] {
        let found = store.client_of_token(&sample::token_hash(n)).await;
        assert_eq!(found.expect("reads"), None);
    }
    let sessions = store.active_sessions_of_client(&sample::client_id(1)).await;
    assert_eq!(sessions.expect("reads"), vec![sample::session(1, 1)]);
    let due = store.due_messages(at(0), 10).await;
    assert_eq!(due.expect("reads"), vec![sample::message(1)]);
    assert_eq!(
        store
            .count_users(&UserFilter::default())
            .await
            .expect("reads"),
        1
    );
}
