//! The password of whoever is signed in.

use strowger_core::record::User;

use super::envelope::reply_to_known;
use super::render;
use super::sign_ins::PASSWORD_TEXT_MAX;
use super::sign_ups::check_password;
use crate::app::frontend as app;
use crate::http::error::Failure;
use crate::http::field::{Field, Kind};
use crate::http::form::{Form, Problem};
use crate::http::reply::{Reply, SignedIn};
use crate::http::route::Call;

const CURRENT: Field = Field::optional(
    "current_password",
    Kind::Text(PASSWORD_TEXT_MAX),
    "The password that there is.",
);

/// The body of [`change`].
pub(super) static CHANGE: &[Field] = &[
    CURRENT,
    Field::required(
        "new_password",
        Kind::Text(PASSWORD_TEXT_MAX),
        "The password to set.",
    ),
    Field::optional(
        "sign_out_of_other_sessions",
        Kind::Bool,
        "Whether the user's other sessions end.",
    ),
];

/// The body of [`remove`].
pub(super) static REMOVE: &[Field] = &[CURRENT];

pub(super) async fn change(call: Call) -> Result<Reply, Failure> {
    let new = call.body.required_text("new_password");
    check_password(new).map_err(|what| Failure::Form(vec![Problem::new("new_password", what)]))?;
    let sign_out = call.body.bool("sign_out_of_other_sessions") == Some(true);
    let current = current(&call.body);
    let user = app::change_my_password(&call.app, call.caller(), current, new, sign_out).await?;
    answer(&call, &user).await
}

pub(super) async fn remove(call: Call) -> Result<Reply, Failure> {
    let current = current(&call.body);
    let user = app::remove_my_password(&call.app, call.caller(), current).await?;
    answer(&call, &user).await
}

fn current(form: &Form) -> Option<&str> {
    form.text("current_password")
        .filter(|text| !text.is_empty())
}

async fn answer(call: &Call, user: &User) -> Result<Reply, Failure> {
    reply_to_known(call, SignedIn::Unchanged, |view, around| {
        render::user(user, view.now, around)
    })
    .await
}
