//! The server's own operations: health, the inbox and the description.

use std::sync::OnceLock;
use std::time::Duration;

use strowger_core::number;
use strowger_store::InboxQuery;
use strowger_types::{PhoneNumber, SmsMessageId, wire};

use super::error::Failure;
use super::field::{Field, Kind, TEXT_CHARS_MAX};
use super::form::{E164, Form, Problem, What};
use super::openapi;
use super::reply::Reply;
use super::route::{Access, Answer, Call, Handler, Route, Verb};
use crate::app::{self, INBOX_LIMIT_MAX, INBOX_WAIT_MS_MAX};

/// Texts in one answer unless the query says otherwise.
const INBOX_LIMIT_DEFAULT: i64 = 20;

static INBOX: &[Field] = &[
    Field::optional(
        "phone_number",
        Kind::Text(TEXT_CHARS_MAX),
        "To this number.",
    ),
    Field::optional(
        "after",
        Kind::Text(TEXT_CHARS_MAX),
        "Newer than the text of this id.",
    ),
    Field::optional(
        "wait_ms",
        Kind::Integer(0, INBOX_WAIT_MS_MAX),
        "How long to wait when there is none, in milliseconds.",
    ),
    Field::optional(
        "limit",
        Kind::Integer(1, INBOX_LIMIT_MAX),
        "Texts in the answer; 20 unless it says otherwise.",
    ),
];

/// Where the picture of everybody is who has none of their own.
pub(crate) const AVATAR_PATH: &str = "/strowger/v1/avatar.svg";

/// A head and shoulders.
const AVATAR: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#e4e7ec"/><circle cx="32" cy="25" r="11" fill="#98a2b3"/><path d="M10 64c0-13 10-22 22-22s22 9 22 22z" fill="#98a2b3"/></svg>"##;

const AVATAR_HANDLER: Handler = |call| Box::pin(show_avatar(call));
static UNLOCK: &[Field] = &[Field::required(
    "phone_number",
    Kind::PhoneNumber,
    "The number, with its country code.",
)];

const UNLOCK_NUMBER: Handler = |call| Box::pin(unlock_number(call));
const HEALTH: Handler = |call| Box::pin(health(call));
const LIST_INBOX: Handler = |call| Box::pin(list_inbox(call));
const DESCRIBE: Handler = |call| Box::pin(describe(call));

/// Every operation of the server's own.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        method: Verb::Get,
        path: "/v1/health",
        operation: "GetHealth",
        about: "Answers when the database answers.",
        access: Access::Open,
        query: &[],
        body: None,
        answer: Answer::Object(schemars::SchemaGenerator::subschema_for::<wire::Health>),
        refusals: &[],
        handler: HEALTH,
    },
    Route {
        method: Verb::Get,
        path: "/strowger/v1/inbox",
        operation: "ListInbox",
        about: "Texts that development mode kept instead of sending, newest first. Can wait for one.",
        access: Access::SecretKey,
        query: INBOX,
        body: None,
        answer: Answer::Object(schemars::SchemaGenerator::subschema_for::<wire::Inbox>),
        refusals: &[400, 401, 422],
        handler: LIST_INBOX,
    },
    Route {
        method: Verb::Post,
        path: "/strowger/v1/phone_numbers/unlock",
        operation: "UnlockNumber",
        about: "Forgives the wrong codes that came for a number, be it anybody's or not.",
        access: Access::SecretKey,
        query: &[],
        body: Some(UNLOCK),
        answer: Answer::Nothing,
        refusals: &[400, 401, 422],
        handler: UNLOCK_NUMBER,
    },
    Route {
        method: Verb::Get,
        path: "/openapi.json",
        operation: "GetDescription",
        about: "This description.",
        access: Access::Open,
        query: &[],
        body: None,
        answer: Answer::Object(|_| schemars::json_schema!({ "type": "object" })),
        refusals: &[],
        handler: DESCRIBE,
    },
    Route {
        method: Verb::Get,
        path: AVATAR_PATH,
        operation: "GetAvatar",
        about: "The picture of everybody who has none of their own.",
        access: Access::Open,
        query: &[],
        body: None,
        answer: Answer::Picture,
        refusals: &[],
        handler: AVATAR_HANDLER,
    },
];

async fn unlock_number(call: Call) -> Result<Reply, Failure> {
    let phone_number = call.body.required_phone_number("phone_number");
    app::unlock_number(&call.app, &phone_number).await?;
    Ok(Reply::Empty)
}

async fn show_avatar(_: Call) -> Result<Reply, Failure> {
    Ok(Reply::Picture(AVATAR))
}

async fn health(call: Call) -> Result<Reply, Failure> {
    call.app.store.check_health().await?;
    Ok(Reply::json(&wire::Health {
        status: "ok".to_owned(),
    }))
}

async fn list_inbox(call: Call) -> Result<Reply, Failure> {
    let to = wanted_number(&call.query)?;
    let after = named(
        &call.query,
        "after",
        "the id of a text",
        SmsMessageId::parse,
    )?;
    let limit = call.query.integer("limit").unwrap_or(INBOX_LIMIT_DEFAULT);
    let query = InboxQuery {
        to,
        after,
        limit: u32::try_from(limit).unwrap_or(1),
    };
    let wait_ms = u64::try_from(call.query.integer("wait_ms").unwrap_or(0)).unwrap_or(0);
    let inbox = app::inbox(&call.app, &query, Duration::from_millis(wait_ms)).await?;
    Ok(Reply::json(&inbox))
}

/// The number that texts are asked for of.
pub(super) fn wanted_number(query: &Form) -> Result<Option<PhoneNumber>, Failure> {
    // A plus that came unescaped is a space by now.
    let parse = |text: &str| number::parse_trusted(text.trim()).ok();
    named(query, "phone_number", E164, parse)
}

/// What a parameter of the query names, if it is there; refused if it is not what is `wanted`.
pub(super) fn named<T>(
    query: &Form,
    name: &'static str,
    wanted: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Failure> {
    let Some(text) = query.text(name) else {
        return Ok(None);
    };
    let problem = || Failure::Form(vec![Problem::new(name, What::Format(wanted))]);
    parse(text).map(Some).ok_or_else(problem)
}

async fn describe(_: Call) -> Result<Reply, Failure> {
    static DOCUMENT: OnceLock<Vec<u8>> = OnceLock::new();
    let document = DOCUMENT
        .get_or_init(|| serde_json::to_vec(&openapi::document()).expect("the description is JSON"));
    Ok(Reply::Json(document.clone()))
}
