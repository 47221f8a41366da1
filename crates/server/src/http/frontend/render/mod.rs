//! Records as the Frontend API shows them.

mod factor;
mod session;
mod sign_in;
mod sign_up;
mod user;

pub(super) use session::{live_session, session, step_up, user_session};
pub(super) use sign_in::sign_in;
pub(super) use sign_up::sign_up;
pub(super) use user::user;

use strowger_core::policy::Policy;
use strowger_core::record::Session;
use strowger_core::verification::CodeKeys;
use strowger_types::wire::frontend;

use crate::app::frontend::View;
use crate::app::{App, Instance};
use crate::http::own::AVATAR_PATH;

/// What rendering asks of the server.
pub(super) struct Surroundings<'a> {
    pub(super) image_url: String,
    pub(super) policy: &'a Policy,
    pub(super) code_keys: &'a CodeKeys,
}

impl<'a> Surroundings<'a> {
    /// What there is to ask of this server, under these settings.
    pub(super) fn of(app: &'a App, instance: &'a Instance) -> Self {
        Self {
            image_url: format!("{}{AVATAR_PATH}", app.frontend.public_url),
            policy: &instance.policy,
            code_keys: &app.code_keys,
        }
    }
}

/// A client.
pub(super) fn client(view: &View, around: &Surroundings<'_>) -> frontend::Client {
    let record = &view.client;
    frontend::Client {
        object: frontend::ClientTag::Tag,
        id: record.id.clone(),
        sessions: view
            .sessions
            .iter()
            .map(|live| live_session(live, view.now, around))
            .collect(),
        sign_in: record
            .running_sign_in(view.now)
            .map(|attempt| sign_in(attempt, view.sign_in_user.as_ref(), view.now, around)),
        sign_up: record
            .running_sign_up(view.now)
            .map(|attempt| sign_up(attempt, view.now, around)),
        last_active_session_id: meant_session(view).map(|session| session.id.clone()),
        cookie_expires_at: Some(record.expire_at),
        captcha_bypass: false,
        last_authentication_strategy: record
            .last_strategy
            .map(|strategy| strategy.as_str().to_owned()),
        created_at: record.created_at,
        updated_at: record.updated_at,
    }
}

/// The session that is meant where none is named.
fn meant_session(view: &View) -> Option<&Session> {
    let sessions = || view.sessions.iter().map(|live| &live.session);
    let last = view.client.last_active_session.as_ref();
    sessions()
        .find(|session| Some(&session.id) == last)
        .or_else(|| sessions().max_by_key(|session| session.last_active_at))
}
