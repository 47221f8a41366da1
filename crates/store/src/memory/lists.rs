//! Lists: a scan, a filter, an order, a page.

use std::cmp::Ordering;

use strowger_core::record::{Message, MessageState, Session, User};

use super::state::State;
use crate::{
    InboxQuery, Listed, MessageQuery, SessionQuery, UserFilter, UserOrderField, UserQuery,
};

pub(super) fn users(state: &State, query: &UserQuery) -> Vec<User> {
    let mut users = passing(state, &query.filter);
    if let Some(after) = &query.starting_after {
        let Some(last) = state.users.get(after) else {
            return Vec::new();
        };
        let position = |user: &User| (user.created_at, user.id.clone());
        users.retain(|user| {
            if query.order.descending {
                position(user) < position(last)
            } else {
                position(user) > position(last)
            }
        });
    }
    users.sort_by(|a, b| {
        let order = compare(query.order.field, a, b).then_with(|| a.id.cmp(&b.id));
        if query.order.descending {
            order.reverse()
        } else {
            order
        }
    });
    page(users, query.offset, query.limit)
}

pub(super) fn count_users(state: &State, filter: &UserFilter) -> u64 {
    if *filter == UserFilter::default() {
        return state.users.len() as u64;
    }
    passing(state, filter).len() as u64
}

pub(super) fn sessions(state: &State, query: &SessionQuery) -> Listed<Session> {
    let mut sessions: Vec<Session> = state
        .sessions
        .values()
        .filter(|session| {
            is_any_or(query.user_id.as_ref(), &session.user_id)
                && is_any_or(query.client_id.as_ref(), &session.client_id)
                && is_any_or(query.status.as_ref(), &session.status_at(query.now))
        })
        .cloned()
        .collect();
    sessions.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
    Listed {
        total: sessions.len() as u64,
        items: page(sessions, query.offset, query.limit),
    }
}

pub(super) fn inbox(state: &State, query: &InboxQuery) -> Vec<Message> {
    state
        .messages
        .values()
        .rev()
        .take_while(|message| query.after.as_ref().is_none_or(|after| message.id > *after))
        .filter(|message| message.state == MessageState::Delivered && message.sealed.is_some())
        .filter(|message| is_any_or(query.to.as_ref(), &message.to))
        .take(usize::try_from(query.limit).unwrap_or(usize::MAX))
        .cloned()
        .collect()
}

pub(super) fn messages(state: &State, query: &MessageQuery) -> Vec<Message> {
    state
        .messages
        .values()
        .rev()
        .filter(|message| {
            query
                .before
                .as_ref()
                .is_none_or(|before| message.id < *before)
        })
        .filter(|message| is_any_or(query.to.as_ref(), &message.to))
        .filter(|message| query.user_id.is_none() || message.user_id == query.user_id)
        .filter(|message| query.states.is_empty() || query.states.contains(&message.state))
        .take(usize::try_from(query.limit).unwrap_or(usize::MAX))
        .cloned()
        .collect()
}

fn page<T>(items: Vec<T>, offset: u64, limit: u32) -> Vec<T> {
    items
        .into_iter()
        .skip(usize::try_from(offset).unwrap_or(usize::MAX))
        .take(usize::try_from(limit).unwrap_or(usize::MAX))
        .collect()
}

fn is_any_or<T: PartialEq>(wanted: Option<&T>, value: &T) -> bool {
    wanted.is_none_or(|wanted| wanted == value)
}

fn passing(state: &State, filter: &UserFilter) -> Vec<User> {
    state
        .users
        .keys()
        .filter_map(|id| state.user(id))
        .filter(|user| passes(user, filter))
        .collect()
}

fn passes(user: &User, filter: &UserFilter) -> bool {
    let id = user.id.as_str();
    let external_id = user.external_id.as_deref();
    let one_of = |texts: &[String], value: &str| texts.iter().any(|text| text == value);
    !filter.nobody
        && (filter.ids.is_empty() || one_of(&filter.ids, id))
        && !one_of(&filter.ids_not, id)
        && (filter.external_ids.is_empty()
            || external_id.is_some_and(|value| one_of(&filter.external_ids, value)))
        && !external_id.is_some_and(|value| one_of(&filter.external_ids_not, value))
        && (filter.phone_numbers.is_empty()
            || user
                .numbers
                .iter()
                .any(|number| one_of(&filter.phone_numbers, number.phone_number.as_str())))
        && (filter.email_addresses.is_empty()
            || user
                .emails
                .iter()
                .any(|email| one_of(&filter.email_addresses, &email.address)))
        && (filter.usernames.is_empty()
            || user.username.as_deref().is_some_and(|username| {
                filter
                    .usernames
                    .iter()
                    .any(|text| text.eq_ignore_ascii_case(username))
            }))
        && matches_text(user, filter)
        && filter.banned.is_none_or(|banned| banned == user.banned)
        && filter.created_at.contains(Some(user.created_at))
        && filter.last_active_at.contains(user.last_active_at)
        && filter.last_sign_in_at.contains(user.last_sign_in_at)
}

fn matches_text(user: &User, filter: &UserFilter) -> bool {
    let email = |text: &str| {
        user.emails
            .iter()
            .any(|email| contains(&email.address, text))
    };
    let number = |text: &str| {
        user.numbers
            .iter()
            .any(|number| contains(number.phone_number.as_str(), text))
    };
    let username = |text: &str| {
        user.username
            .as_ref()
            .is_some_and(|name| contains(name, text))
    };
    let name = |text: &str| full_name(user).is_some_and(|name| contains(&name, text));
    let given =
        |text: &Option<String>, matches: &dyn Fn(&str) -> bool| text.as_deref().is_none_or(matches);
    given(&filter.query, &|text| {
        contains(user.id.as_str(), text)
            || email(text)
            || number(text)
            || username(text)
            || name(text)
    }) && given(&filter.email_address_query, &email)
        && given(&filter.phone_number_query, &number)
        && given(&filter.username_query, &username)
        && given(&filter.name_query, &name)
}

/// First and last name with a space between: it contains each of them, so it is all that has to be searched.
fn full_name(user: &User) -> Option<String> {
    match (&user.first_name, &user.last_name) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (Some(name), None) | (None, Some(name)) => Some(name.clone()),
        (None, None) => None,
    }
}

fn contains(text: &str, part: &str) -> bool {
    text.to_ascii_lowercase()
        .contains(&part.to_ascii_lowercase())
}

fn compare(field: UserOrderField, a: &User, b: &User) -> Ordering {
    match field {
        UserOrderField::CreatedAt => a.created_at.cmp(&b.created_at),
        UserOrderField::UpdatedAt => a.updated_at.cmp(&b.updated_at),
        UserOrderField::EmailAddress => primary_email(a).cmp(&primary_email(b)),
        UserOrderField::FirstName => a.first_name.cmp(&b.first_name),
        UserOrderField::LastName => a.last_name.cmp(&b.last_name),
        UserOrderField::PhoneNumber => primary_number(a).cmp(&primary_number(b)),
        UserOrderField::Username => folded_username(a).cmp(&folded_username(b)),
        UserOrderField::LastActiveAt => a.last_active_at.cmp(&b.last_active_at),
        UserOrderField::LastSignInAt => a.last_sign_in_at.cmp(&b.last_sign_in_at),
        UserOrderField::Nothing => Ordering::Equal,
    }
}

fn primary_email(user: &User) -> Option<&str> {
    let id = user.primary_email.as_ref()?;
    let email = user.emails.iter().find(|email| email.id == *id)?;
    Some(&email.address)
}

fn primary_number(user: &User) -> Option<&str> {
    let id = user.primary_number.as_ref()?;
    let number = user.numbers.iter().find(|number| number.id == *id)?;
    Some(number.phone_number.as_str())
}

fn folded_username(user: &User) -> Option<String> {
    user.username.as_ref().map(|name| name.to_ascii_lowercase())
}
