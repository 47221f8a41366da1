//! Clients: what is under way in a browser or device, kept whole and found by its token.

use strowger_core::commit::Write;
use strowger_core::record::{
    Client, Factor, FactorStep, Familiar, Identifier, SentCode, SignIn, SignUp, Strategy,
    VerificationStatus,
};

use super::sample::{self, at};
use super::{Tested, put, put_client, put_session, refused};

async fn comes_back(store: &Tested, client: Client) {
    put_client(&**store, &client).await;
    let found = store.client(&client.id).await.expect("reads");
    assert_eq!(found.as_ref(), Some(&client));
    let found = store.client_of_token(&client.token_hash).await;
    assert_eq!(found.expect("reads"), Some(client));
}

/// The client 1 with this attempt to sign in.
fn signing_in(sign_in: SignIn) -> Client {
    Client {
        sign_in: Some(sign_in),
        ..sample::client(1)
    }
}

pub async fn a_client_comes_back_whole(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    for client in [sample::client(2), sample::full_client(1)] {
        comes_back(&store, client).await;
    }
    for strategy in Strategy::ALL {
        let last_strategy = Some(strategy);
        comes_back(
            &store,
            Client {
                last_strategy,
                ..sample::client(3)
            },
        )
        .await;
    }
}

pub async fn an_attempt_to_sign_in_comes_back_whole(store: Tested) {
    let identifiers = [
        None,
        Some(Identifier::PhoneNumber(sample::phone_number(7))),
        Some(Identifier::Username("UseR_7".to_owned())),
    ];
    for identifier in identifiers {
        for step in FactorStep::ALL {
            let identifier = identifier.clone();
            comes_back(
                &store,
                signing_in(SignIn {
                    identifier,
                    step,
                    ..sample::sign_in(1)
                }),
            )
            .await;
        }
    }
    for attempt in [sample::full_sign_in(1), sample::sign_in(2)] {
        comes_back(&store, signing_in(attempt)).await;
    }
}

pub async fn every_factor_comes_back(store: Tested) {
    let sent = VerificationStatus::ALL.map(|status| {
        Some(SentCode {
            status,
            ..sample::sent(3)
        })
    });
    let factor = |strategy, sent: &Option<SentCode>, verified| Factor {
        strategy,
        number_id: sent.as_ref().map(|_| sample::number_id(4)),
        sent: sent.clone(),
        verified,
    };
    for strategy in Strategy::ALL {
        for sent in sent.iter().chain(&[None]) {
            for verified in [false, true] {
                let one = Some(factor(strategy, sent, verified));
                let other = Some(factor(Strategy::Password, &None, !verified));
                for (first, second) in [(one.clone(), None), (None, one.clone()), (one, other)] {
                    comes_back(
                        &store,
                        signing_in(SignIn {
                            first,
                            second,
                            ..sample::sign_in(1)
                        }),
                    )
                    .await;
                }
            }
        }
    }
    // A number without a code: what only looks like an attempt was sent nothing.
    let mut silent = sample::factor(1);
    silent.sent = None;
    comes_back(
        &store,
        signing_in(SignIn {
            first: Some(silent),
            ..sample::sign_in(1)
        }),
    )
    .await;
}

pub async fn an_attempt_to_sign_up_comes_back_whole(store: Tested) {
    let full = sample::full_sign_up(1);
    let sent = VerificationStatus::ALL.map(|status| SignUp {
        sent: Some(SentCode {
            status,
            ..sample::sent(3)
        }),
        ..full.clone()
    });
    let attempts = sent.into_iter().chain([full, sample::sign_up(2)]);
    for attempt in attempts {
        comes_back(
            &store,
            Client {
                sign_up: Some(attempt),
                ..sample::client(1)
            },
        )
        .await;
    }
}

pub async fn familiars_come_by_user_id(store: Tested) {
    for n in 1..=4 {
        put(&*store, sample::whole(&sample::user(n))).await;
    }
    let stranger = Familiar {
        signed_in_at: None,
        failed_at: None,
        failures: 0,
        ..sample::familiar(2)
    };
    let mut client = sample::client(1);
    client.familiars = vec![sample::familiar(3), stranger, sample::familiar(1)];
    put_client(&*store, &client).await;
    client
        .familiars
        .sort_by_key(|familiar| familiar.user_id.clone());
    let found = store.client(&client.id).await.expect("reads");
    assert_eq!(found.as_ref(), Some(&client));

    // One stays, one changes, one goes, one comes.
    client.familiars[1].failures = 9;
    client.familiars[2] = sample::familiar(4);
    comes_back(&store, client).await;
}

pub async fn a_client_is_replaced_whole(store: Tested) {
    for n in [1, 2] {
        put(&*store, sample::whole(&sample::user(n))).await;
        put_client(&*store, &sample::full_client(n)).await;
    }
    let next = Client {
        sign_in: Some(sample::sign_in(8)),
        sign_up: Some(sample::sign_up(9)),
        ..sample::full_client(1)
    };
    for client in [next, sample::client(1), sample::full_client(1)] {
        comes_back(&store, client).await;
    }
    let neighbour = store.client(&sample::client_id(2)).await;
    assert_eq!(neighbour.expect("reads"), Some(sample::full_client(2)));
}

pub async fn a_token_that_was_replaced_finds_nothing(store: Tested) {
    let mut client = sample::client(1);
    put_client(&*store, &client).await;
    let old = client.token_hash;
    client.token_hash = sample::token_hash(100);
    comes_back(&store, client).await;
    let found = store.client_of_token(&old).await;
    assert_eq!(found.expect("reads"), None);
    // It is free again, not that anybody could find another text with that hash.
    comes_back(
        &store,
        Client {
            token_hash: old,
            ..sample::client(2)
        },
    )
    .await;
}

pub async fn a_token_names_one_client(store: Tested) {
    put_client(&*store, &sample::client(1)).await;
    let mut other = sample::client(2);
    other.token_hash = sample::client(1).token_hash;
    let write = Write::PutClient(Box::new(other.clone()));
    refused(&*store, vec![], vec![write]).await;
    assert_eq!(store.client(&other.id).await.expect("reads"), None);
    comes_back(&store, sample::client(1)).await;
}

pub async fn a_deleted_client_leaves_its_sessions(store: Tested) {
    for n in [1, 2] {
        put(&*store, sample::whole(&sample::user(n))).await;
        put_client(&*store, &sample::full_client(n)).await;
        put_session(&*store, &sample::session(n, n)).await;
    }
    let gone = sample::client_id(1);
    put(&*store, vec![Write::DeleteClient(gone.clone())]).await;
    assert_eq!(store.client(&gone).await.expect("reads"), None);
    let found = store.client_of_token(&sample::token_hash(1)).await;
    assert_eq!(found.expect("reads"), None);
    let sessions = store.active_sessions_of_client(&gone).await;
    assert_eq!(sessions.expect("reads"), vec![sample::session(1, 1)]);
    let neighbour = store.client(&sample::client_id(2)).await;
    assert_eq!(neighbour.expect("reads"), Some(sample::full_client(2)));

    // Made anew, it has nothing of what it had.
    let anew = Client {
        created_at: at(99),
        ..sample::client(1)
    };
    comes_back(&store, anew).await;
}
