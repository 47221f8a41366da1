//! The password of whoever is signed in.

use strowger_core::record::User;
use strowger_core::sign_in::tries_limits;
use strowger_core::user::PasswordCheck;
use strowger_core::user::own::{self, ChangePassword, NewPassword, PasswordFacts};
use strowger_types::Timestamp;
use tokio::sync::OnceCell;

use super::Me;
use super::asking::{PasswordTry, counted, signed_in};
use crate::app::{App, run};
use crate::http::error::Failure;
use crate::http::frontend::Caller;

/// Sets the user's password; `current` is what was given for the one that there is.
pub(crate) async fn change_my_password(
    app: &App,
    caller: &Caller,
    current: Option<&str>,
    new: &str,
    sign_out: bool,
) -> Result<User, Failure> {
    let tried = &current.map(|current| PasswordTry::new(app, current));
    let hashed = &OnceCell::new();
    run(
        app,
        |now| async move {
            let facts = facts(app, caller, now).await?;
            // Hashing is dear: whoever is refused anyway gets none.
            own::may_change_password(&facts, &app.instance().policy, now)?;
            let compared = compare(tried.as_ref(), &facts.user).await?;
            let new = if compared.is_some() && current == Some(new) {
                NewPassword::SameAsCurrent
            } else {
                let digest = hashed.get_or_try_init(|| app.passwords.hash(new)).await?;
                NewPassword::Hashed(digest.clone())
            };
            let command = ChangePassword {
                current: compared,
                new,
                sign_out,
            };
            Ok((facts, command))
        },
        |(facts, command), ctx| own::change_password(&facts, &command, ctx),
    )
    .await
}

/// Takes the user's password away.
pub(crate) async fn remove_my_password(
    app: &App,
    caller: &Caller,
    current: Option<&str>,
) -> Result<User, Failure> {
    let tried = &current.map(|current| PasswordTry::new(app, current));
    run(
        app,
        |now| async move {
            let facts = facts(app, caller, now).await?;
            own::may_remove_password(&facts, &app.instance().policy, now)?;
            let compared = compare(tried.as_ref(), &facts.user).await?;
            Ok((facts, compared))
        },
        |(facts, compared), ctx| own::remove_password(&facts, compared, ctx),
    )
    .await
}

/// How what was given compares with the password, if there are both.
async fn compare(
    tried: Option<&PasswordTry<'_>>,
    user: &User,
) -> Result<Option<PasswordCheck>, Failure> {
    match tried {
        Some(tried) if user.password.is_some() => tried.check(Some(user)).await.map(Some),
        Some(_) | None => Ok(None),
    }
}

async fn facts(app: &App, caller: &Caller, now: Timestamp) -> Result<PasswordFacts, Failure> {
    let Me {
        client,
        session,
        user,
    } = signed_in(app, caller, now).await?;
    let limits = tries_limits(Some(&client), &caller.ip_key(), &app.instance().policy);
    Ok(PasswordFacts {
        tries: counted(app, limits, now).await?,
        client,
        session,
        user,
    })
}
