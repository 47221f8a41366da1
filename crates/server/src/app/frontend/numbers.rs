//! Phone numbers of whoever is signed in.

use strowger_core::Refusal;
use strowger_core::factor::sends_limits;
use strowger_core::limit::Counted;
use strowger_core::phone_number::own::{self, CreateFacts, ProofFacts, UpdateOwn, Updated};
use strowger_core::record::Number;
use strowger_core::sign_in::{creates_limit, tries_limits};
use strowger_core::verification::Code;
use strowger_types::{PhoneNumber, PhoneNumberId, Timestamp};

use super::Me;
use super::asking::{counted, signed_in};
use crate::app::{App, run};
use crate::http::error::Failure;
use crate::http::frontend::Caller;

/// Adds a number.
pub(crate) async fn create_own_number(
    app: &App,
    caller: &Caller,
    phone_number: &PhoneNumber,
    is_for_second_factor: bool,
) -> Result<Number, Failure> {
    run(
        app,
        |now| async move {
            let me = signed_in(app, caller, now).await?;
            let limit = creates_limit(&caller.ip_key(), &app.instance().policy);
            let count = app.store.counter(&limit.key, now).await?;
            Ok(CreateFacts {
                holder: app.store.holder(phone_number).await?,
                creates: Counted { limit, count },
                user: me.user,
                session: me.session,
            })
        },
        |facts, ctx| own::create(&facts, phone_number.clone(), is_for_second_factor, ctx),
    )
    .await
}

/// Changes a number.
pub(crate) async fn update_own_number(
    app: &App,
    caller: &Caller,
    id: &str,
    command: UpdateOwn,
) -> Result<Updated, Failure> {
    let id = number_id(app, caller, id).await?;
    run(
        app,
        |now| with_sends(app, caller, &id, now),
        |(me, sends), ctx| own::update(&me.user, &me.session, &id, command, &sends, ctx),
    )
    .await
}

/// Takes a number away.
pub(crate) async fn delete_own_number(
    app: &App,
    caller: &Caller,
    id: &str,
) -> Result<PhoneNumberId, Failure> {
    let id = number_id(app, caller, id).await?;
    run(
        app,
        |now| with_sends(app, caller, &id, now),
        |(me, sends), ctx| own::delete(&me.user, &me.session, &id, &sends, ctx),
    )
    .await?;
    Ok(id)
}

/// Who is signed in, and the limits on texts to one of their numbers: a second factor that is one no more is told so.
async fn with_sends(
    app: &App,
    caller: &Caller,
    id: &PhoneNumberId,
    now: Timestamp,
) -> Result<(Me, Vec<Counted>), Failure> {
    let me = signed_in(app, caller, now).await?;
    let sends = match me.user.number(id) {
        None => Vec::new(),
        Some(number) => sends_limits(
            &number.phone_number,
            Some(&me.client),
            Some(&me.user.id),
            &caller.ip_key(),
            &app.instance().policy,
        ),
    };
    let sends = counted(app, sends, now).await?;
    Ok((me, sends))
}

/// Sends a code to a number.
pub(crate) async fn prepare_own_number(
    app: &App,
    caller: &Caller,
    id: &str,
) -> Result<Number, Failure> {
    let id = number_id(app, caller, id).await?;
    run(
        app,
        |now| proof_facts(app, caller, &id, now),
        |facts, ctx| own::prepare(&facts, &id, ctx),
    )
    .await
}

/// Judges a code for a number.
pub(crate) async fn attempt_own_number(
    app: &App,
    caller: &Caller,
    id: &str,
    code: &Code,
) -> Result<Number, Failure> {
    let id = number_id(app, caller, id).await?;
    run(
        app,
        |now| proof_facts(app, caller, &id, now),
        |facts, ctx| own::attempt(&facts, &id, code, ctx),
    )
    .await
}

/// The id of a number that may exist. Who is not signed in is told that first.
async fn number_id(app: &App, caller: &Caller, id: &str) -> Result<PhoneNumberId, Failure> {
    if let Some(id) = PhoneNumberId::parse(id) {
        return Ok(id);
    }
    signed_in(app, caller, app.now()).await?;
    Err(Refusal::NumberNotFound.into())
}

async fn proof_facts(
    app: &App,
    caller: &Caller,
    id: &PhoneNumberId,
    now: Timestamp,
) -> Result<ProofFacts, Failure> {
    let signed_in = signed_in(app, caller, now).await?;
    let number = signed_in
        .user
        .number(id)
        .ok_or(Refusal::NumberNotFound)?
        .clone();
    let verification = match &number.sent {
        Some(sent) => app.store.verification(&sent.verification_id).await?,
        None => None,
    };
    let instance = app.instance();
    let policy = &instance.policy;
    let ip_key = caller.ip_key();
    let client = Some(&signed_in.client);
    // Nobody's number yet, so nobody's known device either.
    let sends = sends_limits(&number.phone_number, client, None, &ip_key, policy);
    Ok(ProofFacts {
        holder: app.store.holder(&number.phone_number).await?,
        failures: app.store.failures(&number.phone_number).await?,
        verification,
        tries: counted(app, tries_limits(client, &ip_key, policy), now).await?,
        sends: counted(app, sends, now).await?,
        user: signed_in.user,
    })
}
