//! Phone numbers and their verification, for the app's backend.

use strowger_core::limit::Counted;
use strowger_core::phone_number::{CreateNumber, ReplaceNumber, UpdateNumber};
use strowger_core::record::{Number, User, Verification};
use strowger_core::verification::{Attempt, AttemptFacts, Code, PrepareFacts};
use strowger_core::{Refusal, phone_number, verification};
use strowger_types::{PhoneNumber, PhoneNumberId, UserId, VerificationId};

use super::users::load_user;
use super::{App, run};
use crate::http::error::Failure;

/// Adds a number to a user.
pub(crate) async fn create_number(
    app: &App,
    user_id: &str,
    command: CreateNumber,
) -> Result<Number, Failure> {
    run(
        app,
        |_| load_claim(app, user_id, &command.phone_number),
        |(user, holder), ctx| phone_number::create(&user, holder.as_ref(), command.clone(), ctx),
    )
    .await
}

/// The number of this id.
pub(crate) async fn get_number(app: &App, id: &str) -> Result<Number, Failure> {
    let id = PhoneNumberId::parse(id).ok_or(Refusal::NumberNotFound)?;
    app.store
        .number(&id)
        .await?
        .ok_or_else(|| Refusal::NumberNotFound.into())
}

/// Changes a number.
pub(crate) async fn update_number(
    app: &App,
    id: &str,
    command: UpdateNumber,
) -> Result<Number, Failure> {
    let id = PhoneNumberId::parse(id).ok_or(Refusal::NumberNotFound)?;
    run(
        app,
        |_| load_user_and_holder(app, &id),
        |(user, holder), ctx| phone_number::update(&user, &id, holder.as_ref(), command, ctx),
    )
    .await
}

/// Takes a number from its user.
pub(crate) async fn delete_number(app: &App, id: &str) -> Result<PhoneNumberId, Failure> {
    let id = PhoneNumberId::parse(id).ok_or(Refusal::NumberNotFound)?;
    run(
        app,
        |_| load_user_of_number(app, &id),
        |user, ctx| phone_number::delete(&user, &id, ctx),
    )
    .await?;
    Ok(id)
}

/// Takes all numbers from a user and adds one.
pub(crate) async fn replace_number(
    app: &App,
    user_id: &str,
    command: ReplaceNumber,
) -> Result<Number, Failure> {
    run(
        app,
        |_| load_claim(app, user_id, &command.phone_number),
        |(user, holder), ctx| phone_number::replace(&user, holder.as_ref(), command.clone(), ctx),
    )
    .await
}

/// Forgives the wrong codes that came for a number.
pub(crate) async fn unlock_number(app: &App, phone_number: &PhoneNumber) -> Result<(), Failure> {
    run(
        app,
        |_| async { Ok(()) },
        |(), _| phone_number::unlock(phone_number),
    )
    .await
}

/// Sends a code to a number.
pub(crate) async fn prepare_verification(app: &App, id: &str) -> Result<Verification, Failure> {
    let id = PhoneNumberId::parse(id).ok_or(Refusal::NumberNotFound)?;
    let id = &id;
    run(
        app,
        |now| async move {
            let (user, phone_number) = load_user_and_number(app, id).await?;
            let limit = verification::sends_limit(&phone_number, &app.instance().policy);
            Ok(PrepareFacts {
                holder: app.store.holder(&phone_number).await?,
                newest: app.store.newest_verification(id).await?,
                failures: app.store.failures(&phone_number).await?,
                sends: Counted {
                    count: app.store.counter(&limit.key, now).await?,
                    limit,
                },
                user,
            })
        },
        |facts, ctx| verification::prepare(&facts, id, ctx),
    )
    .await
}

/// Judges a code that came for a number.
pub(crate) async fn attempt_verification(
    app: &App,
    id: &str,
    verification_id: &str,
    code: &Code,
) -> Result<Attempt, Failure> {
    let id = PhoneNumberId::parse(id).ok_or(Refusal::NumberNotFound)?;
    let verification_id = VerificationId::parse(verification_id);
    run(
        app,
        |_| async {
            let (user, phone_number) = load_user_and_number(app, &id).await?;
            let verification = match &verification_id {
                Some(verification_id) => app.store.verification(verification_id).await?,
                None => None,
            };
            Ok(AttemptFacts {
                holder: app.store.holder(&phone_number).await?,
                failures: app.store.failures(&phone_number).await?,
                verification,
                user,
            })
        },
        |facts, ctx| verification::attempt(&facts, &id, code, ctx),
    )
    .await
}

/// The user who is to have a number, and who holds it.
async fn load_claim(
    app: &App,
    user_id: &str,
    phone_number: &PhoneNumber,
) -> Result<(User, Option<UserId>), Failure> {
    let user = load_user(app, user_id).await?;
    Ok((user, app.store.holder(phone_number).await?))
}

async fn load_user_of_number(app: &App, id: &PhoneNumberId) -> Result<User, Failure> {
    app.store
        .user_of_number(id)
        .await?
        .ok_or_else(|| Refusal::NumberNotFound.into())
}

async fn load_user_and_number(
    app: &App,
    id: &PhoneNumberId,
) -> Result<(User, PhoneNumber), Failure> {
    let user = load_user_of_number(app, id).await?;
    let phone_number = user.number(id).map(|number| number.phone_number.clone());
    Ok((user, phone_number.ok_or(Refusal::NumberNotFound)?))
}

async fn load_user_and_holder(
    app: &App,
    id: &PhoneNumberId,
) -> Result<(User, Option<UserId>), Failure> {
    let (user, phone_number) = load_user_and_number(app, id).await?;
    let holder = app.store.holder(&phone_number).await?;
    Ok((user, holder))
}
