//! What was committed comes back, whole and at once.

use strowger_core::commit::Write;
use strowger_core::record::{
    MessageState, SecondFactor, SentCode, SignInTokenStatus, Standing, VerificationStatus,
};

use super::sample::{self, at};
use super::{Tested, put};

pub async fn an_empty_store_knows_nothing(store: Tested) {
    assert_eq!(store.user(&sample::user_id(1)).await.expect("reads"), None);
    let number = sample::number_id(1);
    assert_eq!(store.number(&number).await.expect("reads"), None);
    assert_eq!(store.user_of_number(&number).await.expect("reads"), None);
    let phone_number = sample::phone_number(1);
    assert_eq!(store.holder(&phone_number).await.expect("reads"), None);
    assert_eq!(store.failures(&phone_number).await.expect("reads"), 0);
    assert_eq!(store.user_of_username("x").await.expect("reads"), None);
    assert_eq!(store.user_of_external_id("x").await.expect("reads"), None);
    assert_eq!(store.holder_of_email("x@y").await.expect("reads"), None);
    let verification = sample::verification_id(1);
    assert_eq!(
        store.verification(&verification).await.expect("reads"),
        None
    );
    assert_eq!(
        store.newest_verification(&number).await.expect("reads"),
        None
    );
    assert_eq!(store.counter("x", at(0)).await.expect("reads"), None);
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
    let hash = sample::token_hash(1);
    let client = sample::client_id(1);
    assert_eq!(store.client(&client).await.expect("reads"), None);
    assert_eq!(store.client_of_token(&hash).await.expect("reads"), None);
    let sessions = store.active_sessions_of_client(&client).await;
    assert_eq!(sessions.expect("reads"), vec![]);
    let sessions = store.active_sessions_of_user(&sample::user_id(1)).await;
    assert_eq!(sessions.expect("reads"), vec![]);
    let token = store.sign_in_token_of_hash(&hash).await;
    assert_eq!(token.expect("reads"), None);
    assert_eq!(store.settings().await.expect("reads"), None);
    assert_eq!(store.signing_keys().await.expect("reads"), vec![]);
    assert_eq!(
        store.message(&sample::message_id(1)).await.expect("reads"),
        None
    );
    assert_eq!(store.due_messages(at(0), 10).await.expect("reads"), vec![]);
}

pub async fn a_user_comes_back_whole(store: Tested) {
    for user in [sample::full_user(1), sample::user(2)] {
        put(&*store, sample::whole(&user)).await;
        assert_eq!(store.user(&user.id).await.expect("reads"), Some(user));
    }
}

pub async fn backup_codes_are_used_up_one_by_one(store: Tested) {
    let mut user = sample::full_user(1);
    put(&*store, sample::whole(&user)).await;
    for left in (0..3).rev() {
        let codes = user.backup_codes.as_mut().expect("there are some");
        codes.macs.truncate(left);
        put(&*store, vec![Write::PutUser(Box::new(user.clone()))]).await;
        let found = store.user(&user.id).await.expect("reads");
        assert_eq!(found.as_ref(), Some(&user));
    }
}

pub async fn a_user_is_replaced_whole(store: Tested) {
    put(&*store, sample::whole(&sample::full_user(1))).await;
    let mut bare = sample::user(1);
    put(&*store, vec![Write::PutUser(Box::new(bare.clone()))]).await;
    // Numbers and emails have writes of their own.
    bare.numbers = sample::full_user(1).numbers;
    bare.emails = sample::full_user(1).emails;
    assert_eq!(store.user(&bare.id).await.expect("reads"), Some(bare));
}

pub async fn numbers_and_emails_come_oldest_first(store: Tested) {
    let mut user = sample::user(1);
    for n in [5, 3, 4] {
        user.numbers
            .push(sample::number(n, 1, Standing::Unverified));
        user.emails.push(sample::email(n, 1, Standing::Unverified));
    }
    // As old as another: then the id decides.
    user.numbers[2].created_at = at(3);
    user.emails[2].created_at = at(3);
    put(&*store, sample::whole(&user)).await;
    user.numbers.sort_by_key(|number| number.id.clone());
    user.emails.sort_by_key(|email| email.id.clone());
    assert_eq!(store.user(&user.id).await.expect("reads"), Some(user));
}

pub async fn a_user_is_found_by_a_number_id(store: Tested) {
    let user = sample::full_user(1);
    put(&*store, sample::whole(&user)).await;
    put(&*store, sample::whole(&sample::full_user(2))).await;
    let found = store.user_of_number(&sample::number_id(1)).await;
    assert_eq!(found.expect("reads"), Some(user));
}

pub async fn every_standing_comes_back(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    let standings = [
        (Standing::Unverified, SecondFactor::Off),
        (Standing::Reserved, SecondFactor::Off),
        (Standing::VerifiedByAdmin, SecondFactor::On),
        (
            Standing::VerifiedByCode {
                attempts: 3,
                expire_at: at(99),
            },
            SecondFactor::Default,
        ),
    ];
    for (standing, second_factor) in standings {
        let mut number = sample::number(1, 1, standing);
        number.second_factor = second_factor;
        put(&*store, vec![Write::PutNumber(number.clone())]).await;
        assert_eq!(store.number(&number.id).await.expect("reads"), Some(number));
        let email = sample::email(1, 1, standing);
        put(&*store, vec![Write::PutEmail(email.clone())]).await;
        let user = store.user(&email.user_id).await.expect("reads");
        assert_eq!(user.expect("it is there").emails, vec![email]);
    }
}

pub async fn a_code_that_was_sent_comes_back_with_its_number(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    let sent = VerificationStatus::ALL.map(|status| {
        Some(SentCode {
            status,
            ..sample::sent(9)
        })
    });
    for sent in sent.into_iter().chain([None]) {
        let mut number = sample::number(1, 1, Standing::Unverified);
        number.sent = sent;
        put(&*store, vec![Write::PutNumber(number.clone())]).await;
        assert_eq!(
            store.number(&number.id).await.expect("reads").as_ref(),
            Some(&number)
        );
        let user = store.user(&number.user_id).await.expect("reads");
        assert_eq!(user.expect("it is there").numbers, vec![number]);
    }
}

pub async fn a_sign_in_token_comes_back_whole(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    for status in SignInTokenStatus::ALL {
        let mut token = sample::sign_in_token(1, 1);
        token.status = status;
        put(&*store, vec![Write::PutSignInToken(token.clone())]).await;
        assert_eq!(
            store.sign_in_token(&token.id).await.expect("reads"),
            Some(token)
        );
    }
}

pub async fn a_sign_in_token_is_found_by_its_hash(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    for n in [1, 2] {
        let token = Write::PutSignInToken(sample::sign_in_token(n, 1));
        put(&*store, vec![token]).await;
    }
    let found = store.sign_in_token_of_hash(&sample::token_hash(2)).await;
    assert_eq!(found.expect("reads"), Some(sample::sign_in_token(2, 1)));
    let found = store.sign_in_token_of_hash(&sample::token_hash(3)).await;
    assert_eq!(found.expect("reads"), None);
}

pub async fn settings_come_back_whole(store: Tested) {
    let full = sample::settings();
    let mut bare = full.clone();
    bare.version = 2;
    bare.test_mode = None;
    bare.blocked_countries = None;
    bare.allowed_origins = Some(vec![]);
    bare.sign_up_is_open = None;
    bare.preferred = None;
    for settings in [full, bare] {
        put(&*store, vec![Write::PutSettings(settings.clone())]).await;
        assert_eq!(store.settings().await.expect("reads"), Some(settings));
    }
}

pub async fn signing_keys_come_newest_first(store: Tested) {
    for n in [2, 3, 1] {
        put(&*store, vec![Write::PutSigningKey(sample::signing_key(n))]).await;
    }
    let expected = [3, 2, 1].map(sample::signing_key).to_vec();
    assert_eq!(store.signing_keys().await.expect("reads"), expected);
}

pub async fn a_signing_key_comes_back_whole(store: Tested) {
    for used_until in [None, Some(at(77)), None] {
        let mut key = sample::signing_key(1);
        key.used_until = used_until;
        put(&*store, vec![Write::PutSigningKey(key.clone())]).await;
        assert_eq!(store.signing_keys().await.expect("reads"), vec![key]);
    }
}

pub async fn a_deleted_signing_key_is_gone(store: Tested) {
    for n in [1, 2] {
        put(&*store, vec![Write::PutSigningKey(sample::signing_key(n))]).await;
    }
    let delete = |n: u32| Write::DeleteSigningKey {
        kid: sample::signing_key(n).kid,
    };
    put(&*store, vec![delete(1), delete(9)]).await;
    let left = store.signing_keys().await.expect("reads");
    assert_eq!(left, vec![sample::signing_key(2)]);
}

pub async fn a_text_comes_back_whole(store: Tested) {
    for state in MessageState::ALL {
        let mut message = sample::message(1);
        message.state = state;
        put(&*store, vec![Write::PutMessage(message.clone())]).await;
        assert_eq!(
            store.message(&message.id).await.expect("reads"),
            Some(message)
        );
    }
    let mut bare = sample::message(2);
    bare.user_id = None;
    bare.phone_number_id = None;
    bare.verification_id = None;
    bare.sealed = None;
    put(&*store, vec![Write::PutMessage(bare.clone())]).await;
    assert_eq!(store.message(&bare.id).await.expect("reads"), Some(bare));
}

pub async fn a_commit_is_seen_at_once_from_everywhere(store: Tested) {
    for version in 1..=50 {
        let mut user = sample::user(1);
        user.version = version;
        put(&*store, sample::whole(&user)).await;
        let readers = (0..8).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.user(&sample::user_id(1)).await })
        });
        for reader in readers.collect::<Vec<_>>() {
            let seen = reader.await.expect("no panic").expect("reads");
            assert_eq!(seen.expect("it is there").version, version);
        }
    }
}
