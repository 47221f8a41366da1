use super::{Facts, missing_fields, unverified_fields};
use crate::client::{live, rotate, signed_in};
use crate::commit::Write;
use crate::record::{Client, SignUp, Standing, Strategy};
use crate::sign_in::Actor;
use crate::token::TokenText;
use crate::user::{self, CreateUser, Holders, NewNumber};
use crate::{Change, Ctx, Decision, Refusal, session};

/// What a finished attempt leaves to commit.
pub(super) struct Completed {
    /// The client's new token, if it got one.
    pub(super) token: Option<TokenText>,
    /// The user and the session.
    pub(super) change: Change,
}

/// Whether nothing is missing any more.
pub(super) fn is_ready(sign_up: &SignUp, ctx: &Ctx<'_>) -> bool {
    missing_fields(sign_up, ctx.policy).is_empty() && unverified_fields(sign_up).is_empty()
}

/// Makes the user, and a session in the client.
pub(super) fn complete(
    facts: &Facts,
    client: &mut Client,
    sign_up: &mut SignUp,
    actor: &Actor,
    ctx: &mut Ctx<'_>,
) -> Result<Completed, Vec<Refusal>> {
    // It may have been closed since the attempt began.
    if !ctx.policy.sign_up.is_open {
        return Err(vec![Refusal::SignUpRestricted]);
    }
    if !ctx.policy.multiple_sessions && live(&facts.sessions, ctx.now).next().is_some() {
        return Err(vec![Refusal::SessionExists]);
    }
    let numbers: Vec<_> = sign_up
        .phone_number
        .iter()
        .map(|phone_number| NewNumber {
            phone_number: phone_number.clone(),
            standing: standing(sign_up),
        })
        .collect();
    let holders = Holders {
        numbers: numbers.iter().map(|_| facts.holder.clone()).collect(),
        username: facts.username_holder.clone(),
        ..Holders::default()
    };
    let command = CreateUser {
        numbers,
        username: sign_up.username.clone(),
        password_digest: sign_up.password_digest.clone(),
        first_name: sign_up.first_name.clone(),
        last_name: sign_up.last_name.clone(),
        locale: sign_up.locale.clone(),
        unsafe_metadata: sign_up.unsafe_metadata.clone(),
        legal_accepted_at: sign_up.legal_accepted_at,
        signs_in: true,
        ..CreateUser::default()
    };
    let Decision {
        outcome,
        mut commit,
        texts,
    } = user::create(command, &holders, ctx);
    let user = outcome?;
    let session = session::begin(&user.id, &client.id, None, actor.device.clone(), ctx);
    let strategy = if sign_up.phone_number.is_some() {
        Strategy::PhoneCode
    } else {
        Strategy::Password
    };
    sign_up.created_user = Some(user.id.clone());
    sign_up.created_session = Some(session.id.clone());
    signed_in(client, &user.id, &session, strategy, ctx);
    let token = rotate(client, actor.holder, ctx);
    commit.writes.push(Write::PutSession(Box::new(session)));
    Ok(Completed {
        token,
        change: Change { commit, texts },
    })
}

fn standing(sign_up: &SignUp) -> Standing {
    match &sign_up.sent {
        Some(sent) => Standing::VerifiedByCode {
            attempts: sent.attempts,
            expire_at: sent.expire_at,
        },
        None => Standing::Unverified,
    }
}
