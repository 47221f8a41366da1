//! Orders and pages of users.

use strowger_core::record::{Standing, User};
use strowger_types::UserId;

use super::sample::{self, at};
use super::{Tested, put};
use crate::{UserFilter, UserOrder, UserOrderField, UserQuery};

fn ordered(field: UserOrderField, descending: bool) -> UserQuery {
    UserQuery {
        filter: UserFilter::default(),
        order: UserOrder { field, descending },
        limit: 500,
        offset: 0,
        starting_after: None,
    }
}

async fn list(store: &Tested, query: UserQuery) -> Vec<UserId> {
    let users = store.users(&query).await.expect("reads");
    users.into_iter().map(|user| user.id).collect()
}

fn ids(numbers: &[u32]) -> Vec<UserId> {
    numbers.iter().copied().map(sample::user_id).collect()
}

/// The order both ways: descending is exactly ascending backwards, ids of equals included.
async fn check(store: &Tested, field: UserOrderField, expected: &[u32]) {
    let mut expected = ids(expected);
    let found = list(store, ordered(field, false)).await;
    assert_eq!(found, expected, "{field:?} ascending");
    expected.reverse();
    let found = list(store, ordered(field, true)).await;
    assert_eq!(found, expected, "{field:?} descending");
}

async fn put_users(store: &Tested, users: impl IntoIterator<Item = User>) {
    for user in users {
        put(&**store, sample::whole(&user)).await;
    }
}

pub async fn by_creation(store: Tested) {
    let users = [(1, 30), (2, 10), (3, 20)].map(|(n, created_at)| User {
        created_at: at(created_at),
        updated_at: at(100 - created_at),
        ..sample::user(n)
    });
    put_users(&store, users).await;
    check(&store, UserOrderField::CreatedAt, &[2, 3, 1]).await;
    check(&store, UserOrderField::UpdatedAt, &[1, 3, 2]).await;
}

pub async fn by_text(store: Tested) {
    // Bytewise: capitals before small letters, both before what is not ASCII.
    let names = [(1, "b"), (2, "B"), (3, "é"), (4, "a")];
    let users = names.map(|(n, name)| User {
        first_name: Some(name.to_owned()),
        last_name: Some(name.to_owned()),
        ..sample::user(n)
    });
    put_users(&store, users).await;
    check(&store, UserOrderField::FirstName, &[2, 4, 1, 3]).await;
    check(&store, UserOrderField::LastName, &[2, 4, 1, 3]).await;
}

pub async fn what_is_not_set_sorts_first(store: Tested) {
    // 1 and 2 have everything, in reverse; 3 has nothing; 4 has a number and an email that are not primary.
    let set = [(1, 9), (2, 8)].map(|(n, m)| User {
        numbers: vec![sample::number(m, n, Standing::VerifiedByAdmin)],
        primary_number: Some(sample::number_id(m)),
        emails: vec![sample::email(m, n, Standing::VerifiedByAdmin)],
        primary_email: Some(sample::email_id(m)),
        username: Some(format!("user_{m}")),
        last_active_at: Some(at(i64::from(m))),
        last_sign_in_at: Some(at(i64::from(m))),
        ..sample::user(n)
    });
    put_users(&store, set).await;
    let unset = User {
        numbers: vec![sample::number(4, 4, Standing::VerifiedByAdmin)],
        emails: vec![sample::email(4, 4, Standing::VerifiedByAdmin)],
        ..sample::user(4)
    };
    put_users(&store, [sample::user(3), unset]).await;
    for field in [
        UserOrderField::PhoneNumber,
        UserOrderField::EmailAddress,
        UserOrderField::Username,
        UserOrderField::LastActiveAt,
        UserOrderField::LastSignInAt,
    ] {
        check(&store, field, &[3, 4, 2, 1]).await;
    }
}

pub async fn usernames_sort_without_case(store: Tested) {
    let users = [(1, "carol"), (2, "Bob"), (3, "alice"), (4, "_x")].map(|(n, username)| User {
        username: Some(username.to_owned()),
        ..sample::user(n)
    });
    put_users(&store, users).await;
    check(&store, UserOrderField::Username, &[4, 3, 2, 1]).await;
}

pub async fn equals_sort_by_id_in_the_same_direction(store: Tested) {
    let users = [3, 1, 2].map(|n| User {
        created_at: at(5),
        first_name: Some("Same".to_owned()),
        ..sample::user(n)
    });
    put_users(&store, users).await;
    check(&store, UserOrderField::CreatedAt, &[1, 2, 3]).await;
    check(&store, UserOrderField::FirstName, &[1, 2, 3]).await;
    check(&store, UserOrderField::Nothing, &[1, 2, 3]).await;
}

pub async fn pages_follow_each_other(store: Tested) {
    put_users(&store, (1..=5).map(sample::user)).await;
    let page = |offset| UserQuery {
        limit: 2,
        offset,
        ..ordered(UserOrderField::CreatedAt, true)
    };
    assert_eq!(list(&store, page(0)).await, ids(&[5, 4]));
    assert_eq!(list(&store, page(2)).await, ids(&[3, 2]));
    assert_eq!(list(&store, page(4)).await, ids(&[1]));
    assert_eq!(list(&store, page(5)).await, ids(&[]));
}

pub async fn pages_continue_behind_a_user(store: Tested) {
    let users = (1..=5).map(|n| User {
        // 2, 3 and 4 are as old as each other.
        created_at: at(if n == 1 || n == 5 { i64::from(n) } else { 3 }),
        ..sample::user(n)
    });
    put_users(&store, users).await;
    let behind = |n, descending| UserQuery {
        limit: 2,
        starting_after: Some(sample::user_id(n)),
        ..ordered(UserOrderField::CreatedAt, descending)
    };
    assert_eq!(list(&store, behind(4, true)).await, ids(&[3, 2]));
    assert_eq!(list(&store, behind(2, true)).await, ids(&[1]));
    assert_eq!(list(&store, behind(1, true)).await, ids(&[]));
    assert_eq!(list(&store, behind(2, false)).await, ids(&[3, 4]));
    assert_eq!(list(&store, behind(9, false)).await, ids(&[]));
    assert_eq!(list(&store, behind(9, true)).await, ids(&[]));
    // The user that was last does not have to pass the filter any more.
    let mut filtered = behind(3, true);
    filtered.filter.ids_not = vec![sample::user_id(3).as_str().to_owned()];
    assert_eq!(list(&store, filtered).await, ids(&[2, 1]));
}

pub async fn a_full_page_has_all_identifications(store: Tested) {
    let mut expected = vec![];
    for n in 1..=40 {
        let mut user = sample::full_user(n);
        let more = sample::number(n + 100, n, Standing::Unverified);
        user.numbers.push(more);
        put(&*store, sample::whole(&user)).await;
        expected.push(user);
    }
    let query = ordered(UserOrderField::CreatedAt, false);
    assert_eq!(store.users(&query).await.expect("reads"), expected);
}
