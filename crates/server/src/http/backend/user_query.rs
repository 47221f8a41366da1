//! Which users, in what order: the query of the users' list and count.

use strowger_core::number;
use strowger_store::{TimeRange, UserFilter, UserOrder, UserOrderField, UserQuery};
use strowger_types::{Timestamp, UserId};

use crate::http::error::Failure;
use crate::http::field::{Field, Kind, TEXT_CHARS_MAX};
use crate::http::form::{Form, Problem, What};

/// Users on a page unless the query says otherwise: the contract's.
pub(super) const LIMIT_DEFAULT: i64 = 10;

/// Most users, or sessions, on a page: the contract's.
pub(super) const LIMIT_MAX: i64 = 500;

const TIME_MS: Kind = Kind::Integer(0, i64::MAX);
const LIST: Kind = Kind::Texts(TEXT_CHARS_MAX);
const TEXT: Kind = Kind::Text(TEXT_CHARS_MAX);

/// The parameters of the list and of the count.
pub(super) static USERS: &[Field] = &[
    Field::optional("email_address", LIST, "Has one of these email addresses."),
    Field::optional("phone_number", LIST, "Has one of these phone numbers."),
    Field::optional(
        "external_id",
        LIST,
        "Has one of these external ids; - in front excludes.",
    ),
    Field::optional("username", LIST, "Has one of these usernames."),
    Field::optional("web3_wallet", LIST, "Has one of these wallets: nobody has."),
    Field::optional(
        "user_id",
        LIST,
        "Has one of these ids; - in front excludes.",
    ),
    Field::optional(
        "organization_id",
        LIST,
        "Is in one of these organizations: nobody is; - in front excludes.",
    ),
    Field::optional(
        "query",
        TEXT,
        "This is part of an address, number, username, id or name.",
    ),
    Field::optional(
        "email_address_query",
        TEXT,
        "This is part of an email address.",
    ),
    Field::optional(
        "phone_number_query",
        TEXT,
        "This is part of a phone number.",
    ),
    Field::optional("username_query", TEXT, "This is part of the username."),
    Field::optional("name_query", TEXT, "This is part of the name."),
    Field::optional("banned", Kind::Bool, "Is banned, or is not."),
    Field::optional(
        "last_active_at_before",
        TIME_MS,
        "Was last active before this, in milliseconds.",
    ),
    Field::optional(
        "last_active_at_after",
        TIME_MS,
        "Was last active after this, in milliseconds.",
    ),
    Field::optional(
        "last_active_at_since",
        TIME_MS,
        "Was last active at this or after, in milliseconds.",
    ),
    Field::optional(
        "created_at_before",
        TIME_MS,
        "Was made before this, in milliseconds.",
    ),
    Field::optional(
        "created_at_after",
        TIME_MS,
        "Was made after this, in milliseconds.",
    ),
    Field::optional(
        "last_sign_in_at_before",
        TIME_MS,
        "Last signed in before this, in milliseconds.",
    ),
    Field::optional(
        "last_sign_in_at_after",
        TIME_MS,
        "Last signed in after this, in milliseconds.",
    ),
    Field::optional(
        "provider",
        TEXT,
        "Has an account at this provider: nobody has.",
    ),
    Field::optional(
        "provider_user_id",
        LIST,
        "Has one of these ids at the provider: nobody has.",
    ),
    Field::optional(
        "limit",
        Kind::Integer(1, LIMIT_MAX),
        "Users on the page; 10 unless it says otherwise.",
    ),
    Field::optional(
        "offset",
        Kind::Integer(0, i64::MAX),
        "Users before the page.",
    ),
    Field::optional(
        "starting_after",
        TEXT,
        "The last user of the page before; only in order of creation.",
    ),
    Field::optional(
        "order_by",
        TEXT,
        "What the order goes by, with + or - in front.",
    ),
];

/// The query of a list.
pub(super) fn read_query(form: &Form) -> Result<UserQuery, Failure> {
    let order = read_order(form)?;
    let offset = u64::try_from(form.integer("offset").unwrap_or(0)).unwrap_or(0);
    let starting_after = form.text("starting_after");
    if starting_after.is_some() && (order.field != UserOrderField::CreatedAt || offset != 0) {
        return Err(Failure::Form(vec![Problem::new(
            "starting_after",
            What::Disallowed(if offset == 0 { "order_by" } else { "offset" }),
        )]));
    }
    let mut filter = read_filter(form);
    let parsed = starting_after.map(UserId::parse);
    // An id that cannot be one names nobody, and nobody comes behind nobody.
    filter.nobody |= parsed == Some(None);
    Ok(UserQuery {
        filter,
        order,
        limit: u32::try_from(form.integer("limit").unwrap_or(LIMIT_DEFAULT)).unwrap_or(1),
        offset,
        starting_after: parsed.flatten(),
    })
}

/// The filter of a list or a count.
pub(super) fn read_filter(form: &Form) -> UserFilter {
    let list = |name: &str| form.texts(name).unwrap_or_default();
    let text = |name: &str| form.text(name).map(str::to_owned);
    let (ids, ids_not) = signed(list("user_id"));
    let (external_ids, external_ids_not) = signed(list("external_id"));
    let (organizations, _) = signed(list("organization_id"));
    let phone_numbers = list("phone_number");
    let asked_for_foreign =
        form.has("web3_wallet") || form.has("provider") || form.has("provider_user_id");
    let parsed_numbers: Vec<String> = phone_numbers
        .iter()
        .filter_map(|text| number::parse_trusted(text).ok())
        .map(|number| number.as_str().to_owned())
        .collect();
    UserFilter {
        // What cannot be a number is nobody's: unknown numbers are passed over, but they still are a filter.
        nobody: !organizations.is_empty()
            || asked_for_foreign
            || (!phone_numbers.is_empty() && parsed_numbers.is_empty()),
        ids,
        ids_not,
        external_ids,
        external_ids_not,
        phone_numbers: parsed_numbers,
        email_addresses: list("email_address")
            .iter()
            .map(|address| address.to_ascii_lowercase())
            .collect(),
        usernames: list("username"),
        query: text("query"),
        email_address_query: text("email_address_query"),
        phone_number_query: text("phone_number_query"),
        username_query: text("username_query"),
        name_query: text("name_query"),
        banned: form.bool("banned"),
        created_at: range(form, "created_at_after", "created_at_before", None),
        last_active_at: range(
            form,
            "last_active_at_after",
            "last_active_at_before",
            form.integer("last_active_at_since"),
        ),
        last_sign_in_at: range(
            form,
            "last_sign_in_at_after",
            "last_sign_in_at_before",
            None,
        ),
    }
}

fn range(form: &Form, after: &str, before: &str, since: Option<i64>) -> TimeRange {
    // "Since" includes its moment, "after" does not.
    let after = form
        .integer(after)
        .into_iter()
        .chain(since.map(|since| since - 1))
        .max();
    TimeRange {
        after: after.map(Timestamp::from_ms),
        before: form.integer(before).map(Timestamp::from_ms),
    }
}

/// Ids to include and ids to exclude. A plus that came unescaped is a space by now.
fn signed(items: Vec<String>) -> (Vec<String>, Vec<String>) {
    let (excluded, included): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|item| item.starts_with('-'));
    let strip = |item: String| item.trim_start_matches(['+', ' ']).to_owned();
    let excluded = excluded
        .into_iter()
        .map(|item| item[1..].to_owned())
        .collect();
    (included.into_iter().map(strip).collect(), excluded)
}

fn read_order(form: &Form) -> Result<UserOrder, Failure> {
    let text = form.text("order_by").unwrap_or("-created_at");
    // Only the first of several counts.
    let first = text.split(',').next().unwrap_or_default().trim();
    let descending = first.starts_with('-');
    let field = match first.trim_start_matches(['+', '-', ' ']) {
        "created_at" => UserOrderField::CreatedAt,
        "updated_at" => UserOrderField::UpdatedAt,
        "email_address" => UserOrderField::EmailAddress,
        "web3wallet" => UserOrderField::Nothing,
        "first_name" => UserOrderField::FirstName,
        "last_name" => UserOrderField::LastName,
        "phone_number" => UserOrderField::PhoneNumber,
        "username" => UserOrderField::Username,
        "last_active_at" => UserOrderField::LastActiveAt,
        "last_sign_in_at" => UserOrderField::LastSignInAt,
        _ => {
            let shown = first.chars().take(64).collect();
            return Err(Failure::Form(vec![Problem::new(
                "order_by",
                What::Value(shown),
            )]));
        }
    };
    Ok(UserOrder { field, descending })
}
