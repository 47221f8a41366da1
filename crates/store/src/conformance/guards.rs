//! Each guard lets a commit through when it holds and refuses all of it when it does not.

use strowger_core::commit::{Guard, Write};
use strowger_core::record::{Message, MessageState, Purpose, Standing};

use super::sample::{self, at};
use super::{Tested, commit, put, put_client, refused};

/// The guard refuses, and nothing of the commit is written.
async fn refuses(store: &Tested, guard: Guard) {
    let described = format!("{guard:?}");
    let before = store.failures(&mark()).await.expect("reads");
    refused(&**store, vec![guard], vec![leave_mark(before + 1)]).await;
    let after = store.failures(&mark()).await.expect("reads");
    assert_eq!(before, after, "written in spite of {described}");
}

/// The guard lets the commit through.
async fn holds(store: &Tested, guard: Guard) {
    let described = format!("{guard:?}");
    let before = store.failures(&mark()).await.expect("reads");
    let result = commit(&**store, vec![guard], vec![leave_mark(before + 1)]).await;
    assert!(result.is_ok(), "{described} refused: {result:?}");
    let after = store.failures(&mark()).await.expect("reads");
    assert_eq!(before + 1, after, "not written under {described}");
}

fn mark() -> strowger_types::PhoneNumber {
    sample::phone_number(9_999)
}

fn leave_mark(failures: u32) -> Write {
    Write::SetFailures {
        phone_number: mark(),
        failures,
    }
}

pub async fn a_commit_without_guards_is_carried_out(store: Tested) {
    commit(&*store, vec![], vec![])
        .await
        .expect("nothing to do");
    put(&*store, vec![leave_mark(1)]).await;
    assert_eq!(store.failures(&mark()).await.expect("reads"), 1);
}

pub async fn one_guard_that_fails_is_enough(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    let version = |version| Guard::UserVersion {
        id: sample::user_id(1),
        version,
    };
    for guards in [[1, 2], [2, 1]] {
        refused(&*store, guards.map(version).to_vec(), vec![leave_mark(1)]).await;
    }
    assert_eq!(store.failures(&mark()).await.expect("reads"), 0);
}

pub async fn guards_are_judged_before_the_writes(store: Tested) {
    let guard = Guard::FailuresAre {
        phone_number: mark(),
        failures: 1,
    };
    refused(&*store, vec![guard], vec![leave_mark(1)]).await;
    assert_eq!(store.failures(&mark()).await.expect("reads"), 0);
}

pub async fn user_version(store: Tested) {
    let guard = |n, version| Guard::UserVersion {
        id: sample::user_id(n),
        version,
    };
    put(&*store, sample::whole(&sample::user(1))).await;
    holds(&store, guard(1, 1)).await;
    for refusing in [
        guard(1, 0),
        guard(1, 2),
        guard(1, u64::MAX),
        guard(2, 1),
        guard(2, 0),
    ] {
        refuses(&store, refusing).await;
    }
}

pub async fn number_free(store: Tested) {
    let free = |n, except| Guard::NumberFree {
        phone_number: sample::phone_number(n),
        except: sample::user_id(except),
    };
    let mut user = sample::user(1);
    user.numbers = vec![
        sample::number(1, 1, Standing::Reserved),
        sample::number(2, 1, Standing::VerifiedByAdmin),
        sample::number(3, 1, Standing::Unverified),
    ];
    put(&*store, sample::whole(&user)).await;
    for holding in [free(1, 1), free(2, 1), free(3, 1), free(3, 2), free(4, 2)] {
        holds(&store, holding).await;
    }
    refuses(&store, free(1, 2)).await;
    refuses(&store, free(2, 2)).await;
}

pub async fn username_free(store: Tested) {
    let free = |username: &str, except| Guard::UsernameFree {
        username: username.to_owned(),
        except: sample::user_id(except),
    };
    put(&*store, sample::whole(&sample::full_user(1))).await;
    for holding in [free("User_1", 1), free("uSER_1", 1), free("user_2", 2)] {
        holds(&store, holding).await;
    }
    refuses(&store, free("User_1", 2)).await;
    refuses(&store, free("USER_1", 2)).await;
}

pub async fn external_id_free(store: Tested) {
    let free = |external_id: &str, except| Guard::ExternalIdFree {
        external_id: external_id.to_owned(),
        except: sample::user_id(except),
    };
    put(&*store, sample::whole(&sample::full_user(1))).await;
    for holding in [free("ext-1", 1), free("EXT-1", 2), free("ext-2", 2)] {
        holds(&store, holding).await;
    }
    refuses(&store, free("ext-1", 2)).await;
}

pub async fn email_free(store: Tested) {
    let free = |n: u32, except| Guard::EmailFree {
        address: format!("user{n}@example.com"),
        except: sample::user_id(except),
    };
    let mut user = sample::user(1);
    user.emails = vec![
        sample::email(1, 1, Standing::Reserved),
        sample::email(2, 1, Standing::VerifiedByAdmin),
        sample::email(3, 1, Standing::Unverified),
    ];
    put(&*store, sample::whole(&user)).await;
    for holding in [free(1, 1), free(2, 1), free(3, 2), free(4, 2)] {
        holds(&store, holding).await;
    }
    refuses(&store, free(1, 2)).await;
    refuses(&store, free(2, 2)).await;
}

pub async fn verification_version(store: Tested) {
    let guard = |n, version| Guard::VerificationVersion {
        id: sample::verification_id(n),
        version,
    };
    put(&*store, sample::whole(&sample::full_user(1))).await;
    put(
        &*store,
        vec![Write::PutVerification(sample::verification(1, 1))],
    )
    .await;
    holds(&store, guard(1, 1)).await;
    for refusing in [guard(1, 0), guard(1, 2), guard(2, 1), guard(2, 0)] {
        refuses(&store, refusing).await;
    }
}

pub async fn newest_verification(store: Tested) {
    let guard = |newest: Option<u32>| Guard::NewestVerification {
        phone_number_id: sample::number_id(1),
        newest: newest.map(sample::verification_id),
    };
    put(&*store, sample::whole(&sample::full_user(1))).await;
    holds(&store, guard(None)).await;
    refuses(&store, guard(Some(1))).await;
    put(
        &*store,
        vec![Write::PutVerification(sample::verification(1, 1))],
    )
    .await;
    holds(&store, guard(Some(1))).await;
    refuses(&store, guard(None)).await;
    put(
        &*store,
        vec![Write::PutVerification(sample::verification(2, 1))],
    )
    .await;
    holds(&store, guard(Some(2))).await;
    refuses(&store, guard(Some(1))).await;
    refuses(&store, guard(None)).await;
    // One for another purpose does not count.
    let mut other = sample::verification(3, 1);
    other.purpose = Purpose::NumberProof;
    put(&*store, vec![Write::PutVerification(other)]).await;
    holds(&store, guard(Some(2))).await;
    refuses(&store, guard(Some(3))).await;
}

pub async fn client_version(store: Tested) {
    let guard = |n, version| Guard::ClientVersion {
        id: sample::client_id(n),
        version,
    };
    put_client(&*store, &sample::client(1)).await;
    holds(&store, guard(1, 1)).await;
    for refusing in [guard(1, 0), guard(1, 2), guard(2, 1), guard(2, 0)] {
        refuses(&store, refusing).await;
    }
}

pub async fn session_version(store: Tested) {
    let guard = |n, version| Guard::SessionVersion {
        id: sample::session_id(n),
        version,
    };
    put(&*store, sample::whole(&sample::user(1))).await;
    put(
        &*store,
        vec![Write::PutSession(Box::new(sample::session(1, 1)))],
    )
    .await;
    holds(&store, guard(1, 1)).await;
    for refusing in [guard(1, 0), guard(1, 2), guard(2, 1)] {
        refuses(&store, refusing).await;
    }
}

pub async fn sign_in_token_version(store: Tested) {
    let guard = |n, version| Guard::SignInTokenVersion {
        id: sample::token_id(n),
        version,
    };
    put(&*store, sample::whole(&sample::user(1))).await;
    put(
        &*store,
        vec![Write::PutSignInToken(sample::sign_in_token(1, 1))],
    )
    .await;
    holds(&store, guard(1, 1)).await;
    for refusing in [guard(1, 0), guard(1, 2), guard(2, 1)] {
        refuses(&store, refusing).await;
    }
}

pub async fn settings_version(store: Tested) {
    let guard = |version| Guard::SettingsVersion { version };
    holds(&store, guard(0)).await;
    refuses(&store, guard(1)).await;
    put(&*store, vec![Write::PutSettings(sample::settings())]).await;
    holds(&store, guard(1)).await;
    refuses(&store, guard(0)).await;
    refuses(&store, guard(2)).await;
}

pub async fn failures_are(store: Tested) {
    let guard = |failures| Guard::FailuresAre {
        phone_number: sample::phone_number(1),
        failures,
    };
    holds(&store, guard(0)).await;
    refuses(&store, guard(1)).await;
    let set = Write::SetFailures {
        phone_number: sample::phone_number(1),
        failures: 4,
    };
    put(&*store, vec![set]).await;
    holds(&store, guard(4)).await;
    for failures in [0, 3, 5] {
        refuses(&store, guard(failures)).await;
    }
}

pub async fn counter_below(store: Tested) {
    let guard = |limit, ms| Guard::CounterBelow {
        key: "ip:192.0.2.1".to_owned(),
        limit,
        now: at(ms),
    };
    holds(&store, guard(1, 0)).await;
    refuses(&store, guard(0, 0)).await;
    let count = Write::Count {
        key: "ip:192.0.2.1".to_owned(),
        now: at(0),
        window_ms: 100,
    };
    put(&*store, vec![count.clone(), count]).await;
    holds(&store, guard(3, 99)).await;
    refuses(&store, guard(2, 99)).await;
    // A window is over at its end.
    holds(&store, guard(2, 100)).await;
}

pub async fn message_lease(store: Tested) {
    let guard = |n, ms| Guard::MessageLease {
        id: sample::message_id(n),
        lease_until: at(ms),
    };
    let leased = Message {
        lease_until: at(50),
        ..sample::message(1)
    };
    put(&*store, vec![Write::PutMessage(leased.clone())]).await;
    holds(&store, guard(1, 50)).await;
    for refusing in [guard(1, 49), guard(1, 51), guard(2, 50)] {
        refuses(&store, refusing).await;
    }
    let settled = Message {
        state: MessageState::Delivered,
        ..leased
    };
    put(&*store, vec![Write::PutMessage(settled)]).await;
    refuses(&store, guard(1, 50)).await;
}
