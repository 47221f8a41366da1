//! A client's sessions.

use strowger_core::record::{StepUpLevel, User};
use strowger_core::session::Leaving;
use strowger_core::sign_in::Which;
use strowger_core::step_up::Progress;
use strowger_types::wire;

use super::envelope::{bare, reply, reply_client, reply_to_known};
use super::render::{self, Surroundings};
use super::sign_ins::{number_to_prepare, showing};
use crate::app::frontend::{self as app, View};
use crate::http::error::Failure;
use crate::http::field::{Field, Kind};
use crate::http::form::{Problem, What};
use crate::http::reply::{Reply, SignedIn};
use crate::http::route::Call;

/// The body of [`start_step_up`].
pub(super) static VERIFY: &[Field] = &[Field::optional(
    "level",
    Kind::OneOf(&["first_factor", "second_factor", "multi_factor"]),
    "Which factors are asked for; the second unless it says otherwise. Who has no second factor is asked for the first.",
)];

pub(super) async fn get(call: Call) -> Result<Reply, Failure> {
    let me = app::client_session(&call.app, call.caller(), call.id(), call.app.now()).await?;
    reply_to_known(&call, SignedIn::Unchanged, |view, around| {
        shown(view, &me.session, &me.user, around)
    })
    .await
}

pub(super) async fn touch(call: Call) -> Result<Reply, Failure> {
    let (client, session, user) = app::touch_session(&call.app, call.caller(), call.id()).await?;
    let begun = strowger_core::client::Begun {
        client,
        token: None,
    };
    reply(&call, begun, SignedIn::Unchanged, |view, around| {
        shown(view, &session, &user, around)
    })
    .await
}

pub(super) async fn end(call: Call) -> Result<Reply, Failure> {
    leave(call, Leaving::Ending).await
}

pub(super) async fn remove(call: Call) -> Result<Reply, Failure> {
    leave(call, Leaving::Removing).await
}

async fn leave(call: Call, leaving: Leaving) -> Result<Reply, Failure> {
    let left = app::leave_session(&call.app, call.caller(), call.id(), leaving).await?;
    let signed_in = if left.is_last {
        SignedIn::Out
    } else {
        SignedIn::At(left.session.updated_at)
    };
    reply_to_known(&call, signed_in, |view, around| {
        shown(view, &left.session, &left.user, around)
    })
    .await
}

pub(super) async fn leave_all(call: Call) -> Result<Reply, Failure> {
    let client = app::leave_all_sessions(&call.app, call.caller()).await?;
    let begun = strowger_core::client::Begun {
        client,
        token: None,
    };
    reply_client(&call, Some(begun), SignedIn::Out).await
}

pub(super) async fn mint(call: Call) -> Result<Reply, Failure> {
    let template = call.path.get(1).map(String::as_str);
    let jwt = app::mint_for_client(&call.app, call.caller(), call.id(), template).await?;
    Ok(bare(&wire::Token {
        object: wire::TokenTag::Tag,
        jwt,
    }))
}

pub(super) async fn start_step_up(call: Call) -> Result<Reply, Failure> {
    let level = match call.body.text("level").and_then(StepUpLevel::parse) {
        Some(level) => level,
        None if call.body.has("level") => {
            return Err(Failure::Form(vec![Problem::new("level", What::Nil)]));
        }
        None => StepUpLevel::Second,
    };
    let done = app::start_step_up(&call.app, call.caller(), call.id(), level).await?;
    answer(&call, done).await
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
    let done = app::prepare_step_up(
        &call.app,
        call.caller(),
        call.id(),
        which,
        number_id.as_ref(),
    )
    .await?;
    answer(&call, done).await
}

async fn attempt(call: Call, which: Which) -> Result<Reply, Failure> {
    let showing = showing(&call.body, which)?;
    let done = app::attempt_step_up(&call.app, call.caller(), call.id(), which, &showing).await?;
    answer(&call, done).await
}

async fn answer(call: &Call, (progress, user): (Progress, User)) -> Result<Reply, Failure> {
    reply(call, progress.begun, SignedIn::Unchanged, |view, around| {
        let session = shown(view, &progress.session, &user, around);
        render::step_up(&progress.step_up, session, &user, view.now, around)
    })
    .await
}

/// A session as the client shows it, token and all; one that has ended, as it ended.
fn shown(
    view: &View,
    session: &strowger_core::record::Session,
    user: &User,
    around: &Surroundings<'_>,
) -> wire::frontend::Session {
    let live = view
        .sessions
        .iter()
        .find(|live| live.session.id == session.id);
    match live {
        Some(live) => render::live_session(live, view.now, around),
        None => render::session(session, user, view.now, around),
    }
}
