//! Users, as far as phone numbers need them.

use std::sync::{Mutex, PoisonError};

use strowger_core::record::User;
use strowger_core::user::{
    self, CreateUser, Edit, Holders, NameHolders, PasswordCheck, UpdateUser,
};
use strowger_core::{Ctx, Decision, Refusal};
use strowger_store::{UserFilter, UserQuery};
use strowger_types::UserId;

use super::{App, run};
use crate::http::error::Failure;

/// The user of this id, or the refusal that there is none.
pub(super) async fn load_user(app: &App, id: &str) -> Result<User, Failure> {
    let not_found = || {
        Failure::from(Refusal::UserNotFound {
            id: id.chars().take(64).collect(),
        })
    };
    let parsed = UserId::parse(id).ok_or_else(not_found)?;
    app.store.user(&parsed).await?.ok_or_else(not_found)
}

/// Makes a user.
pub(crate) async fn create_user(app: &App, command: CreateUser) -> Result<User, Failure> {
    run(
        app,
        |_| load_holders(app, &command),
        |holders, ctx| user::create(command.clone(), &holders, ctx),
    )
    .await
}

async fn load_holders(app: &App, command: &CreateUser) -> Result<Holders, Failure> {
    let mut holders = Holders::default();
    for number in &command.numbers {
        holders
            .numbers
            .push(app.store.holder(&number.phone_number).await?);
    }
    for email in &command.emails {
        holders
            .emails
            .push(app.store.holder_of_email(&email.address).await?);
    }
    if let Some(username) = &command.username {
        holders.username = app.store.user_of_username(username).await?;
    }
    if let Some(external_id) = &command.external_id {
        holders.external_id = app.store.user_of_external_id(external_id).await?;
    }
    Ok(holders)
}

/// The user of this id.
pub(crate) async fn get_user(app: &App, id: &str) -> Result<User, Failure> {
    load_user(app, id).await
}

/// One page of users.
pub(crate) async fn list_users(app: &App, query: &UserQuery) -> Result<Vec<User>, Failure> {
    Ok(app.store.users(query).await?)
}

/// How many users pass a filter.
pub(crate) async fn count_users(app: &App, filter: &UserFilter) -> Result<u64, Failure> {
    Ok(app.store.count_users(filter).await?)
}

/// Changes a user.
pub(crate) async fn update_user(app: &App, id: &str, command: UpdateUser) -> Result<User, Failure> {
    run(
        app,
        |_| async {
            let user = load_user(app, id).await?;
            let username = match &command.username {
                Edit::Set(username) => app.store.user_of_username(username).await?,
                Edit::Keep | Edit::Clear => None,
            };
            let external_id = match &command.external_id {
                Edit::Set(external_id) => app.store.user_of_external_id(external_id).await?,
                Edit::Keep | Edit::Clear => None,
            };
            Ok((
                user,
                NameHolders {
                    username,
                    external_id,
                },
            ))
        },
        |(user, holders), ctx| user::update(&user, command.clone(), &holders, ctx),
    )
    .await
}

/// Changes a user by a rule that needs nothing but the user.
pub(crate) async fn change_user(
    app: &App,
    id: &str,
    rule: impl Fn(&User, &mut Ctx<'_>) -> Decision<User>,
) -> Result<User, Failure> {
    run(app, |_| load_user(app, id), |user, ctx| rule(&user, ctx)).await
}

/// Forgets a user. Replies with the external id that it had.
pub(crate) async fn delete_user(app: &App, id: &str) -> Result<(UserId, Option<String>), Failure> {
    run(
        app,
        |_| load_user(app, id),
        |user, _| user::delete(&user).map(|()| (user.id, user.external_id)),
    )
    .await
}

/// Switches every second factor of a user off.
pub(crate) async fn disable_mfa(app: &App, id: &str) -> Result<UserId, Failure> {
    run(
        app,
        |_| load_user(app, id),
        |user, ctx| user::disable_mfa(&user, ctx).map(|()| user.id),
    )
    .await
}

/// Compares a password with the user's. The comparison is slow, so it is made once, of the digest that was read first;
/// should the digest change meanwhile, the comparison is made again.
pub(crate) async fn verify_password(app: &App, id: &str, password: &str) -> Result<(), Failure> {
    let checked: Mutex<Option<(String, PasswordCheck)>> = Mutex::new(None);
    run(
        app,
        |_| async {
            let user = load_user(app, id).await?;
            let Some(kept) = user.password.as_ref().filter(|_| !user.locked) else {
                return Ok((user, PasswordCheck::Wrong));
            };
            let known = checked
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .as_ref()
                .filter(|(digest, _)| *digest == kept.digest)
                .map(|(_, check)| *check);
            let check = match known {
                Some(check) => check,
                None => app.passwords.check(password, &kept.digest).await?,
            };
            *checked.lock().unwrap_or_else(PoisonError::into_inner) =
                Some((kept.digest.clone(), check));
            Ok((user, check))
        },
        |(user, check), ctx| user::verify_password(&user, check, ctx),
    )
    .await
}
