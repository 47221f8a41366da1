//! Whoever is signed in.

use strowger_core::backup_code::{self, ShownCodes};
use strowger_core::limit::Counted;
use strowger_core::record::{BackupCodes, Session, SessionStatus, User};
use strowger_core::sign_in::creates_limit;
use strowger_core::user::{Edit, NameHolders, UpdateUser, own};
use strowger_core::{Refusal, session};
use strowger_types::SessionId;

use super::Me;
use super::asking::{looking, signed_in};
use crate::app::{App, run};
use crate::http::error::Failure;
use crate::http::frontend::Caller;

/// Who is signed in.
pub(crate) async fn get_me(app: &App, caller: &Caller) -> Result<Me, Failure> {
    looking(app, caller, app.now()).await
}

/// Changes the user's own fields.
pub(crate) async fn update_me(
    app: &App,
    caller: &Caller,
    command: &UpdateUser,
) -> Result<User, Failure> {
    run(
        app,
        |now| async move {
            let signed_in = signed_in(app, caller, now).await?;
            let username = match &command.username {
                Edit::Set(username) => app.store.user_of_username(username).await?,
                Edit::Keep | Edit::Clear => None,
            };
            let holders = NameHolders {
                username,
                external_id: None,
            };
            let limit = creates_limit(&caller.ip_key(), &app.instance().policy);
            let count = app.store.counter(&limit.key, now).await?;
            Ok((signed_in, holders, Counted { limit, count }))
        },
        |(signed_in, holders, creates), ctx| {
            own::update(
                &signed_in.user,
                &signed_in.session,
                command.clone(),
                &holders,
                &creates,
                ctx,
            )
        },
    )
    .await
}

/// Forgets the user.
pub(crate) async fn delete_me(app: &App, caller: &Caller) -> Result<User, Failure> {
    run(
        app,
        |now| signed_in(app, caller, now),
        |signed_in, ctx| {
            own::delete(&signed_in.user, &signed_in.session, ctx).map(|()| signed_in.user)
        },
    )
    .await
}

/// The user's sessions that work, newest first.
pub(crate) async fn sessions_of_me(
    app: &App,
    caller: &Caller,
) -> Result<(Me, Vec<Session>), Failure> {
    let now = app.now();
    let signed_in = looking(app, caller, now).await?;
    let mut sessions = app
        .store
        .active_sessions_of_user(&signed_in.user.id)
        .await?;
    sessions.retain(|session| session.status_at(now) == SessionStatus::Active);
    Ok((signed_in, sessions))
}

/// Ends another session of the user's.
pub(crate) async fn revoke_my_session(
    app: &App,
    caller: &Caller,
    id: &str,
) -> Result<(Session, User), Failure> {
    let not_found = || Refusal::SessionNotFound {
        id: id.chars().take(64).collect(),
    };
    run(
        app,
        |now| async move {
            let signed_in = signed_in(app, caller, now).await?;
            let parsed = SessionId::parse(id).ok_or_else(not_found)?;
            let session = app.store.session(&parsed).await?;
            Ok((signed_in, session.ok_or_else(not_found)?))
        },
        |(signed_in, revoked), ctx| {
            session::revoke_own(&signed_in.user, &signed_in.session, &revoked, ctx)
                .map(|session| (session, signed_in.user))
        },
    )
    .await
}

/// Makes new backup codes.
pub(crate) async fn regenerate_backup_codes(
    app: &App,
    caller: &Caller,
) -> Result<(BackupCodes, ShownCodes), Failure> {
    run(
        app,
        |now| signed_in(app, caller, now),
        |signed_in, ctx| backup_code::regenerate(&signed_in.user, &signed_in.session, ctx),
    )
    .await
}
