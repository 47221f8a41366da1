//! What is forgotten takes along what hangs from it, and nothing hangs from what is not there.

use strowger_core::commit::Write;
use strowger_core::record::Standing;

use super::sample::{self, at};
use super::{Tested, put, put_client, refused};
use crate::{SessionQuery, UserFilter};

pub async fn a_deleted_number_takes_its_verifications_along(store: Tested) {
    for n in [1, 2] {
        put(&*store, sample::whole(&sample::full_user(n))).await;
        let verification = Write::PutVerification(sample::verification(n, n));
        put(&*store, vec![verification]).await;
    }
    put(&*store, vec![Write::DeleteNumber(sample::number_id(1))]).await;
    let gone = sample::number_id(1);
    assert_eq!(store.number(&gone).await.expect("reads"), None);
    assert_eq!(store.user_of_number(&gone).await.expect("reads"), None);
    assert_eq!(store.newest_verification(&gone).await.expect("reads"), None);
    let verification = store.verification(&sample::verification_id(1)).await;
    assert_eq!(verification.expect("reads"), None);
    let user = store.user(&sample::user_id(1)).await.expect("reads");
    assert_eq!(user.expect("it stays").numbers, vec![]);
    let neighbour = store.verification(&sample::verification_id(2)).await;
    assert!(neighbour.expect("reads").is_some());
}

pub async fn a_deleted_user_takes_everything_along(store: Tested) {
    for n in [1, 2] {
        put(&*store, sample::whole(&sample::full_user(n))).await;
        let hanging = vec![
            Write::PutVerification(sample::verification(n, n)),
            Write::PutSession(Box::new(sample::session(n, n))),
            Write::PutSignInToken(sample::sign_in_token(n, n)),
            Write::PutMessage(sample::message(n)),
        ];
        put(&*store, hanging).await;
        let mut numberless = sample::verification(n + 10, n);
        numberless.phone_number_id = None;
        put(&*store, vec![Write::PutVerification(numberless)]).await;
    }
    put(&*store, vec![Write::DeleteUser(sample::user_id(1))]).await;

    assert_eq!(store.user(&sample::user_id(1)).await.expect("reads"), None);
    assert_eq!(
        store.number(&sample::number_id(1)).await.expect("reads"),
        None
    );
    assert_eq!(
        store.holder(&sample::phone_number(1)).await.expect("reads"),
        None
    );
    assert_eq!(
        store
            .holder_of_email("user1@example.com")
            .await
            .expect("reads"),
        None
    );
    assert_eq!(store.user_of_username("user_1").await.expect("reads"), None);
    assert_eq!(
        store.user_of_external_id("ext-1").await.expect("reads"),
        None
    );
    let verification = store.verification(&sample::verification_id(1)).await;
    assert_eq!(verification.expect("reads"), None);
    assert_eq!(
        store.session(&sample::session_id(1)).await.expect("reads"),
        None
    );
    assert_eq!(
        store
            .sign_in_token(&sample::token_id(1))
            .await
            .expect("reads"),
        None
    );
    assert_eq!(
        store
            .sign_in_token_of_hash(&sample::token_hash(1))
            .await
            .expect("reads"),
        None
    );
    let sessions = store.active_sessions_of_client(&sample::client_id(1)).await;
    assert_eq!(sessions.expect("reads"), vec![]);
    for (n, stays) in [(11, false), (12, true)] {
        let verification = store.verification(&sample::verification_id(n)).await;
        assert_eq!(verification.expect("reads").is_some(), stays, "{n}");
    }
    // A text is not the user's: it says what was sent.
    assert!(
        store
            .message(&sample::message_id(1))
            .await
            .expect("reads")
            .is_some()
    );

    let neighbour = store.user(&sample::user_id(2)).await.expect("reads");
    assert_eq!(neighbour, Some(sample::full_user(2)));
    assert!(
        store
            .session(&sample::session_id(2))
            .await
            .expect("reads")
            .is_some()
    );
    assert_eq!(
        store
            .count_users(&UserFilter::default())
            .await
            .expect("reads"),
        1
    );
    let query = SessionQuery {
        user_id: None,
        client_id: None,
        status: None,
        now: at(0),
        limit: 10,
        offset: 0,
    };
    assert_eq!(store.sessions(&query).await.expect("reads").total, 1);
}

pub async fn a_deleted_user_is_no_clients_familiar_any_more(store: Tested) {
    for n in [1, 2] {
        put(&*store, sample::whole(&sample::user(n))).await;
    }
    let mut client = sample::full_client(1);
    client.familiars = vec![sample::familiar(1), sample::familiar(2)];
    put_client(&*store, &client).await;
    put(&*store, vec![Write::DeleteUser(sample::user_id(1))]).await;
    // Its attempts stay, and its version: whoever decided by it decided by nothing that is gone.
    client.familiars.remove(0);
    assert_eq!(store.client(&client.id).await.expect("reads"), Some(client));

    // Whoever read the client before cannot bring the user back into it.
    let write = Write::PutClient(Box::new(sample::full_client(1)));
    refused(&*store, vec![], vec![write]).await;
}

pub async fn deleting_what_is_not_there_changes_nothing(store: Tested) {
    put(&*store, sample::whole(&sample::full_user(1))).await;
    let writes = vec![
        Write::DeleteUser(sample::user_id(2)),
        Write::DeleteNumber(sample::number_id(2)),
        Write::DeleteClient(sample::client_id(2)),
    ];
    put(&*store, writes).await;
    assert_eq!(
        store
            .count_users(&UserFilter::default())
            .await
            .expect("reads"),
        1
    );
}

pub async fn nothing_hangs_from_a_user_that_is_not_there(store: Tested) {
    let orphans = [
        Write::PutNumber(sample::number(1, 1, Standing::Unverified)),
        Write::PutEmail(sample::email(1, 1, Standing::Unverified)),
        Write::PutVerification(sample::verification(1, 1)),
        Write::PutSession(Box::new(sample::session(1, 1))),
        Write::PutSignInToken(sample::sign_in_token(1, 1)),
        Write::PutClient(Box::new(sample::full_client(1))),
    ];
    for orphan in orphans {
        refused(&*store, vec![], vec![orphan]).await;
    }
}
