//! Signing in.

use strowger_core::Refusal;
use strowger_core::number;
use strowger_core::policy::PASSWORD_CHARS_MAX;
use strowger_core::record::{FactorStep, Identifier, Strategy};
use strowger_core::sign_in::{Progress, Which};
use strowger_core::token::TokenText;
use strowger_core::verification::Code;
use strowger_types::PhoneNumberId;

use super::envelope::reply;
use super::render;
use crate::app::frontend::{self as app, Beginning, Showing};
use crate::http::error::Failure;
use crate::http::field::{Field, Kind, TEXT_CHARS_MAX};
use crate::http::form::{E164, Form, Problem, What};
use crate::http::reply::{Reply, SignedIn};
use crate::http::route::Call;

/// Longest code that is looked at, in characters.
pub(super) const CODE_CHARS_MAX: usize = 64;

/// Longest password that is looked at, in characters: longer ones are nobody's.
pub(super) const PASSWORD_TEXT_MAX: usize = 4 * PASSWORD_CHARS_MAX;

/// Longest ticket that is looked at, in characters: longer than any that a server of this kind makes.
const TICKET_CHARS_MAX: usize = 16 * 1_024;

const STRATEGY: Field = Field::optional(
    "strategy",
    Kind::Text(TEXT_CHARS_MAX),
    "How the factor is proven.",
);
const CODE: Field = Field::optional("code", Kind::Text(CODE_CHARS_MAX), "The code.");
const PASSWORD: Field = Field::optional("password", Kind::Text(PASSWORD_TEXT_MAX), "The password.");

/// The body of [`create`].
pub(super) static CREATE: &[Field] = &[
    Field::optional(
        "identifier",
        Kind::Text(TEXT_CHARS_MAX),
        "A phone number, or a username.",
    ),
    STRATEGY,
    PASSWORD,
    Field::optional(
        "ticket",
        Kind::Text(TICKET_CHARS_MAX),
        "A sign-in token of the Backend API.",
    ),
];

/// The body of what sends a code.
pub(super) static PREPARE: &[Field] = &[
    Field::required("strategy", Kind::Text(TEXT_CHARS_MAX), "`phone_code`."),
    Field::optional(
        "phone_number_id",
        Kind::Text(TEXT_CHARS_MAX),
        "Which number the code goes to; the one that is offered first unless it says otherwise.",
    ),
];

/// The body of what tries a factor.
pub(super) static ATTEMPT: &[Field] = &[STRATEGY, CODE, PASSWORD];

pub(super) async fn create(call: Call) -> Result<Reply, Failure> {
    let beginning = beginning(&call.body)?;
    let identifier = call.body.text("identifier").filter(|text| !text.is_empty());
    let identifier = match &beginning {
        Beginning::Ticket(_) => None,
        Beginning::Nothing | Beginning::PhoneCode | Beginning::Password(_) => {
            identifier.map(read_identifier).transpose()?
        }
    };
    let needs_identifier = matches!(beginning, Beginning::PhoneCode | Beginning::Password(_));
    if needs_identifier && identifier.is_none() {
        return Err(missing("identifier"));
    }
    let progress = app::create_sign_in(&call.app, call.caller(), identifier, &beginning).await?;
    answer(&call, progress).await
}

pub(super) async fn get(call: Call) -> Result<Reply, Failure> {
    let progress = app::get_sign_in(&call.app, call.caller(), call.id()).await?;
    reply(
        &call,
        progress.begun,
        SignedIn::Unchanged,
        |view, around| {
            render::sign_in(
                &progress.sign_in,
                view.sign_in_user.as_ref(),
                view.now,
                around,
            )
        },
    )
    .await
}

pub(super) async fn prepare_first(call: Call) -> Result<Reply, Failure> {
    prepare(call, Which::First).await
}

pub(super) async fn prepare_second(call: Call) -> Result<Reply, Failure> {
    prepare(call, Which::Second).await
}

pub(super) async fn attempt_first(call: Call) -> Result<Reply, Failure> {
    attempt(call, Which::First).await
}

pub(super) async fn attempt_second(call: Call) -> Result<Reply, Failure> {
    attempt(call, Which::Second).await
}

async fn prepare(call: Call, which: Which) -> Result<Reply, Failure> {
    let number_id = number_to_prepare(&call.body)?;
    let progress = app::prepare_sign_in(
        &call.app,
        call.caller(),
        call.id(),
        which,
        number_id.as_ref(),
    )
    .await?;
    answer(&call, progress).await
}

async fn attempt(call: Call, which: Which) -> Result<Reply, Failure> {
    let showing = showing(&call.body, which)?;
    let progress =
        app::attempt_sign_in(&call.app, call.caller(), call.id(), which, &showing).await?;
    answer(&call, progress).await
}

/// The answer to a step: the attempt, and the client, in which a complete one has left its session.
async fn answer(call: &Call, progress: Progress) -> Result<Reply, Failure> {
    let signed_in = if progress.sign_in.step == FactorStep::Complete {
        SignedIn::At(progress.begun.client.updated_at)
    } else {
        SignedIn::Unchanged
    };
    reply(call, progress.begun, signed_in, |view, around| {
        render::sign_in(
            &progress.sign_in,
            view.sign_in_user.as_ref(),
            view.now,
            around,
        )
    })
    .await
}

fn beginning(form: &Form) -> Result<Beginning, Failure> {
    let strategy = form.text("strategy").filter(|text| !text.is_empty());
    let password = form.text("password").filter(|text| !text.is_empty());
    let ticket = form.text("ticket").filter(|text| !text.is_empty());
    match (strategy, password, ticket) {
        (Some("phone_code"), ..) => Ok(Beginning::PhoneCode),
        (Some("password") | None, Some(password), _) => {
            Ok(Beginning::Password(password.to_owned()))
        }
        (Some("ticket") | None, _, Some(ticket)) => Ok(Beginning::Ticket(TokenText::shown(ticket))),
        (Some("password"), None, _) => Err(missing("password")),
        (Some("ticket"), _, None) => Err(missing("ticket")),
        (Some(_), ..) => Err(Refusal::StrategyInvalid.into()),
        (None, None, None) => Ok(Beginning::Nothing),
    }
}

/// What begins with a plus is meant as a number; usernames have none.
fn read_identifier(text: &str) -> Result<Identifier, Failure> {
    let text = text.trim();
    if !text.starts_with(['+', '＋']) {
        return Ok(Identifier::Username(text.to_owned()));
    }
    number::parse_untrusted(text)
        .map(Identifier::PhoneNumber)
        .map_err(|_| Failure::Form(vec![Problem::new("identifier", What::Format(E164))]))
}

/// The number that a code is to go to, out of the body of what sends one.
pub(super) fn number_to_prepare(form: &Form) -> Result<Option<PhoneNumberId>, Failure> {
    if form.required_text("strategy") != Strategy::PhoneCode.as_str() {
        return Err(Refusal::StrategyInvalid.into());
    }
    match form.text("phone_number_id").filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => PhoneNumberId::parse(text)
            .map(Some)
            .ok_or_else(|| Refusal::StrategyNotForUser.into()),
    }
}

/// What is shown for a factor, out of the body of what tries one.
pub(super) fn showing(form: &Form, which: Which) -> Result<Showing, Failure> {
    let code = form.text("code").filter(|text| !text.is_empty());
    let password = form.text("password").filter(|text| !text.is_empty());
    let strategy = match form.text("strategy").filter(|text| !text.is_empty()) {
        Some(strategy) => strategy,
        None if password.is_some() => "password",
        None => "phone_code",
    };
    match (Strategy::parse(strategy), which) {
        (Some(Strategy::PhoneCode), _) => {
            let code = code.ok_or_else(|| missing("code"))?;
            Ok(Showing::PhoneCode(Code::submitted(code)))
        }
        (Some(Strategy::Password), Which::First) => {
            let password = password.ok_or_else(|| missing("password"))?;
            Ok(Showing::Password(password.to_owned()))
        }
        (Some(Strategy::BackupCode), Which::Second) => {
            let code = code.ok_or_else(|| missing("code"))?;
            Ok(Showing::BackupCode(Code::submitted(code)))
        }
        (Some(Strategy::Password | Strategy::BackupCode | Strategy::Ticket) | None, _) => {
            Err(Refusal::StrategyInvalid.into())
        }
    }
}

fn missing(param: &str) -> Failure {
    Failure::Form(vec![Problem::new(param, What::Missing)])
}
