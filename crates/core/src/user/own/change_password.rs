use std::fmt;

use strowger_types::Timestamp;

use super::PasswordFacts;
use super::try_password::{check, decide, judge};
use crate::commit::Write;
use crate::policy::Policy;
use crate::record::{Password, SessionStatus, User};
use crate::user::PasswordCheck;
use crate::{Ctx, Decision, Refusal};

/// A password to set in place of the one that there is, or where there is none.
#[derive(Clone, Debug)]
pub struct ChangePassword {
    /// How what was given for the current password compared; `None`: nothing was given.
    pub current: Option<PasswordCheck>,
    /// The new one.
    pub new: NewPassword,
    /// Whether the user's other sessions end.
    pub sign_out: bool,
}

/// A new password, which is slow to hash.
#[derive(Clone, PartialEq, Eq)]
pub enum NewPassword {
    /// Its digest.
    Hashed(String),
    /// It is what was given for the current one.
    SameAsCurrent,
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(..)")
    }
}

/// Whether the user may set a password now, whatever it is and whatever is given for the current one: what has to be known
/// before either is hashed.
pub fn may_change_password(
    facts: &PasswordFacts,
    policy: &Policy,
    now: Timestamp,
) -> Result<(), Refusal> {
    check(facts, policy, now)
}

/// Sets the user's own password. The asking session lives on.
///
/// Who has a password gives it, or else has just proven another factor: components ask for it only where nothing is asked
/// for again, and who forgot it has no other way to a new one. Given, it has to be right.
pub fn change_password(
    facts: &PasswordFacts,
    command: &ChangePassword,
    ctx: &mut Ctx<'_>,
) -> Decision<User> {
    if let Err(refusal) = may_change_password(facts, ctx.policy, ctx.now) {
        return Decision::refuse(refusal);
    }
    let mut tried = judge(facts, command.current, ctx);
    let has_to_give_it = facts.user.password.is_some() && ctx.policy.step_up_window_ms.is_none();
    if has_to_give_it && command.current.is_none() {
        // Counted as a try, since the new one was hashed for it.
        tried.refusal = Some(Refusal::CurrentPasswordMissing);
    }
    if tried.refusal.is_none() {
        match &command.new {
            NewPassword::SameAsCurrent => tried.refusal = Some(Refusal::PasswordUnchanged),
            NewPassword::Hashed(digest) => {
                let before = tried.user.password.as_ref();
                tried.user.password = Some(Password::set(digest.clone(), before, ctx.now));
            }
        }
    }
    let decision = decide(facts, tried, ctx);
    if command.sign_out && decision.outcome.is_ok() {
        return decision.write(Write::EndSessions {
            user_id: facts.user.id.clone(),
            except: Some(facts.session.id.clone()),
            status: SessionStatus::Revoked,
            at: ctx.now,
        });
    }
    decision
}
