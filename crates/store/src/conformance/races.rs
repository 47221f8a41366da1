//! Many at once: exactly one wins, and who loses can see why.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use strowger_core::commit::{Commit, Guard, Write};
use strowger_core::record::{SecondFactor, Standing, VerificationStatus};
use tokio::task::JoinSet;

use super::sample::{self, at};
use super::{Tested, put, put_client};
use crate::CommitError;

/// How many race.
const RACERS: u32 = 64;

/// Lets all commits race. `winners` of them succeed; each of the others is refused, and by then sees what beat it.
async fn race<See, Seen>(
    store: &Tested,
    commits: impl Iterator<Item = Commit>,
    winners: usize,
    loser_sees_winner: See,
) where
    See: Fn(Tested) -> Seen + Clone + Send + 'static,
    Seen: Future<Output = bool> + Send,
{
    let mut racers = JoinSet::new();
    for commit in commits {
        let store = store.clone();
        let loser_sees_winner = loser_sees_winner.clone();
        racers.spawn(async move {
            match store.commit(commit).await {
                Ok(()) => true,
                Err(CommitError::Conflict) => {
                    assert!(
                        loser_sees_winner(store).await,
                        "refused before the winner can be seen"
                    );
                    false
                }
                Err(error) => panic!("{error:?}"),
            }
        });
    }
    let won = racers
        .join_all()
        .await
        .into_iter()
        .filter(|won| *won)
        .count();
    assert_eq!(won, winners, "winners");
}

pub async fn one_of_many_gets_a_number(store: Tested) {
    for n in 1..=RACERS {
        put(&*store, sample::whole(&sample::user(n))).await;
    }
    let claim = |n| {
        let mut number = sample::number(n, n, Standing::VerifiedByAdmin);
        number.phone_number = sample::phone_number(0);
        Commit {
            guards: vec![Guard::NumberFree {
                phone_number: sample::phone_number(0),
                except: sample::user_id(n),
            }],
            writes: vec![Write::PutNumber(number)],
        }
    };
    race(&store, (1..=RACERS).map(claim), 1, |store| async move {
        let holder = store.holder(&sample::phone_number(0)).await;
        holder.expect("reads").is_some()
    })
    .await;
}

pub async fn one_of_many_gets_a_username(store: Tested) {
    let claim = |n| {
        let mut user = sample::user(n);
        let username = if n % 2 == 0 { "Strowger" } else { "strowger" };
        user.username = Some(username.to_owned());
        Commit {
            guards: vec![Guard::UsernameFree {
                username: username.to_owned(),
                except: user.id.clone(),
            }],
            writes: vec![Write::PutUser(Box::new(user))],
        }
    };
    race(&store, (1..=RACERS).map(claim), 1, |store| async move {
        let user = store.user_of_username("strowger").await;
        user.expect("reads").is_some()
    })
    .await;
}

pub async fn one_of_many_changes_a_user(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    let change = |n: u32| {
        let mut user = sample::user(1);
        user.version = 2;
        user.first_name = Some(n.to_string());
        Commit {
            guards: vec![Guard::UserVersion {
                id: user.id.clone(),
                version: 1,
            }],
            writes: vec![Write::PutUser(Box::new(user))],
        }
    };
    race(&store, (1..=RACERS).map(change), 1, |store| async move {
        let user = store.user(&sample::user_id(1)).await.expect("reads");
        user.is_some_and(|user| user.version == 2)
    })
    .await;
}

/// What a browser does that sends the same form many times, again and again.
pub async fn one_of_many_changes_a_client_at_each_version(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    put_client(&*store, &sample::client(1)).await;
    for version in 1..=5 {
        let change = |n: u32| {
            let mut client = sample::full_client(1);
            client.version = version + 1;
            client.sign_in = Some(sample::full_sign_in(n));
            client.sign_up = n.is_multiple_of(2).then(|| sample::sign_up(n));
            client.familiars[0].failures = n;
            Commit {
                guards: vec![Guard::ClientVersion {
                    id: client.id.clone(),
                    version,
                }],
                writes: vec![Write::PutClient(Box::new(client))],
            }
        };
        race(
            &store,
            (1..=RACERS).map(change),
            1,
            move |store| async move {
                let client = store.client(&sample::client_id(1)).await.expect("reads");
                client.is_some_and(|client| client.version == version + 1)
            },
        )
        .await;
        // All of it is one racer's.
        let client = store.client(&sample::client_id(1)).await.expect("reads");
        let client = client.expect("it is there");
        let n = client.familiars[0].failures;
        assert_eq!(client.sign_in, Some(sample::full_sign_in(n)));
        assert_eq!(
            client.sign_up,
            n.is_multiple_of(2).then(|| sample::sign_up(n))
        );
    }
}

pub async fn one_of_many_uses_a_verification(store: Tested) {
    put(&*store, sample::whole(&sample::full_user(1))).await;
    put(
        &*store,
        vec![Write::PutVerification(sample::verification(1, 1))],
    )
    .await;
    let use_it = |_| {
        let mut verification = sample::verification(1, 1);
        verification.version = 2;
        verification.status = VerificationStatus::Verified;
        Commit {
            guards: vec![Guard::VerificationVersion {
                id: verification.id.clone(),
                version: 1,
            }],
            writes: vec![Write::PutVerification(verification)],
        }
    };
    race(&store, (1..=RACERS).map(use_it), 1, |store| async move {
        let verification = store.verification(&sample::verification_id(1)).await;
        let verification = verification.expect("reads").expect("it is there");
        verification.status == VerificationStatus::Verified
    })
    .await;
}

pub async fn one_of_many_makes_the_newest_verification(store: Tested) {
    put(&*store, sample::whole(&sample::full_user(1))).await;
    let make = |n| Commit {
        guards: vec![Guard::NewestVerification {
            phone_number_id: sample::number_id(1),
            newest: None,
        }],
        writes: vec![Write::PutVerification(sample::verification(n, 1))],
    };
    race(&store, (1..=RACERS).map(make), 1, |store| async move {
        let newest = store.newest_verification(&sample::number_id(1)).await;
        newest.expect("reads").is_some()
    })
    .await;
}

pub async fn one_of_many_takes_a_lease(store: Tested) {
    put(&*store, vec![Write::PutMessage(sample::message(1))]).await;
    let take = |n| {
        let mut message = sample::message(1);
        message.lease_until = at(1_000 + i64::from(n));
        Commit {
            guards: vec![Guard::MessageLease {
                id: message.id.clone(),
                lease_until: at(0),
            }],
            writes: vec![Write::PutMessage(message)],
        }
    };
    race(&store, (1..=RACERS).map(take), 1, |store| async move {
        let due = store.due_messages(at(500), 10).await;
        due.expect("reads").is_empty()
    })
    .await;
}

pub async fn one_of_many_makes_the_settings(store: Tested) {
    let make = |_| Commit {
        guards: vec![Guard::SettingsVersion { version: 0 }],
        writes: vec![Write::PutSettings(sample::settings())],
    };
    race(&store, (1..=RACERS).map(make), 1, |store| async move {
        store.settings().await.expect("reads").is_some()
    })
    .await;
}

pub async fn a_counter_lets_exactly_its_limit_through(store: Tested) {
    const LIMIT: u32 = 20;
    let count = |_| Commit {
        guards: vec![Guard::CounterBelow {
            key: "ip".to_owned(),
            limit: LIMIT,
            now: at(0),
        }],
        writes: vec![Write::Count {
            key: "ip".to_owned(),
            now: at(0),
            window_ms: 100,
        }],
    };
    race(
        &store,
        (1..=RACERS).map(count),
        LIMIT as usize,
        |store| async move {
            let counter = store.counter("ip", at(0)).await.expect("reads");
            counter == Some((LIMIT, at(100)))
        },
    )
    .await;
}

/// Each commit changes the user and the number together; a reader must never see one without the other.
pub async fn readers_never_see_half_a_commit(store: Tested) {
    let mut user = sample::full_user(1);
    user.banned = false;
    put(&*store, sample::whole(&user)).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (store, is_over) = (store.clone(), is_over.clone());
            tokio::spawn(async move {
                while !is_over.load(Ordering::Relaxed) {
                    let user = store.user(&sample::user_id(1)).await.expect("reads");
                    let user = user.expect("it is there");
                    let is_default = user.numbers[0].second_factor == SecondFactor::Default;
                    assert_eq!(user.banned, is_default);
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for round in 0..200 {
        user.banned = round % 2 == 0;
        user.numbers[0].second_factor = if user.banned {
            SecondFactor::Default
        } else {
            SecondFactor::Off
        };
        put(&*store, sample::whole(&user)).await;
    }
    is_over.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.await.expect("no reader saw half a commit");
    }
}
