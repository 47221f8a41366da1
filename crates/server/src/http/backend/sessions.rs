//! Sessions, their tokens, and the keys to verify those with.

use strowger_core::record::SessionStatus;
use strowger_core::session::template::{TOKEN_TTL_SECONDS_MAX, TOKEN_TTL_SECONDS_MIN};
use strowger_store::{Listed, SessionQuery};
use strowger_types::{ClientId, UserId, wire};

use super::render;
use super::user_query::{LIMIT_DEFAULT, LIMIT_MAX};
use crate::app;
use crate::http::error::Failure;
use crate::http::field::{Field, Kind, TEXT_CHARS_MAX};
use crate::http::reply::Reply;
use crate::http::route::Call;

/// The query of [`list`].
pub(super) static LIST: &[Field] = &[
    Field::optional("client_id", Kind::Text(TEXT_CHARS_MAX), "Of this client."),
    Field::optional("user_id", Kind::Text(TEXT_CHARS_MAX), "Of this user."),
    Field::optional(
        "status",
        Kind::OneOf(&[
            "abandoned",
            "active",
            "ended",
            "expired",
            "pending",
            "removed",
            "replaced",
            "revoked",
        ]),
        "With this status.",
    ),
    Field::optional(
        "paginated",
        Kind::Bool,
        "Whether the answer counts all pages too.",
    ),
    Field::optional(
        "limit",
        Kind::Integer(1, LIMIT_MAX),
        "Sessions on the page; 10 unless it says otherwise.",
    ),
    Field::optional(
        "offset",
        Kind::Integer(0, i64::MAX),
        "Sessions before the page.",
    ),
];

/// The body of [`create`].
pub(super) static CREATE: &[Field] = &[
    Field::required("user_id", Kind::Text(TEXT_CHARS_MAX), "Who is signed in."),
    Field::optional(
        "active_organization_id",
        Kind::Text(TEXT_CHARS_MAX),
        "Taken and ignored: there are no organizations.",
    ),
];

/// The body of [`mint_token`].
pub(super) static TOKEN: &[Field] = &[Field::optional(
    "expires_in_seconds",
    Kind::Integer(TOKEN_TTL_SECONDS_MIN, TOKEN_TTL_SECONDS_MAX),
    "How long the token lives; 60 seconds, or until the session ends, unless it says otherwise.",
)];

/// The body of [`mint_template_token`].
pub(super) static TEMPLATE_TOKEN: &[Field] = &[Field::optional(
    "expires_in_seconds",
    Kind::Integer(TOKEN_TTL_SECONDS_MIN, TOKEN_TTL_SECONDS_MAX),
    "How long the token lives; as long as the template says unless it says otherwise.",
)];

pub(super) async fn list(call: Call) -> Result<Reply, Failure> {
    let now = call.app.now();
    let user_id = call.query.text("user_id").map(UserId::parse);
    let client_id = call.query.text("client_id").map(ClientId::parse);
    let status = call.query.text("status").map(SessionStatus::parse);
    // An id that cannot be one, or a status that no session of this server has, fits nothing.
    let fits_nothing = user_id == Some(None) || client_id == Some(None) || status == Some(None);
    let page = if fits_nothing {
        Listed {
            items: Vec::new(),
            total: 0,
        }
    } else {
        let query = SessionQuery {
            user_id: user_id.flatten(),
            client_id: client_id.flatten(),
            status: status.flatten(),
            now,
            limit: u32::try_from(call.query.integer("limit").unwrap_or(LIMIT_DEFAULT)).unwrap_or(1),
            offset: u64::try_from(call.query.integer("offset").unwrap_or(0)).unwrap_or(0),
        };
        app::list_sessions(&call.app, &query).await?
    };
    let data: Vec<_> = page
        .items
        .into_iter()
        .map(|session| render::session(session, now))
        .collect();
    if call.query.bool("paginated") == Some(true) {
        return Ok(Reply::json(&wire::SessionPage {
            data,
            total_count: page.total,
        }));
    }
    Ok(Reply::json(&data))
}

pub(super) async fn create(call: Call) -> Result<Reply, Failure> {
    let session = app::create_session(&call.app, call.body.required_text("user_id")).await?;
    Ok(Reply::json(&render::session(session, call.app.now())))
}

pub(super) async fn get(call: Call) -> Result<Reply, Failure> {
    let session = app::get_session(&call.app, call.id()).await?;
    Ok(Reply::json(&render::session(session, call.app.now())))
}

pub(super) async fn revoke(call: Call) -> Result<Reply, Failure> {
    let session = app::revoke_session(&call.app, call.id()).await?;
    Ok(Reply::json(&render::session(session, call.app.now())))
}

pub(super) async fn mint_token(call: Call) -> Result<Reply, Failure> {
    let jwt = app::mint_token(
        &call.app,
        call.id(),
        call.body.integer("expires_in_seconds"),
    )
    .await?;
    Ok(token(jwt))
}

pub(super) async fn mint_template_token(call: Call) -> Result<Reply, Failure> {
    let template = call.path.get(1).map_or("", String::as_str);
    let ttl_seconds = call.body.integer("expires_in_seconds");
    let jwt = app::mint_template_token(&call.app, call.id(), template, ttl_seconds).await?;
    Ok(token(jwt))
}

fn token(jwt: String) -> Reply {
    Reply::json(&wire::Token {
        object: wire::TokenTag::Tag,
        jwt,
    })
}

pub(super) async fn jwks(call: Call) -> Result<Reply, Failure> {
    Ok(Reply::json(&call.app.key_ring().jwks(call.app.now())))
}
