//! Rules about sign-in tokens: made by the backend, good once.

use strowger_types::SignInTokenId;

use crate::commit::{Guard, Write};
use crate::record::{SignInToken, SignInTokenStatus, User};
use crate::token::TokenText;
use crate::{Ctx, Decision, Refusal};

/// How long a sign-in token lives unless the backend says otherwise, in seconds: the contract's thirty days.
pub const SIGN_IN_TOKEN_TTL_SECONDS: i64 = 30 * 24 * 60 * 60;

/// The longest life of a sign-in token, in seconds: the ten years that the contract allows tokens.
pub const SIGN_IN_TOKEN_TTL_SECONDS_MAX: i64 = 315_360_000;

/// Makes a token that signs this user in, once, for `ttl_seconds`.
pub fn create(
    user: &User,
    ttl_seconds: i64,
    ctx: &mut Ctx<'_>,
) -> Decision<(SignInToken, TokenText)> {
    let text = TokenText::random("", ctx);
    let token = SignInToken {
        id: SignInTokenId::new(ctx.now.as_ms(), ctx.id_entropy()),
        version: 1,
        user_id: user.id.clone(),
        token_hash: text.hash(),
        status: SignInTokenStatus::Pending,
        expire_at: ctx.now.plus_ms(ttl_seconds.saturating_mul(1_000)),
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    Decision::reply((token.clone(), text))
        .guard(user.guard())
        .write(Write::PutSignInToken(token))
}

/// Takes a token back that nobody has used.
pub fn revoke(token: &SignInToken, ctx: &mut Ctx<'_>) -> Decision<SignInToken> {
    if token.status != SignInTokenStatus::Pending {
        return Decision::refuse(Refusal::SignInTokenNotPending {
            status: token.status,
        });
    }
    let revoked = SignInToken {
        version: token.version + 1,
        status: SignInTokenStatus::Revoked,
        updated_at: ctx.now,
        ..token.clone()
    };
    Decision::reply(revoked.clone())
        .guard(Guard::SignInTokenVersion {
            id: token.id.clone(),
            version: token.version,
        })
        .write(Write::PutSignInToken(revoked))
}
