//! Searches for a part of a text.

use super::sample;
use super::user_filters::passing;
use super::{Tested, put};
use crate::UserFilter;

/// 1: Ada Lovelace; 2: only a last name; 3: only a first name; 4: no name. All but 4 have a username, number and email.
async fn put_users(store: &Tested) {
    let names = [
        (1, Some("Ada"), Some("Lovelace")),
        (2, None, Some("Babbage_50%")),
        (3, Some("Ada"), None),
    ];
    for (n, first_name, last_name) in names {
        let mut user = sample::full_user(n);
        user.first_name = first_name.map(str::to_owned);
        user.last_name = last_name.map(str::to_owned);
        put(&**store, sample::whole(&user)).await;
    }
    let mut bare = sample::user(4);
    bare.first_name = None;
    bare.last_name = None;
    put(&**store, sample::whole(&bare)).await;
}

async fn check(store: &Tested, filter: impl Fn(String) -> UserFilter, cases: &[(&str, &[u32])]) {
    put_users(store).await;
    for (text, expected) in cases {
        let found = passing(store, filter((*text).to_owned())).await;
        assert_eq!(found, *expected, "{text:?}");
    }
}

fn query(text: String) -> UserFilter {
    UserFilter {
        query: Some(text),
        ..Default::default()
    }
}

pub async fn a_query_searches_everything_that_identifies(store: Tested) {
    let id = sample::user_id(4).as_str().to_uppercase();
    let number = sample::phone_number(2);
    let cases: [(&str, &[u32]); 10] = [
        ("USER1@exa", &[1]),
        (number.as_str(), &[2]),
        ("5000000", &[1, 2, 3]),
        ("ser_3", &[3]),
        (&id, &[4]),
        ("ada", &[1, 3]),
        ("LOVE", &[1]),
        ("ada love", &[1]),
        ("love ada", &[]),
        ("nobody has this", &[]),
    ];
    check(&store, query, &cases).await;
}

pub async fn a_query_is_taken_literally(store: Tested) {
    let cases: [(&str, &[u32]); 6] = [
        ("%", &[2]),
        ("babbage_50%", &[2]),
        ("a%a", &[]),
        ("lovel_ce", &[]),
        ("'; DROP TABLE users; --", &[]),
        ("*", &[]),
    ];
    check(&store, query, &cases).await;
}

pub async fn an_email_query_searches_emails_alone(store: Tested) {
    let filter = |text| UserFilter {
        email_address_query: Some(text),
        ..Default::default()
    };
    let cases: [(&str, &[u32]); 3] = [("EXAMPLE", &[1, 2, 3]), ("r2@", &[2]), ("ada", &[])];
    check(&store, filter, &cases).await;
}

pub async fn a_number_query_searches_numbers_alone(store: Tested) {
    let filter = |text| UserFilter {
        phone_number_query: Some(text),
        ..Default::default()
    };
    let cases: [(&str, &[u32]); 3] = [("+1415", &[1, 2, 3]), ("00003", &[3]), ("user", &[])];
    check(&store, filter, &cases).await;
}

pub async fn a_username_query_searches_usernames_alone(store: Tested) {
    let filter = |text| UserFilter {
        username_query: Some(text),
        ..Default::default()
    };
    let cases: [(&str, &[u32]); 4] = [
        ("USER", &[1, 2, 3]),
        ("er_2", &[2]),
        ("_", &[1, 2, 3]),
        ("ada", &[]),
    ];
    check(&store, filter, &cases).await;
}

pub async fn a_name_query_searches_names_alone(store: Tested) {
    let filter = |text| UserFilter {
        name_query: Some(text),
        ..Default::default()
    };
    let cases: [(&str, &[u32]); 4] = [
        ("ADA", &[1, 3]),
        ("babb", &[2]),
        ("a l", &[1]),
        ("user", &[]),
    ];
    check(&store, filter, &cases).await;
}
