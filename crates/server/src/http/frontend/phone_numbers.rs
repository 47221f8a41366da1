//! Phone numbers of whoever is signed in.

use strowger_core::Refusal;
use strowger_core::phone_number::own::UpdateOwn;
use strowger_core::record::Number;
use strowger_core::verification::Code;
use strowger_types::wire;

use super::envelope::{bare, reply_to_known};
use super::sign_ins::CODE_CHARS_MAX;
use crate::app::frontend as app;
use crate::http::backend::render as backend;
use crate::http::error::Failure;
use crate::http::field::{Field, Kind};
use crate::http::reply::{Reply, SignedIn};
use crate::http::route::Call;

const SECOND_FACTOR: Field = Field::optional(
    "reserved_for_second_factor",
    Kind::Bool,
    "Whether a code to the number is a second factor: verified numbers only.",
);

/// The body of [`create`].
pub(super) static CREATE: &[Field] = &[
    Field::required(
        "phone_number",
        Kind::UntrustedPhoneNumber,
        "The number, with a plus and its country code.",
    ),
    SECOND_FACTOR,
];

/// The body of [`update`].
pub(super) static UPDATE: &[Field] = &[
    SECOND_FACTOR,
    Field::optional(
        "default_second_factor",
        Kind::Bool,
        "Whether it becomes the second factor that is offered first.",
    ),
];

/// The body of [`prepare`].
pub(super) static PREPARE: &[Field] = &[Field::required(
    "strategy",
    Kind::OneOf(&["phone_code"]),
    "How the number is proven.",
)];

/// The body of [`attempt`].
pub(super) static ATTEMPT: &[Field] = &[Field::required(
    "code",
    Kind::Text(CODE_CHARS_MAX),
    "The code.",
)];

pub(super) async fn list(call: Call) -> Result<Reply, Failure> {
    let me = app::get_me(&call.app, call.caller()).await?;
    let now = call.app.now();
    let numbers = me.user.numbers.into_iter();
    let shown: Vec<_> = numbers
        .map(|number| backend::phone_number(number, now))
        .collect();
    Ok(bare(&shown))
}

pub(super) async fn create(call: Call) -> Result<Reply, Failure> {
    let phone_number = call.body.phone_number("phone_number");
    let phone_number = phone_number.expect("a required number was checked to be there");
    let is_for_second_factor = call.body.bool("reserved_for_second_factor") == Some(true);
    let number = app::create_own_number(
        &call.app,
        call.caller(),
        &phone_number,
        is_for_second_factor,
    )
    .await?;
    answer(&call, number, None).await
}

pub(super) async fn get(call: Call) -> Result<Reply, Failure> {
    let me = app::get_me(&call.app, call.caller()).await?;
    let mut numbers = me.user.numbers.into_iter();
    let number = numbers
        .find(|number| number.id.as_str() == call.id())
        .ok_or(Refusal::NumberNotFound)?;
    answer(&call, number, None).await
}

pub(super) async fn update(call: Call) -> Result<Reply, Failure> {
    let command = UpdateOwn {
        second_factor: call.body.bool("reserved_for_second_factor"),
        default_second_factor: call.body.bool("default_second_factor"),
    };
    let updated = app::update_own_number(&call.app, call.caller(), call.id(), command).await?;
    let codes = updated.backup_codes.map(|codes| codes.reveal().to_vec());
    answer(&call, updated.number, codes).await
}

pub(super) async fn delete(call: Call) -> Result<Reply, Failure> {
    let id = app::delete_own_number(&call.app, call.caller(), call.id()).await?;
    reply_to_known(&call, SignedIn::Unchanged, |_, _| wire::DeletedObject {
        object: "phone_number".to_owned(),
        id: id.as_str().to_owned(),
        deleted: true,
        external_id: None,
    })
    .await
}

pub(super) async fn prepare(call: Call) -> Result<Reply, Failure> {
    let number = app::prepare_own_number(&call.app, call.caller(), call.id()).await?;
    answer(&call, number, None).await
}

pub(super) async fn attempt(call: Call) -> Result<Reply, Failure> {
    let code = Code::submitted(call.body.required_text("code"));
    let number = app::attempt_own_number(&call.app, call.caller(), call.id(), &code).await?;
    answer(&call, number, None).await
}

async fn answer(
    call: &Call,
    number: Number,
    backup_codes: Option<Vec<String>>,
) -> Result<Reply, Failure> {
    reply_to_known(call, SignedIn::Unchanged, |view, _| wire::PhoneNumber {
        backup_codes,
        ..backend::phone_number(number, view.now)
    })
    .await
}
