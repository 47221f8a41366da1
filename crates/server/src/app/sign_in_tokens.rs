//! Sign-in tokens: made by the app's backend, good once.

use strowger_core::record::SignInToken;
use strowger_core::token::TokenText;
use strowger_core::{Refusal, sign_in_token};
use strowger_types::SignInTokenId;

use super::users::load_user;
use super::{App, run};
use crate::http::error::Failure;

/// Makes a token that signs a user in.
pub(crate) async fn create_sign_in_token(
    app: &App,
    user_id: &str,
    ttl_seconds: i64,
) -> Result<(SignInToken, TokenText), Failure> {
    run(
        app,
        |_| load_user(app, user_id),
        |user, ctx| sign_in_token::create(&user, ttl_seconds, ctx),
    )
    .await
}

/// Takes a token back.
pub(crate) async fn revoke_sign_in_token(app: &App, id: &str) -> Result<SignInToken, Failure> {
    let id = SignInTokenId::parse(id).ok_or(Refusal::SignInTokenNotFound)?;
    run(
        app,
        |_| async {
            app.store
                .sign_in_token(&id)
                .await?
                .ok_or_else(|| Refusal::SignInTokenNotFound.into())
        },
        |token, ctx| sign_in_token::revoke(&token, ctx),
    )
    .await
}
