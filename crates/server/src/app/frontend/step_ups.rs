//! Asking again for factors within a session.

use strowger_core::factor::{first_factors, number_to_text, second_factors, sends_limits};
use strowger_core::limit;
use strowger_core::record::{StepUpLevel, User};
use strowger_core::sign_in::{Which, tries_limits};
use strowger_core::step_up::{self, Facts, Progress};
use strowger_core::user::PasswordCheck;
use strowger_types::{PhoneNumberId, Timestamp};

use super::asking::{PasswordTry, counted};
use super::sign_ins::{Errand, proof};
use super::{Me, Showing, client_session};
use crate::app::{App, run};
use crate::http::error::Failure;
use crate::http::frontend::Caller;

/// Begins a step-up.
pub(crate) async fn start_step_up(
    app: &App,
    caller: &Caller,
    session_id: &str,
    level: StepUpLevel,
) -> Result<(Progress, User), Failure> {
    let progress = run(
        app,
        |now| client_session(app, caller, session_id, now),
        |signed_in, ctx| {
            step_up::start(
                &signed_in.client,
                &signed_in.session,
                &signed_in.user,
                level,
                ctx,
            )
        },
    )
    .await?;
    with_user(app, progress).await
}

/// Sends a code for a factor.
pub(crate) async fn prepare_step_up(
    app: &App,
    caller: &Caller,
    session_id: &str,
    which: Which,
    number_id: Option<&PhoneNumberId>,
) -> Result<(Progress, User), Failure> {
    let progress = run(
        app,
        |now| facts(app, caller, session_id, which, Errand::Send(number_id), now),
        |facts, ctx| step_up::prepare(&facts, which, number_id, ctx),
    )
    .await?;
    with_user(app, progress).await
}

/// Judges a try at a factor.
pub(crate) async fn attempt_step_up(
    app: &App,
    caller: &Caller,
    session_id: &str,
    which: Which,
    showing: &Showing,
) -> Result<(Progress, User), Failure> {
    let password = &match showing {
        Showing::Password(password) => Some(PasswordTry::new(app, password)),
        Showing::PhoneCode(_) | Showing::BackupCode(_) => None,
    };
    let progress = run(
        app,
        |now| async move {
            let facts = facts(app, caller, session_id, which, Errand::Try, now).await?;
            let is_over = limit::longest_wait_ms(&facts.tries, now).is_some()
                && step_up::is_limited(&facts.user, &app.instance().policy);
            // Hashing is dear: whoever is over a limit, or was not asked, gets none.
            let is_refused = is_over || !step_up::waits_for(&facts.session, which, now);
            let check = match password {
                Some(password) if !is_refused => password.check(Some(&facts.user)).await?,
                Some(_) | None => PasswordCheck::Wrong,
            };
            Ok((facts, check))
        },
        |(facts, check), ctx| step_up::attempt(&facts, which, &proof(showing, check), ctx),
    )
    .await?;
    with_user(app, progress).await
}

/// The user as it is now: a factor may have changed it.
async fn with_user(app: &App, progress: Progress) -> Result<(Progress, User), Failure> {
    let user = app.store.user(&progress.session.user_id).await?;
    let user = user.ok_or(strowger_core::Refusal::SignedOut)?;
    Ok((progress, user))
}

async fn facts(
    app: &App,
    caller: &Caller,
    session_id: &str,
    which: Which,
    errand: Errand<'_>,
    now: Timestamp,
) -> Result<Facts, Failure> {
    let Me {
        client,
        session,
        user,
    } = client_session(app, caller, session_id, now).await?;
    let factor = session.step_up.as_ref().and_then(|step_up| match which {
        Which::First => step_up.first.as_ref(),
        Which::Second => step_up.second.as_ref(),
    });
    let verification = match factor.and_then(|factor| factor.sent.as_ref()) {
        Some(sent) => app.store.verification(&sent.verification_id).await?,
        None => None,
    };
    let instance = app.instance();
    let policy = &instance.policy;
    let ip_key = caller.ip_key();
    let (offers, number_id) = match (errand, which) {
        (Errand::Try, _) => (Vec::new(), None),
        (Errand::Send(number_id), Which::First) => {
            let offers = first_factors(Some(&user), None, policy, &app.code_keys);
            (offers, number_id)
        }
        (Errand::Send(number_id), Which::Second) => (second_factors(&user, policy), number_id),
    };
    let target = number_to_text(&offers, number_id);
    let sends = target.map_or_else(Vec::new, |phone_number| {
        sends_limits(phone_number, Some(&client), Some(&user.id), &ip_key, policy)
    });
    Ok(Facts {
        verification,
        tries: counted(app, tries_limits(Some(&client), &ip_key, policy), now).await?,
        sends: counted(app, sends, now).await?,
        client,
        session,
        user,
    })
}
