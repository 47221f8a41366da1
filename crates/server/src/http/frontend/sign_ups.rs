//! Signing up.

use strowger_core::Refusal;
use strowger_core::policy::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};
use strowger_core::record::Strategy;
use strowger_core::sign_up::{Progress, SignUpFields};
use strowger_core::user::{self, Edit, metadata_from_map};
use strowger_core::verification::Code;

use super::envelope::reply;
use super::render;
use super::sign_ins::{CODE_CHARS_MAX, PASSWORD_TEXT_MAX};
use crate::app::frontend as app;
use crate::http::error::Failure;
use crate::http::field::{Field, Kind, TEXT_CHARS_MAX};
use crate::http::form::{Form, Given, Problem, What};
use crate::http::reply::{Reply, SignedIn};
use crate::http::route::Call;

/// The body of [`create`] and [`update`].
pub(super) static FIELDS: &[Field] = &[
    Field::optional(
        "phone_number",
        Kind::UntrustedPhoneNumber,
        "The phone number.",
    ),
    Field::optional("username", Kind::Text(TEXT_CHARS_MAX), "The username."),
    Field::optional("password", Kind::Text(PASSWORD_TEXT_MAX), "The password."),
    Field::optional("first_name", Kind::Text(TEXT_CHARS_MAX), "First name."),
    Field::optional("last_name", Kind::Text(TEXT_CHARS_MAX), "Last name."),
    Field::optional("locale", Kind::Text(TEXT_CHARS_MAX), "Language and region."),
    Field::optional(
        "unsafe_metadata",
        Kind::Object,
        "Metadata that the user will have.",
    ),
    Field::optional(
        "legal_accepted",
        Kind::Bool,
        "Whether the legal terms are accepted.",
    ),
    Field::optional(
        "strategy",
        Kind::Text(TEXT_CHARS_MAX),
        "`phone_code` asks for the code at once.",
    ),
];

/// The body of [`prepare`].
pub(super) static PREPARE: &[Field] = &[Field::required(
    "strategy",
    Kind::Text(TEXT_CHARS_MAX),
    "`phone_code`.",
)];

/// The body of [`attempt`].
pub(super) static ATTEMPT: &[Field] = &[
    Field::optional("strategy", Kind::Text(TEXT_CHARS_MAX), "`phone_code`."),
    Field::required("code", Kind::Text(CODE_CHARS_MAX), "The code."),
];

pub(super) async fn create(call: Call) -> Result<Reply, Failure> {
    let (fields, password) = read(&call.body)?;
    let sends_code = match call.body.text("strategy").filter(|text| !text.is_empty()) {
        None => false,
        Some(text) if text == Strategy::PhoneCode.as_str() => true,
        Some(_) => return Err(Refusal::StrategyInvalid.into()),
    };
    let progress = app::create_sign_up(
        &call.app,
        call.caller(),
        fields,
        password.as_deref(),
        sends_code,
    )
    .await?;
    answer(&call, progress).await
}

pub(super) async fn get(call: Call) -> Result<Reply, Failure> {
    let progress = app::get_sign_up(&call.app, call.caller(), call.id()).await?;
    reply(
        &call,
        progress.begun,
        SignedIn::Unchanged,
        |view, around| render::sign_up(&progress.sign_up, view.now, around),
    )
    .await
}

pub(super) async fn update(call: Call) -> Result<Reply, Failure> {
    let (fields, password) = read(&call.body)?;
    let progress = app::update_sign_up(
        &call.app,
        call.caller(),
        call.id(),
        fields,
        password.as_deref(),
    )
    .await?;
    answer(&call, progress).await
}

pub(super) async fn prepare(call: Call) -> Result<Reply, Failure> {
    check_strategy(&call.body)?;
    let progress = app::prepare_sign_up(&call.app, call.caller(), call.id()).await?;
    answer(&call, progress).await
}

pub(super) async fn attempt(call: Call) -> Result<Reply, Failure> {
    check_strategy(&call.body)?;
    let code = Code::submitted(call.body.required_text("code"));
    let progress = app::attempt_sign_up(&call.app, call.caller(), call.id(), &code).await?;
    answer(&call, progress).await
}

async fn answer(call: &Call, progress: Progress) -> Result<Reply, Failure> {
    let signed_in = if progress.sign_up.created_session.is_some() {
        SignedIn::At(progress.begun.client.updated_at)
    } else {
        SignedIn::Unchanged
    };
    reply(call, progress.begun, signed_in, |view, around| {
        render::sign_up(&progress.sign_up, view.now, around)
    })
    .await
}

fn check_strategy(form: &Form) -> Result<(), Failure> {
    match form.text("strategy").filter(|text| !text.is_empty()) {
        None => Ok(()),
        Some(text) if text == Strategy::PhoneCode.as_str() => Ok(()),
        Some(_) => Err(Refusal::StrategyInvalid.into()),
    }
}

/// What is given. The password comes apart: hashing it is slow.
fn read(form: &Form) -> Result<(SignUpFields, Option<String>), Failure> {
    let mut problems = Vec::new();
    let password = form.text("password").filter(|text| !text.is_empty());
    if let Some(password) = password
        && let Err(what) = check_password(password)
    {
        problems.push(Problem::new("password", what));
    }
    let mut refusals = Vec::new();
    let username = edit(form, "username");
    if let Edit::Set(username) = &username
        && let Err(refusal) = user::check_username(username)
    {
        refusals.push(refusal);
    }
    let metadata = form
        .object("unsafe_metadata")
        .map(|map| metadata_from_map(&map, "unsafe_metadata"));
    let unsafe_metadata = match metadata {
        None => None,
        Some(Ok(metadata)) => Some(metadata),
        Some(Err(refusal)) => {
            refusals.push(refusal);
            None
        }
    };
    if !problems.is_empty() {
        return Err(Failure::Form(problems));
    }
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let fields = SignUpFields {
        phone_number: match form.phone_number("phone_number") {
            Some(phone_number) => Edit::Set(phone_number),
            None if form.has("phone_number") => Edit::Clear,
            None => Edit::Keep,
        },
        username,
        password_digest: None,
        first_name: edit(form, "first_name"),
        last_name: edit(form, "last_name"),
        locale: edit(form, "locale"),
        unsafe_metadata,
        legal_accepted: form.bool("legal_accepted") == Some(true),
    };
    Ok((fields, password.map(str::to_owned)))
}

/// Whether a new password has as many characters as it needs, and no more than it may.
pub(super) fn check_password(password: &str) -> Result<(), What> {
    let chars = password.chars().count();
    if chars < PASSWORD_CHARS_MIN {
        Err(What::PasswordTooShort(PASSWORD_CHARS_MIN))
    } else if chars > PASSWORD_CHARS_MAX {
        Err(What::PasswordTooLong(PASSWORD_CHARS_MAX))
    } else {
        Ok(())
    }
}

/// What is to become of a text: an empty one takes it away.
pub(super) fn edit(form: &Form, name: &str) -> Edit<String> {
    match form.given_text(name) {
        Given::Absent => Edit::Keep,
        Given::Null => Edit::Clear,
        Given::Value(text) => Edit::Set(text),
    }
}
