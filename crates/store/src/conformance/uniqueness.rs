//! One holder each: what a store keeps even when a rule forgot the guard.

use strowger_core::commit::Write;
use strowger_core::record::{Standing, User};

use super::sample;
use super::{Tested, put, refused};

fn put_user(user: User) -> Vec<Write> {
    vec![Write::PutUser(Box::new(user))]
}

pub async fn a_held_number_has_one_holder(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    put(&*store, sample::whole(&sample::user(2))).await;
    let first = sample::number(1, 1, Standing::Reserved);
    put(&*store, vec![Write::PutNumber(first.clone())]).await;
    let holder = store.holder(&first.phone_number).await;
    assert_eq!(holder.expect("reads"), Some(sample::user_id(1)));
    let mut second = sample::number(2, 2, Standing::VerifiedByAdmin);
    second.phone_number = first.phone_number.clone();
    refused(&*store, vec![], vec![Write::PutNumber(second.clone())]).await;
    assert_eq!(store.number(&second.id).await.expect("reads"), None);
}

pub async fn an_unverified_number_is_held_by_nobody(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    put(&*store, sample::whole(&sample::user(2))).await;
    let claim = sample::number(1, 1, Standing::Unverified);
    let mut other_claim = sample::number(2, 2, Standing::Unverified);
    other_claim.phone_number = claim.phone_number.clone();
    put(&*store, vec![Write::PutNumber(claim.clone())]).await;
    put(&*store, vec![Write::PutNumber(other_claim.clone())]).await;
    let holder = store.holder(&claim.phone_number).await;
    assert_eq!(holder.expect("reads"), None);
    other_claim.standing = Standing::VerifiedByAdmin;
    put(&*store, vec![Write::PutNumber(other_claim)]).await;
    let holder = store.holder(&claim.phone_number).await;
    assert_eq!(holder.expect("reads"), Some(sample::user_id(2)));
}

pub async fn a_number_is_free_again_when_it_is_let_go(store: Tested) {
    let user = sample::full_user(1);
    put(&*store, sample::whole(&user)).await;
    put(&*store, sample::whole(&sample::user(2))).await;
    let mut number = user.numbers[0].clone();
    number.standing = Standing::Unverified;
    put(&*store, vec![Write::PutNumber(number.clone())]).await;
    assert_eq!(
        store.holder(&number.phone_number).await.expect("reads"),
        None
    );
    let mut heir = sample::number(2, 2, Standing::VerifiedByAdmin);
    heir.phone_number = number.phone_number.clone();
    put(&*store, vec![Write::PutNumber(heir.clone())]).await;
    put(&*store, vec![Write::DeleteNumber(heir.id)]).await;
    assert_eq!(
        store.holder(&number.phone_number).await.expect("reads"),
        None
    );
}

pub async fn usernames_are_compared_without_case(store: Tested) {
    put(&*store, sample::whole(&sample::full_user(1))).await;
    for username in ["User_1", "user_1", "USER_1"] {
        let found = store.user_of_username(username).await;
        assert_eq!(
            found.expect("reads"),
            Some(sample::user_id(1)),
            "{username}"
        );
    }
    let mut other = sample::user(2);
    other.username = Some("uSeR_1".to_owned());
    refused(&*store, vec![], put_user(other)).await;
    assert_eq!(store.user(&sample::user_id(2)).await.expect("reads"), None);
}

pub async fn a_username_is_free_again_when_it_is_changed(store: Tested) {
    let mut user = sample::full_user(1);
    put(&*store, sample::whole(&user)).await;
    user.username = Some("renamed".to_owned());
    put(&*store, put_user(user)).await;
    assert_eq!(store.user_of_username("user_1").await.expect("reads"), None);
    let found = store.user_of_username("renamed").await;
    assert_eq!(found.expect("reads"), Some(sample::user_id(1)));
    let mut other = sample::user(2);
    other.username = Some("user_1".to_owned());
    put(&*store, put_user(other)).await;
}

pub async fn a_user_may_change_the_case_of_the_username(store: Tested) {
    let mut user = sample::full_user(1);
    put(&*store, sample::whole(&user)).await;
    user.username = Some("USER_1".to_owned());
    put(&*store, put_user(user.clone())).await;
    assert_eq!(store.user(&user.id).await.expect("reads"), Some(user));
    let found = store.user_of_username("user_1").await;
    assert_eq!(found.expect("reads"), Some(sample::user_id(1)));
}

pub async fn external_ids_are_unique_and_compared_with_case(store: Tested) {
    put(&*store, sample::whole(&sample::full_user(1))).await;
    let found = store.user_of_external_id("ext-1").await;
    assert_eq!(found.expect("reads"), Some(sample::user_id(1)));
    assert_eq!(
        store.user_of_external_id("EXT-1").await.expect("reads"),
        None
    );
    let mut other = sample::user(2);
    other.external_id = Some("ext-1".to_owned());
    refused(&*store, vec![], put_user(other.clone())).await;
    other.external_id = Some("EXT-1".to_owned());
    put(&*store, put_user(other)).await;
}

pub async fn a_hash_names_one_sign_in_token(store: Tested) {
    put(&*store, sample::whole(&sample::user(1))).await;
    let first = sample::sign_in_token(1, 1);
    put(&*store, vec![Write::PutSignInToken(first.clone())]).await;
    let mut second = sample::sign_in_token(2, 1);
    second.token_hash = first.token_hash;
    refused(&*store, vec![], vec![Write::PutSignInToken(second)]).await;
    let found = store.sign_in_token_of_hash(&first.token_hash).await;
    assert_eq!(found.expect("reads"), Some(first));
}

pub async fn a_held_email_has_one_holder(store: Tested) {
    put(&*store, sample::whole(&sample::full_user(1))).await;
    put(&*store, sample::whole(&sample::user(2))).await;
    let address = "user1@example.com";
    let holder = store.holder_of_email(address).await;
    assert_eq!(holder.expect("reads"), Some(sample::user_id(1)));
    let mut second = sample::email(2, 2, Standing::Unverified);
    second.address = address.to_owned();
    put(&*store, vec![Write::PutEmail(second.clone())]).await;
    let holder = store.holder_of_email(address).await;
    assert_eq!(holder.expect("reads"), Some(sample::user_id(1)));
    second.standing = Standing::Reserved;
    refused(&*store, vec![], vec![Write::PutEmail(second)]).await;
}
