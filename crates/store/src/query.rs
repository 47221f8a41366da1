//! What lists are asked for.

use strowger_core::record::{MessageState, SessionStatus};
use strowger_types::{ClientId, PhoneNumber, SmsMessageId, Timestamp, UserId};

/// One page of something, and how much of it there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// The page.
    pub items: Vec<T>,
    /// How many there are on all pages.
    pub total: u64,
}

/// Which users, in what order, which page.
#[derive(Clone, Debug)]
pub struct UserQuery {
    /// Which users.
    pub filter: UserFilter,
    /// In what order.
    pub order: UserOrder,
    /// Users on the page: 1..=500.
    pub limit: u32,
    /// Users before the page.
    pub offset: u64,
    /// The last user of the page before: only users behind it in the order come. Only with an order by creation.
    /// An id that names nobody gives an empty page.
    pub starting_after: Option<UserId>,
}

/// An order of users. What is not set sorts before everything that is (so last when descending); equals sort by id, in the same direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserOrder {
    /// By what.
    pub field: UserOrderField,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// What users can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserOrderField {
    /// When the user was made.
    CreatedAt,
    /// When the user last changed.
    UpdatedAt,
    /// The primary email address.
    EmailAddress,
    /// The first name, bytewise.
    FirstName,
    /// The last name, bytewise.
    LastName,
    /// The primary phone number.
    PhoneNumber,
    /// The username, without ASCII case.
    Username,
    /// When the user was last active.
    LastActiveAt,
    /// When the user last signed in.
    LastSignInAt,
    /// Something that no user has: all are equal.
    Nothing,
}

/// Which users: those that pass every condition given. The default passes all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// One of these ids. Empty: any.
    pub ids: Vec<String>,
    /// None of these ids.
    pub ids_not: Vec<String>,
    /// One of these external ids. Empty: any.
    pub external_ids: Vec<String>,
    /// None of these external ids (a user without one passes).
    pub external_ids_not: Vec<String>,
    /// Has one of these phone numbers, in whatever standing. Empty: any.
    pub phone_numbers: Vec<String>,
    /// Has one of these email addresses (lower case). Empty: any.
    pub email_addresses: Vec<String>,
    /// Has one of these usernames (without ASCII case). Empty: any.
    pub usernames: Vec<String>,
    /// This text is part of an email address, a phone number, the username, the id, the first or the last name, or of first and last name with a space between, without ASCII case.
    pub query: Option<String>,
    /// This text is part of an email address, without ASCII case.
    pub email_address_query: Option<String>,
    /// This text is part of a phone number.
    pub phone_number_query: Option<String>,
    /// This text is part of the username, without ASCII case.
    pub username_query: Option<String>,
    /// This text is part of the first or the last name, or of both with a space between, without ASCII case.
    pub name_query: Option<String>,
    /// Banned, or not.
    pub banned: Option<bool>,
    /// Made in this range.
    pub created_at: TimeRange,
    /// Last active in this range; a user never active passes only an unlimited one.
    pub last_active_at: TimeRange,
    /// Last signed in in this range; a user never signed in passes only an unlimited one.
    pub last_sign_in_at: TimeRange,
    /// Asks for something that no user of this server has.
    pub nobody: bool,
}

/// A range of time, exclusive at both ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeRange {
    /// After this moment.
    pub after: Option<Timestamp>,
    /// Before this moment.
    pub before: Option<Timestamp>,
}

impl TimeRange {
    /// Whether the moment lies in the range. `None`, a moment that never was, lies only in the unlimited one.
    pub fn contains(self, at: Option<Timestamp>) -> bool {
        match at {
            None => self == Self::default(),
            Some(at) => {
                self.after.is_none_or(|after| at > after)
                    && self.before.is_none_or(|before| at < before)
            }
        }
    }
}

/// Which sessions, which page.
#[derive(Clone, Debug)]
pub struct SessionQuery {
    /// Of this user.
    pub user_id: Option<UserId>,
    /// Of this client.
    pub client_id: Option<ClientId>,
    /// With this status at `now`.
    pub status: Option<SessionStatus>,
    /// The moment that statuses are told at.
    pub now: Timestamp,
    /// Sessions on the page: 1..=500.
    pub limit: u32,
    /// Sessions before the page.
    pub offset: u64,
}

/// Which texts of the inbox.
#[derive(Clone, Debug)]
pub struct InboxQuery {
    /// To this number.
    pub to: Option<PhoneNumber>,
    /// Newer than this text (by id: ids sort by time).
    pub after: Option<SmsMessageId>,
    /// At most so many.
    pub limit: u32,
}

/// Which texts, in whatever state.
#[derive(Clone, Debug)]
pub struct MessageQuery {
    /// To this number.
    pub to: Option<PhoneNumber>,
    /// To a number of this user.
    pub user_id: Option<UserId>,
    /// In one of these states; all, if there are none.
    pub states: Vec<MessageState>,
    /// Older than this one, by id.
    pub before: Option<SmsMessageId>,
    /// Texts in the answer: 1..=100.
    pub limit: u32,
}
