//! Each condition on users passes the right ones, in lists and in counts.

use strowger_core::commit::Write;
use strowger_core::record::{Standing, User};

use super::sample::{self, at};
use super::{Tested, put};
use crate::{TimeRange, UserFilter, UserOrder, UserOrderField, UserQuery};

/// The users who pass, by their numbers: the list and the count have to agree.
pub(super) async fn passing(store: &Tested, filter: UserFilter) -> Vec<u32> {
    let query = UserQuery {
        filter,
        order: UserOrder {
            field: UserOrderField::CreatedAt,
            descending: false,
        },
        limit: 500,
        offset: 0,
        starting_after: None,
    };
    let users = store.users(&query).await.expect("reads");
    let count = store.count_users(&query.filter).await.expect("reads");
    assert_eq!(count, users.len() as u64, "{:?}", query.filter);
    let number = |user: &User| (0..100).find(|n| sample::user_id(*n) == user.id);
    users.iter().filter_map(number).collect()
}

pub(super) fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Three users with everything (1, 2, 3) and one with nothing (4).
async fn put_users(store: &Tested) {
    for n in 1..=3 {
        let mut user = sample::full_user(n);
        user.banned = n == 2;
        user.last_active_at = Some(at(i64::from(n) * 10));
        user.last_sign_in_at = Some(at(i64::from(n) * 100));
        put(&**store, sample::whole(&user)).await;
    }
    let mut bare = sample::user(4);
    bare.first_name = None;
    bare.last_name = None;
    put(&**store, sample::whole(&bare)).await;
}

async fn check(store: &Tested, filter: UserFilter, expected: &[u32]) {
    let described = format!("{filter:?}");
    assert_eq!(passing(store, filter).await, expected, "{described}");
}

pub async fn no_filter_passes_everybody(store: Tested) {
    put_users(&store).await;
    check(&store, UserFilter::default(), &[1, 2, 3, 4]).await;
}

pub async fn by_id(store: Tested) {
    put_users(&store).await;
    let id = |n| sample::user_id(n).as_str().to_owned();
    let ids = vec![id(3), id(1), id(9), "not an id '%".to_owned()];
    let filter = UserFilter {
        ids: ids.clone(),
        ..Default::default()
    };
    check(&store, filter, &[1, 3]).await;
    let filter = UserFilter {
        ids_not: ids,
        ..Default::default()
    };
    check(&store, filter, &[2, 4]).await;
}

pub async fn by_external_id(store: Tested) {
    put_users(&store).await;
    let filter = UserFilter {
        external_ids: texts(&["ext-1", "EXT-2"]),
        ..Default::default()
    };
    check(&store, filter, &[1]).await;
    let filter = UserFilter {
        external_ids_not: texts(&["ext-1"]),
        ..Default::default()
    };
    check(&store, filter, &[2, 3, 4]).await;
}

pub async fn by_phone_number_in_whatever_standing(store: Tested) {
    put_users(&store).await;
    let mut claim = sample::number(20, 4, Standing::Unverified);
    claim.phone_number = sample::phone_number(1);
    put(&*store, vec![Write::PutNumber(claim)]).await;
    let wanted = [sample::phone_number(1), sample::phone_number(2)];
    let filter = UserFilter {
        phone_numbers: texts(&wanted.each_ref().map(strowger_types::PhoneNumber::as_str)),
        ..Default::default()
    };
    check(&store, filter, &[1, 2, 4]).await;
}

pub async fn by_email_address(store: Tested) {
    put_users(&store).await;
    let filter = UserFilter {
        email_addresses: texts(&["user2@example.com", "user9@example.com"]),
        ..Default::default()
    };
    check(&store, filter, &[2]).await;
}

pub async fn by_username_without_case(store: Tested) {
    put_users(&store).await;
    let filter = UserFilter {
        usernames: texts(&["uSER_3", "User_1", "user"]),
        ..Default::default()
    };
    check(&store, filter, &[1, 3]).await;
}

pub async fn by_ban(store: Tested) {
    put_users(&store).await;
    for (banned, expected) in [(true, &[2][..]), (false, &[1, 3, 4])] {
        let filter = UserFilter {
            banned: Some(banned),
            ..Default::default()
        };
        check(&store, filter, expected).await;
    }
}

fn range(after: Option<i64>, before: Option<i64>) -> TimeRange {
    TimeRange {
        after: after.map(at),
        before: before.map(at),
    }
}

pub async fn by_time_of_creation(store: Tested) {
    put_users(&store).await;
    let cases = [
        (range(Some(1), None), &[2, 3, 4][..]),
        (range(None, Some(3)), &[1, 2]),
        (range(Some(1), Some(4)), &[2, 3]),
    ];
    for (created_at, expected) in cases {
        let filter = UserFilter {
            created_at,
            ..Default::default()
        };
        check(&store, filter, expected).await;
    }
}

pub async fn by_time_of_last_activity(store: Tested) {
    put_users(&store).await;
    let cases = [
        (range(Some(10), None), &[2, 3][..]),
        // A user who was never active passes only an unlimited range.
        (range(None, Some(30)), &[1, 2]),
        (range(None, None), &[1, 2, 3, 4]),
    ];
    for (last_active_at, expected) in cases {
        let filter = UserFilter {
            last_active_at,
            ..Default::default()
        };
        check(&store, filter, expected).await;
    }
}

pub async fn by_time_of_last_sign_in(store: Tested) {
    put_users(&store).await;
    let cases = [
        (range(Some(100), None), &[2, 3][..]),
        (range(None, Some(300)), &[1, 2]),
        (range(Some(100), Some(300)), &[2]),
    ];
    for (last_sign_in_at, expected) in cases {
        let filter = UserFilter {
            last_sign_in_at,
            ..Default::default()
        };
        check(&store, filter, expected).await;
    }
}

pub async fn nobody_passes_nobody(store: Tested) {
    put_users(&store).await;
    let filter = UserFilter {
        nobody: true,
        ..Default::default()
    };
    check(&store, filter, &[]).await;
}

pub async fn every_condition_has_to_pass(store: Tested) {
    put_users(&store).await;
    let filter = UserFilter {
        external_ids: texts(&["ext-1", "ext-2", "ext-3"]),
        usernames: texts(&["user_2", "user_3"]),
        banned: Some(false),
        query: Some("last".to_owned()),
        created_at: range(Some(0), None),
        ..Default::default()
    };
    check(&store, filter, &[3]).await;
}

pub async fn an_unfiltered_count_follows_every_change(store: Tested) {
    let count = || async {
        let count = store.count_users(&UserFilter::default()).await;
        count.expect("reads")
    };
    assert_eq!(count().await, 0);
    put_users(&store).await;
    assert_eq!(count().await, 4);
    put(&*store, sample::whole(&sample::full_user(1))).await;
    assert_eq!(count().await, 4);
    put(&*store, vec![Write::DeleteUser(sample::user_id(1))]).await;
    assert_eq!(count().await, 3);
}
