//! Users.

use strowger_core::user;
use strowger_types::wire;

use super::user_forms::{self, NewPassword};
use super::{render, user_query};
use crate::app::{self, App};
use crate::http::error::Failure;
use crate::http::reply::Reply;
use crate::http::route::Call;

pub(super) async fn create(call: Call) -> Result<Reply, Failure> {
    let (mut command, password) = user_forms::read_create(&call.body)?;
    command.password_digest = digest(&call.app, password).await?;
    let user = app::create_user(&call.app, command).await?;
    Ok(Reply::json(&render::user(user, call.app.now())))
}

pub(super) async fn list(call: Call) -> Result<Reply, Failure> {
    let query = user_query::read_query(&call.query)?;
    let users = app::list_users(&call.app, &query).await?;
    let now = call.app.now();
    let users: Vec<_> = users
        .into_iter()
        .map(|user| render::user(user, now))
        .collect();
    Ok(Reply::json(&users))
}

pub(super) async fn count(call: Call) -> Result<Reply, Failure> {
    let filter = user_query::read_filter(&call.query);
    let total_count = app::count_users(&call.app, &filter).await?;
    Ok(Reply::json(&wire::TotalCount {
        object: wire::TotalCountTag::Tag,
        total_count,
    }))
}

pub(super) async fn get(call: Call) -> Result<Reply, Failure> {
    let user = app::get_user(&call.app, call.id()).await?;
    Ok(Reply::json(&render::user(user, call.app.now())))
}

pub(super) async fn update(call: Call) -> Result<Reply, Failure> {
    let (mut command, password) = user_forms::read_update(&call.body, call.version)?;
    command.password_digest = digest(&call.app, password).await?;
    let user = app::update_user(&call.app, call.id(), command).await?;
    Ok(Reply::json(&render::user(user, call.app.now())))
}

pub(super) async fn merge_metadata(call: Call) -> Result<Reply, Failure> {
    let patch = user_forms::read_patch(&call.body);
    let user = app::change_user(&call.app, call.id(), |user, ctx| {
        user::merge_metadata(user, &patch, ctx)
    })
    .await?;
    Ok(Reply::json(&render::user(user, call.app.now())))
}

pub(super) async fn replace_metadata(call: Call) -> Result<Reply, Failure> {
    let patch = user_forms::read_patch(&call.body);
    let user = app::change_user(&call.app, call.id(), |user, ctx| {
        user::replace_metadata(user, &patch, ctx)
    })
    .await?;
    Ok(Reply::json(&render::user(user, call.app.now())))
}

pub(super) async fn delete(call: Call) -> Result<Reply, Failure> {
    let (id, external_id) = app::delete_user(&call.app, call.id()).await?;
    Ok(Reply::json(&wire::DeletedObject {
        object: "user".to_owned(),
        id: id.as_str().to_owned(),
        deleted: true,
        external_id,
    }))
}

pub(super) async fn ban(call: Call) -> Result<Reply, Failure> {
    let user = app::change_user(&call.app, call.id(), user::ban).await?;
    Ok(Reply::json(&render::user(user, call.app.now())))
}

pub(super) async fn unban(call: Call) -> Result<Reply, Failure> {
    let user = app::change_user(&call.app, call.id(), user::unban).await?;
    Ok(Reply::json(&render::user(user, call.app.now())))
}

pub(super) async fn lock(call: Call) -> Result<Reply, Failure> {
    let user = app::change_user(&call.app, call.id(), user::lock).await?;
    Ok(Reply::json(&render::user(user, call.app.now())))
}

pub(super) async fn unlock(call: Call) -> Result<Reply, Failure> {
    let user = app::change_user(&call.app, call.id(), user::unlock).await?;
    Ok(Reply::json(&render::user(user, call.app.now())))
}

pub(super) async fn verify_password(call: Call) -> Result<Reply, Failure> {
    app::verify_password(&call.app, call.id(), call.body.required_text("password")).await?;
    Ok(Reply::json(&wire::PasswordVerified { verified: true }))
}

pub(super) async fn disable_mfa(call: Call) -> Result<Reply, Failure> {
    let user_id = app::disable_mfa(&call.app, call.id()).await?;
    Ok(Reply::json(&wire::MfaDisabled { user_id }))
}

async fn digest(app: &App, password: NewPassword) -> Result<Option<String>, Failure> {
    match password {
        NewPassword::None => Ok(None),
        NewPassword::Digest(digest) => Ok(Some(digest)),
        NewPassword::Text(text) => app.passwords.hash(&text).await.map(Some),
    }
}
