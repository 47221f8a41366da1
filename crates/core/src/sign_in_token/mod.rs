//! Rules about sign-in tokens: made by the backend, good once.

use std::fmt;

use aws_lc_rs::digest;
use strowger_types::SignInTokenId;

use crate::commit::{Guard, Write};
use crate::record::{SignInToken, SignInTokenStatus, User};
use crate::{Ctx, Decision, Refusal};

/// How long a sign-in token lives unless the backend says otherwise, in seconds: the contract's thirty days.
pub const SIGN_IN_TOKEN_TTL_SECONDS: i64 = 30 * 24 * 60 * 60;

/// The longest life of a sign-in token, in seconds: the ten years that the contract allows tokens.
pub const SIGN_IN_TOKEN_TTL_SECONDS_MAX: i64 = 315_360_000;

/// A sign-in token in the clear: shown once, then only its hash is kept. It cannot be printed.
#[derive(Clone)]
pub struct SignInTokenText(String);

impl SignInTokenText {
    fn from_random(bytes: [u8; 32]) -> Self {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        Self(
            digits
                .map(|digit| char::from(HEX[usize::from(digit)]))
                .collect(),
        )
    }

    /// The token, for the answer that shows it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The hash that is kept.
    pub fn hash(text: &str) -> [u8; 32] {
        let digest = digest::digest(&digest::SHA256, text.as_bytes());
        digest.as_ref().try_into().expect("SHA-256 has 32 bytes")
    }
}

impl fmt::Debug for SignInTokenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignInTokenText(..)")
    }
}

/// Makes a token that signs this user in, once, for `ttl_seconds`.
pub fn create(
    user: &User,
    ttl_seconds: i64,
    ctx: &mut Ctx<'_>,
) -> Decision<(SignInToken, SignInTokenText)> {
    let random: [u8; 32] = ctx.random();
    let text = SignInTokenText::from_random(random);
    let token = SignInToken {
        id: SignInTokenId::new(ctx.now.as_ms(), ctx.id_entropy()),
        version: 1,
        user_id: user.id.clone(),
        token_hash: SignInTokenText::hash(text.reveal()),
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
