//! Whoever is signed in.

use strowger_core::user::{Edit, MetadataPatch, UpdateUser, check_username};
use strowger_types::wire::{self, frontend};

use super::envelope::{bare, reply_to_known};
use super::render;
use super::sign_ups::edit;
use crate::app::frontend as app;
use crate::app::session_token;
use crate::http::error::Failure;
use crate::http::field::{Field, Kind, TEXT_CHARS_MAX};
use crate::http::reply::{Reply, SignedIn};
use crate::http::route::Call;

/// The body of [`update`].
pub(super) static UPDATE: &[Field] = &[
    Field::optional("first_name", Kind::Text(TEXT_CHARS_MAX), "First name."),
    Field::optional("last_name", Kind::Text(TEXT_CHARS_MAX), "Last name."),
    Field::optional("username", Kind::Text(TEXT_CHARS_MAX), "The username."),
    Field::optional(
        "primary_phone_number_id",
        Kind::Text(TEXT_CHARS_MAX),
        "The number that becomes the main one: a verified one of the user's.",
    ),
    Field::optional(
        "unsafe_metadata",
        Kind::Object,
        "Metadata, merged into what there is.",
    ),
];

pub(super) async fn get(call: Call) -> Result<Reply, Failure> {
    let me = app::get_me(&call.app, call.caller()).await?;
    reply_to_known(&call, SignedIn::Unchanged, |view, around| {
        render::user(&me.user, view.now, around)
    })
    .await
}

pub(super) async fn update(call: Call) -> Result<Reply, Failure> {
    let username = if call.app.instance().policy.sign_up.username.is_on() {
        edit(&call.body, "username")
    } else {
        Edit::Keep
    };
    if let Edit::Set(username) = &username {
        check_username(username)?;
    }
    let primary = call.body.text("primary_phone_number_id");
    let command = UpdateUser {
        first_name: edit(&call.body, "first_name"),
        last_name: edit(&call.body, "last_name"),
        username,
        primary_number: primary.filter(|text| !text.is_empty()).map(str::to_owned),
        metadata: MetadataPatch {
            unsafe_: call.body.object("unsafe_metadata"),
            ..MetadataPatch::default()
        },
        ..UpdateUser::default()
    };
    let user = app::update_me(&call.app, call.caller(), &command).await?;
    reply_to_known(&call, SignedIn::Unchanged, |view, around| {
        render::user(&user, view.now, around)
    })
    .await
}

pub(super) async fn delete(call: Call) -> Result<Reply, Failure> {
    let user = app::delete_me(&call.app, call.caller()).await?;
    // Somebody else may still be signed in here.
    let left = app::live_sessions(&call.app, call.caller()).await?;
    let signed_in = if left == 0 {
        SignedIn::Out
    } else {
        SignedIn::At(call.app.now())
    };
    reply_to_known(&call, signed_in, |_, _| wire::DeletedObject {
        object: "user".to_owned(),
        id: user.id.as_str().to_owned(),
        deleted: true,
        external_id: None,
    })
    .await
}

/// The user's sessions that work. A token is only shown for this client's own: the others are other devices'.
pub(super) async fn sessions(call: Call) -> Result<Reply, Failure> {
    let (me, sessions) = app::sessions_of_me(&call.app, call.caller()).await?;
    let instance = call.app.instance();
    let around = render::Surroundings::of(&call.app, &instance);
    let now = call.app.now();
    let mut shown = Vec::with_capacity(sessions.len());
    for session in sessions {
        let token = if session.client_id == me.client.id {
            let origin = call.caller().origin.as_deref();
            Some(session_token(&call.app, &session, origin).await?)
        } else {
            None
        };
        shown.push(render::user_session(
            &session, &me.user, token, now, &around,
        ));
    }
    Ok(bare(&shown))
}

pub(super) async fn revoke_session(call: Call) -> Result<Reply, Failure> {
    let (session, user) = app::revoke_my_session(&call.app, call.caller(), call.id()).await?;
    reply_to_known(&call, SignedIn::Unchanged, |view, around| {
        render::user_session(&session, &user, None, view.now, around)
    })
    .await
}

pub(super) async fn create_backup_codes(call: Call) -> Result<Reply, Failure> {
    let (codes, shown) = app::regenerate_backup_codes(&call.app, call.caller()).await?;
    reply_to_known(&call, SignedIn::Unchanged, |_, _| frontend::BackupCodes {
        object: frontend::BackupCodesTag::Tag,
        id: codes.id.clone(),
        codes: shown.reveal().to_vec(),
        created_at: codes.created_at,
        updated_at: codes.created_at,
    })
    .await
}
