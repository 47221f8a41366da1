//! Phone numbers and their verification.

use strowger_core::phone_number::{CreateNumber, ReplaceNumber, UpdateNumber};
use strowger_core::record::Standing;
use strowger_core::verification::{Attempt, Code, Outcome};
use strowger_types::wire;

use super::render;
use crate::app;
use crate::http::error::Failure;
use crate::http::field::{Field, Kind, TEXT_CHARS_MAX};
use crate::http::reply::Reply;
use crate::http::route::Call;

/// Longest code that is looked at, in characters.
const CODE_CHARS_MAX: usize = 64;

const VERIFIED: Field = Field::optional(
    "verified",
    Kind::Bool,
    "Whether the number counts as proven; null changes nothing.",
);
const PRIMARY: Field = Field::optional(
    "primary",
    Kind::Bool,
    "Whether it becomes the user's primary number; null changes nothing.",
);
const SECOND_FACTOR: Field = Field::optional(
    "reserved_for_second_factor",
    Kind::Bool,
    "Whether a code to the number is a second factor: verified numbers only; null changes nothing.",
);

/// The body of [`create`].
pub(super) static CREATE: &[Field] = &[
    Field::required("user_id", Kind::Text(TEXT_CHARS_MAX), "Whose number it is."),
    Field::required(
        "phone_number",
        Kind::PhoneNumber,
        "The number, with its country code.",
    ),
    VERIFIED,
    PRIMARY,
    SECOND_FACTOR,
];

/// The body of [`update`].
pub(super) static UPDATE: &[Field] = &[VERIFIED, PRIMARY, SECOND_FACTOR];

/// The body of [`attempt`].
pub(super) static ATTEMPT: &[Field] = &[
    Field::required(
        "verification_id",
        Kind::Text(TEXT_CHARS_MAX),
        "The verification that sent the code.",
    ),
    Field::required("code", Kind::Text(CODE_CHARS_MAX), "The code."),
];

/// The body of [`replace`].
pub(super) static REPLACE: &[Field] = &[
    Field::required(
        "phone_number",
        Kind::PhoneNumber,
        "The number, with its country code.",
    ),
    Field::optional(
        "identification_status",
        Kind::OneOf(&["verified", "reserved", "unverified"]),
        "How far the number is proven; verified unless it says otherwise.",
    ),
];

pub(super) async fn create(call: Call) -> Result<Reply, Failure> {
    let command = CreateNumber {
        phone_number: call.body.required_phone_number("phone_number"),
        verified: call.body.bool("verified").unwrap_or(false),
        primary: call.body.bool("primary").unwrap_or(false),
        second_factor: call
            .body
            .bool("reserved_for_second_factor")
            .unwrap_or(false),
    };
    let number = app::create_number(&call.app, call.body.required_text("user_id"), command).await?;
    Ok(Reply::json(&render::phone_number(number, call.app.now())))
}

pub(super) async fn get(call: Call) -> Result<Reply, Failure> {
    let number = app::get_number(&call.app, call.id()).await?;
    Ok(Reply::json(&render::phone_number(number, call.app.now())))
}

pub(super) async fn update(call: Call) -> Result<Reply, Failure> {
    let command = UpdateNumber {
        verified: call.body.bool("verified"),
        primary: call.body.bool("primary"),
        second_factor: call.body.bool("reserved_for_second_factor"),
    };
    let number = app::update_number(&call.app, call.id(), command).await?;
    Ok(Reply::json(&render::phone_number(number, call.app.now())))
}

pub(super) async fn delete(call: Call) -> Result<Reply, Failure> {
    let id = app::delete_number(&call.app, call.id()).await?;
    Ok(Reply::json(&wire::DeletedObject {
        object: "phone_number".to_owned(),
        id: id.as_str().to_owned(),
        deleted: true,
        external_id: None,
    }))
}

pub(super) async fn prepare(call: Call) -> Result<Reply, Failure> {
    let verification = app::prepare_verification(&call.app, call.id()).await?;
    Ok(Reply::json(&render::verification(Attempt {
        verification,
        outcome: Outcome::Unverified,
    })))
}

pub(super) async fn attempt(call: Call) -> Result<Reply, Failure> {
    let code = Code::submitted(call.body.required_text("code"));
    let verification_id = call.body.required_text("verification_id");
    let attempt = app::attempt_verification(&call.app, call.id(), verification_id, &code).await?;
    Ok(Reply::json(&render::verification(attempt)))
}

pub(super) async fn replace(call: Call) -> Result<Reply, Failure> {
    let standing = match call.body.text("identification_status") {
        Some("unverified") => Standing::Unverified,
        Some("reserved") => Standing::Reserved,
        Some(_) | None => Standing::VerifiedByAdmin,
    };
    let phone_number = call.body.required_phone_number("phone_number");
    let number = app::replace_number(
        &call.app,
        call.id(),
        ReplaceNumber {
            phone_number,
            standing,
        },
    )
    .await?;
    Ok(Reply::json(&render::phone_number(number, call.app.now())))
}
