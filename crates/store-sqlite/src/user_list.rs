//! Lists of users: SQL that is put together from constant pieces; everything from outside is bound.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use strowger_core::record::User;
use strowger_store::{TimeRange, UserFilter, UserOrderField, UserQuery};
use strowger_types::UserId;

use crate::error::DbError;
use crate::row;
use crate::table::{email_addresses, phone_numbers, row_counts, users};

/// One page of users, in three statements however long it is. Belongs into a snapshot.
pub(crate) fn page(db: &Connection, query: &UserQuery) -> Result<Vec<User>, DbError> {
    let mut wanted = Conditions::of(&query.filter)?;
    if let Some(after) = &query.starting_after {
        let behind = if query.order.descending {
            "(created_at, id) < (SELECT created_at, id FROM users WHERE id = ?)"
        } else {
            "(created_at, id) > (SELECT created_at, id FROM users WHERE id = ?)"
        };
        wanted.add(behind, [after.as_str()]);
    }
    let direction = if query.order.descending {
        "DESC"
    } else {
        "ASC"
    };
    let sql = format!(
        "{} {} ORDER BY {} {direction}, id {direction} LIMIT ? OFFSET ?",
        users::SELECT,
        wanted.sql,
        order(query.order.field),
    );
    wanted.values.push(i64::from(query.limit).into());
    wanted.values.push(row::integer(query.offset).into());
    let mut page = row::many(db, &sql, params_from_iter(wanted.values), users::read)?;
    add_identifications(db, &mut page)?;
    Ok(page)
}

/// How many users pass.
pub(crate) fn count(db: &Connection, filter: &UserFilter) -> Result<u64, DbError> {
    if *filter == UserFilter::default() {
        return row_counts::read(db, row_counts::USERS);
    }
    let wanted = Conditions::of(filter)?;
    let sql = format!("SELECT count(*) FROM users {}", wanted.sql);
    let count = row::one(db, &sql, params_from_iter(wanted.values), |row| {
        row::unsigned(row, 0)
    })?;
    Ok(count.unwrap_or(0))
}

/// Gives every user of the page their numbers and emails.
fn add_identifications(db: &Connection, page: &mut [User]) -> Result<(), DbError> {
    let ids: Vec<&str> = page.iter().map(|user| user.id.as_str()).collect();
    let ids = serde_json::to_string(&ids)?;
    let mut places: Vec<(UserId, usize)> = page
        .iter()
        .enumerate()
        .map(|(place, user)| (user.id.clone(), place))
        .collect();
    places.sort();
    let place_of = |id: &UserId| {
        let found = places.binary_search_by(|(other, _)| other.cmp(id)).ok()?;
        Some(places[found].1)
    };
    for number in phone_numbers::by_users(db, &ids)? {
        if let Some(place) = place_of(&number.user_id) {
            page[place].numbers.push(number);
        }
    }
    for email in email_addresses::by_users(db, &ids)? {
        if let Some(place) = place_of(&email.user_id) {
            page[place].emails.push(email);
        }
    }
    Ok(())
}

/// NULL sorts before everything else in `SQLite`, as the contract has it.
fn order(field: UserOrderField) -> &'static str {
    match field {
        UserOrderField::CreatedAt => "created_at",
        UserOrderField::UpdatedAt => "updated_at",
        UserOrderField::EmailAddress => {
            "(SELECT address FROM email_addresses AS email
              WHERE email.id = users.primary_email_id AND email.user_id = users.id)"
        }
        UserOrderField::FirstName => "first_name",
        UserOrderField::LastName => "last_name",
        UserOrderField::PhoneNumber => {
            "(SELECT phone_number FROM phone_numbers AS number
              WHERE number.id = users.primary_number_id AND number.user_id = users.id)"
        }
        // The column compares without ASCII case.
        UserOrderField::Username => "username",
        UserOrderField::LastActiveAt => "last_active_at",
        UserOrderField::LastSignInAt => "last_sign_in_at",
        UserOrderField::Nothing => "NULL",
    }
}

const EMAIL_CONTAINS: &str = "EXISTS (SELECT 1 FROM email_addresses AS email
    WHERE email.user_id = users.id AND instr(lower(email.address), ?) > 0)";

const NUMBER_CONTAINS: &str = "EXISTS (SELECT 1 FROM phone_numbers AS number
    WHERE number.user_id = users.id AND instr(number.phone_number, ?) > 0)";

const USERNAME_CONTAINS: &str = "instr(lower(username), ?) > 0";

/// Both names with a space between contain each of them, but are NULL if one is missing.
const NAME_CONTAINS: &str =
    "instr(lower(coalesce(first_name || ' ' || last_name, first_name, last_name)), ?) > 0";

const ID_CONTAINS: &str = "instr(lower(id), ?) > 0";

/// A WHERE clause and what is bound to its question marks.
struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    fn of(filter: &UserFilter) -> Result<Self, DbError> {
        let mut wanted = Self {
            sql: String::new(),
            values: Vec::new(),
        };
        if filter.nobody {
            wanted.add("0", []);
        }
        wanted.one_of("id IN (SELECT value FROM json_each(?))", &filter.ids)?;
        wanted.one_of(
            "id NOT IN (SELECT value FROM json_each(?))",
            &filter.ids_not,
        )?;
        wanted.one_of(
            "external_id IN (SELECT value FROM json_each(?))",
            &filter.external_ids,
        )?;
        wanted.one_of(
            "(external_id IS NULL OR external_id NOT IN (SELECT value FROM json_each(?)))",
            &filter.external_ids_not,
        )?;
        wanted.one_of(
            "id IN (SELECT user_id FROM phone_numbers
                    WHERE phone_number IN (SELECT value FROM json_each(?)))",
            &filter.phone_numbers,
        )?;
        wanted.one_of(
            "id IN (SELECT user_id FROM email_addresses
                    WHERE address IN (SELECT value FROM json_each(?)))",
            &filter.email_addresses,
        )?;
        wanted.one_of(
            "username IN (SELECT value FROM json_each(?))",
            &filter.usernames,
        )?;
        wanted.contain(
            &[
                ID_CONTAINS,
                EMAIL_CONTAINS,
                NUMBER_CONTAINS,
                USERNAME_CONTAINS,
                NAME_CONTAINS,
            ],
            filter.query.as_deref(),
        );
        wanted.contain(&[EMAIL_CONTAINS], filter.email_address_query.as_deref());
        wanted.contain(&[NUMBER_CONTAINS], filter.phone_number_query.as_deref());
        wanted.contain(&[USERNAME_CONTAINS], filter.username_query.as_deref());
        wanted.contain(&[NAME_CONTAINS], filter.name_query.as_deref());
        if let Some(banned) = filter.banned {
            wanted.add(if banned { "banned" } else { "NOT banned" }, []);
        }
        wanted.within("created_at > ?", "created_at < ?", filter.created_at);
        wanted.within(
            "last_active_at > ?",
            "last_active_at < ?",
            filter.last_active_at,
        );
        wanted.within(
            "last_sign_in_at > ?",
            "last_sign_in_at < ?",
            filter.last_sign_in_at,
        );
        Ok(wanted)
    }

    /// One more condition, with as many values as it has question marks.
    fn add<'v>(&mut self, condition: &'static str, values: impl IntoIterator<Item = &'v str>) {
        self.join();
        self.sql.push_str(condition);
        self.values.extend(
            values
                .into_iter()
                .map(|value| Value::Text(value.to_owned())),
        );
    }

    /// A list is bound as one JSON array, so that its length does not change the statement.
    fn one_of(&mut self, condition: &'static str, texts: &[String]) -> Result<(), DbError> {
        if !texts.is_empty() {
            self.add(condition, [serde_json::to_string(texts)?.as_str()]);
        }
        Ok(())
    }

    /// The text is found by one of the conditions. Not LIKE: nothing in the text needs escaping this way.
    fn contain(&mut self, conditions: &[&'static str], text: Option<&str>) {
        let Some(text) = text.map(str::to_ascii_lowercase) else {
            return;
        };
        self.join();
        self.sql.push('(');
        self.sql.push_str(&conditions.join(" OR "));
        self.sql.push(')');
        self.values
            .extend(conditions.iter().map(|_| Value::Text(text.clone())));
    }

    fn within(&mut self, after: &'static str, before: &'static str, range: TimeRange) {
        for (condition, bound) in [(after, range.after), (before, range.before)] {
            if let Some(bound) = bound {
                self.add(condition, []);
                self.values.push(bound.as_ms().into());
            }
        }
    }

    fn join(&mut self) {
        self.sql.push_str(if self.sql.is_empty() {
            "WHERE "
        } else {
            " AND "
        });
    }
}
