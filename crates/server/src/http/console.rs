//! What the console asks for beside the Backend API.

use std::time::Duration;

use strowger_store::MessageQuery;
use strowger_types::{SmsMessageId, UserId, wire};

use super::error::Failure;
use super::field::{Field, Kind, TEXT_CHARS_MAX};
use super::own::{named, wanted_number};
use super::reply::Reply;
use super::route::{Access, Answer, Call, Handler, Route, Verb};
use crate::app::{self, Awaited, INBOX_LIMIT_MAX, INBOX_WAIT_MS_MAX, Wanted};
use crate::keys::console_token;

/// Texts in one answer unless the query says otherwise.
const LIMIT_DEFAULT: i64 = 50;

/// The state of what was never made.
const REFUSED: &str = "refused";

static MESSAGES: &[Field] = &[
    Field::optional(
        "phone_number",
        Kind::Text(TEXT_CHARS_MAX),
        "To this number.",
    ),
    Field::optional(
        "user_id",
        Kind::Text(TEXT_CHARS_MAX),
        "To numbers of this user.",
    ),
    Field::optional(
        "state",
        Kind::OneOf(&["queued", "delivered", "failed", "dropped", REFUSED]),
        "In this state.",
    ),
    Field::optional(
        "before",
        Kind::Text(TEXT_CHARS_MAX),
        "Older than the text of this id.",
    ),
    Field::optional(
        "limit",
        Kind::Integer(1, INBOX_LIMIT_MAX),
        "Texts in the answer; 50 unless it says otherwise.",
    ),
    Field::optional(
        "revision",
        Kind::Text(TEXT_CHARS_MAX),
        "The revision of the answer before: answers once something happened after it.",
    ),
    Field::optional(
        "wait_ms",
        Kind::Integer(0, INBOX_WAIT_MS_MAX),
        "How long to wait for that, in milliseconds.",
    ),
];

const OPEN: Handler = |call| Box::pin(open(call));
const LIST: Handler = |call| Box::pin(list(call));

/// Every operation of the console's.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        method: Verb::Post,
        path: "/strowger/v1/console/sessions",
        operation: "CreateConsoleSession",
        about: "Lets the console in: whoever has the secret key, and in development, on this machine, the page itself.",
        access: Access::Console,
        query: &[],
        body: None,
        answer: Answer::Object(schemars::SchemaGenerator::subschema_for::<wire::ConsoleSession>),
        refusals: &[400, 401],
        handler: OPEN,
    },
    Route {
        method: Verb::Get,
        path: "/strowger/v1/sms_messages",
        operation: "ListSmsMessages",
        about: "Texts in whatever state, newest first, and those that were refused. Can wait for something to happen.",
        access: Access::SecretKey,
        query: MESSAGES,
        body: None,
        answer: Answer::Object(schemars::SchemaGenerator::subschema_for::<wire::SmsMessages>),
        refusals: &[400, 401, 422],
        handler: LIST,
    },
];

async fn open(call: Call) -> Result<Reply, Failure> {
    let app = &call.app;
    let instance = app.instance();
    let scripts = app.scripts.summary().await;
    let scripts = scripts.ok_or(Failure::Internal("looking for scripts panicked"))?;
    let (token, expire_at) = console_token::issue(&app.sealer, app.secret_key(), app.now());
    Ok(Reply::json(&wire::ConsoleSession {
        object: wire::ConsoleSessionTag::Tag,
        token,
        expire_at,
        environment: instance.policy.environment.as_str().to_owned(),
        application_name: instance.policy.application_name.clone(),
        publishable_key: app.identity.publishable_key.as_str().to_owned(),
        public_url: app.frontend.public_url.clone(),
        keeps_texts: app.outbox.is_inbox(),
        test_mode: instance.policy.test_mode,
        components: wire::Components {
            source: scripts.source.to_owned(),
            location: scripts.location,
            clerk_js: scripts.clerk_js,
            ui: scripts.ui,
        },
    }))
}

async fn list(call: Call) -> Result<Reply, Failure> {
    let state = call.query.text("state");
    let limit = call.query.integer("limit").unwrap_or(LIMIT_DEFAULT);
    let user_id = named(&call.query, "user_id", "the id of a user", UserId::parse)?;
    let before = named(
        &call.query,
        "before",
        "the id of a text",
        SmsMessageId::parse,
    )?;
    let to = wanted_number(&call.query)?;
    let wanted = Wanted {
        made: MessageQuery {
            to,
            user_id,
            states: state.map(app::states_told_as).unwrap_or_default(),
            before,
            limit: u32::try_from(limit).unwrap_or(1),
        },
        with_made: state != Some(REFUSED),
        with_refused: state.is_none_or(|state| state == REFUSED),
    };
    let wait_ms = u64::try_from(call.query.integer("wait_ms").unwrap_or(0)).unwrap_or(0);
    let awaited = call.query.text("revision").map(|revision| Awaited {
        revision: revision.to_owned(),
        at_most: Duration::from_millis(wait_ms),
    });
    let texts = app::messages(&call.app, &wanted, awaited).await?;
    Ok(Reply::json(&texts))
}
