use strowger_types::SignInId;

use super::{Actor, Draft, Progress, is_limited};
use crate::client::{is_spent, live};
use crate::commit::{Guard, Write};
use crate::factor::{self, Proof, Proven, Scene, Target, first_factors};
use crate::limit::{self, Counted};
use crate::policy::ATTEMPT_TTL_MS;
use crate::record::{
    Client, Factor, FactorStep, Identifier, Purpose, Session, SignIn, SignInToken,
    SignInTokenStatus, Strategy, User,
};
use crate::user::PasswordCheck;
use crate::{Ctx, Decision, Refusal};

/// What is known when somebody begins to sign in.
#[derive(Clone, Debug, Default)]
pub struct CreateFacts {
    /// The client, if there is one yet.
    pub client: Option<Client>,
    /// The client's sessions.
    pub sessions: Vec<Session>,
    /// Whom the identifier, or the ticket, names: somebody who can sign in with it.
    pub user: Option<User>,
    /// The sign-in token of that text.
    pub ticket: Option<SignInToken>,
    /// Limits on attempts, counted.
    pub creates: Vec<Counted>,
    /// Limits on texts, counted.
    pub sends: Vec<Counted>,
    /// The budget that stands in for an account's, counted.
    pub pretended: Option<Counted>,
}

/// An attempt to begin.
#[derive(Clone, Debug)]
pub struct CreateSignIn {
    /// Who begins it.
    pub actor: Actor,
    /// Who they say to be.
    pub identifier: Option<Identifier>,
    /// What they do about it at once.
    pub first_try: Option<FirstTry>,
}

/// What somebody does in the request that begins an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstTry {
    /// Asks for a code.
    PhoneCode,
    /// Gives the password; how it compared.
    Password(PasswordCheck),
    /// Gives a token that the backend made.
    Ticket,
}

/// Begins an attempt to sign in, in place of the one before.
pub fn create(
    facts: &CreateFacts,
    command: &CreateSignIn,
    ctx: &mut Ctx<'_>,
) -> Decision<Progress> {
    let counts = is_limited(command.identifier.as_ref(), ctx.policy)
        && command.first_try != Some(FirstTry::Ticket);
    if counts && let Some(retry_after_ms) = limit::longest_wait_ms(&facts.creates, ctx.now) {
        return Decision::refuse(Refusal::TooManyRequests { retry_after_ms });
    }
    let mut draft = Draft::new(
        facts.client.as_ref(),
        facts.user.as_ref(),
        command.actor.holder,
        ctx,
    );
    if counts {
        for counted in &facts.creates {
            draft.add(counted.count(ctx.now));
        }
    }
    let outcome = begin(facts, command, &mut draft, ctx);
    draft.decide(outcome, ctx)
}

fn begin(
    facts: &CreateFacts,
    command: &CreateSignIn,
    draft: &mut Draft<'_>,
    ctx: &mut Ctx<'_>,
) -> Result<SignIn, Refusal> {
    check_room(facts, ctx)?;
    let mut sign_in = SignIn {
        id: SignInId::new(ctx.now.as_ms(), ctx.id_entropy()),
        identifier: command.identifier.clone(),
        user_id: facts.user.as_ref().map(|user| user.id.clone()),
        step: FactorStep::First,
        first: None,
        second: None,
        password_set_at: None,
        created_session: None,
        abandon_at: ctx.now.plus_ms(ATTEMPT_TTL_MS),
        created_at: ctx.now,
    };
    if command.first_try == Some(FirstTry::Ticket) {
        let commit = accept_ticket(facts.ticket.as_ref(), facts.user.as_ref(), ctx)?;
        sign_in.first = Some(Factor {
            strategy: Strategy::Ticket,
            number_id: None,
            sent: None,
            verified: true,
        });
        draft.advance(
            &mut sign_in,
            Strategy::Ticket,
            command.actor.holder,
            &command.actor.device,
            ctx,
        )?;
        // Only now: a ticket that signed nobody in was not used.
        draft.add(commit);
        return Ok(sign_in);
    }
    let Some(identifier) = &command.identifier else {
        sign_in.step = FactorStep::Identifier;
        return Ok(sign_in);
    };
    check_user(facts, ctx)?;
    let offers = first_factors(
        facts.user.as_ref(),
        Some(identifier),
        ctx.policy,
        ctx.code_keys,
    );
    match command.first_try {
        None | Some(FirstTry::Ticket) => {}
        Some(FirstTry::PhoneCode) => {
            let target = Target {
                user: facts.user.as_ref(),
                client: &draft.client,
                purpose: Purpose::SignInFirst,
                offers: &offers,
                pretended: facts.pretended.as_ref(),
                previous: None,
                sends: &facts.sends,
            };
            let (factor, change) = factor::prepare(&target, None, ctx)?;
            sign_in.first = Some(factor);
            draft.add(change);
        }
        Some(FirstTry::Password(check)) => {
            let scene = Scene {
                user: draft.user.as_mut(),
                client: &mut draft.client,
                purpose: Purpose::SignInFirst,
                offers: &offers,
                factor: None,
                verification: None,
                pretended: facts.pretended.as_ref(),
            };
            let Proven {
                factor,
                commit,
                refusal,
            } = factor::attempt(scene, &Proof::Password(check), ctx);
            draft.add(commit);
            if let Some(refusal) = refusal {
                return Err(refusal);
            }
            sign_in.first = factor;
            draft.advance(
                &mut sign_in,
                Strategy::Password,
                command.actor.holder,
                &command.actor.device,
                ctx,
            )?;
        }
    }
    Ok(sign_in)
}

/// Whether the client has room for another session.
fn check_room(facts: &CreateFacts, ctx: &Ctx<'_>) -> Result<(), Refusal> {
    for session in live(&facts.sessions, ctx.now) {
        if !ctx.policy.multiple_sessions {
            return Err(Refusal::SessionExists);
        }
        if facts
            .user
            .as_ref()
            .is_some_and(|user| user.id == session.user_id)
        {
            return Err(Refusal::AlreadySignedIn {
                session_id: session.id.clone(),
            });
        }
    }
    Ok(())
}

/// Whether whom the identifier names may sign in. Where accounts are hidden, that is only told to who proves to be them.
fn check_user(facts: &CreateFacts, ctx: &Ctx<'_>) -> Result<(), Refusal> {
    if ctx.policy.hides_accounts {
        return Ok(());
    }
    let user = facts.user.as_ref().ok_or(Refusal::IdentifierNotFound)?;
    if user.banned {
        return Err(Refusal::Banned);
    }
    if is_spent(user, facts.client.as_ref()) {
        return Err(Refusal::Locked);
    }
    Ok(())
}

/// Uses a ticket up.
fn accept_ticket(
    ticket: Option<&SignInToken>,
    user: Option<&User>,
    ctx: &Ctx<'_>,
) -> Result<crate::commit::Commit, Refusal> {
    let ticket = ticket.ok_or(Refusal::TicketInvalid)?;
    match ticket.status {
        SignInTokenStatus::Pending => {}
        SignInTokenStatus::Accepted => return Err(Refusal::TicketUsed),
        SignInTokenStatus::Revoked => return Err(Refusal::TicketRevoked),
    }
    if ticket.expire_at.is_past(ctx.now) {
        return Err(Refusal::TicketExpired);
    }
    let user = user.ok_or(Refusal::UserGone)?;
    if user.locked {
        return Err(Refusal::Locked);
    }
    Ok(crate::commit::Commit {
        guards: vec![Guard::SignInTokenVersion {
            id: ticket.id.clone(),
            version: ticket.version,
        }],
        writes: vec![Write::PutSignInToken(SignInToken {
            version: ticket.version + 1,
            status: SignInTokenStatus::Accepted,
            updated_at: ctx.now,
            ..ticket.clone()
        })],
    })
}
