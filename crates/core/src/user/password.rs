use strowger_types::Timestamp;

use super::change;
use crate::policy::FAILURES_MAX;
use crate::record::{Password, User};
use crate::{Ctx, Decision, Refusal};

/// How the password compared, which is slow to find out and so is a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordCheck {
    /// It is the user's.
    Right,
    /// It is not.
    Wrong,
}

/// Judges a try at the user's password: right tries end a run of wrong ones, too many wrong ones lock the account.
pub fn verify_password(before: &User, check: PasswordCheck, ctx: &mut Ctx<'_>) -> Decision<()> {
    if before.password.is_none() {
        return Decision::refuse(Refusal::NoPassword);
    }
    if before.locked {
        return Decision::refuse(Refusal::Locked);
    }
    match check {
        PasswordCheck::Right => {
            let (_, commit) = change(Some(before), before.clone().succeeded(), ctx);
            Decision::reply(()).and(commit)
        }
        PasswordCheck::Wrong => {
            let (_, commit) = change(Some(before), before.clone().failed(), ctx);
            Decision::refuse(Refusal::IncorrectPassword).and(commit)
        }
    }
}

impl Password {
    /// A password that is set at `now`, in place of another or of none. No two in a row are set at the same time: what was
    /// proven by one is told by it from what was proven by the other.
    pub(crate) fn set(digest: String, before: Option<&Self>, now: Timestamp) -> Self {
        let set_at = before.map_or(now, |before| now.max(before.set_at.plus_ms(1)));
        Self { digest, set_at }
    }
}

impl User {
    /// Whether somebody who never signed in before is refused: locked, or too many wrong tries came.
    pub fn is_locked_out(&self) -> bool {
        self.locked || self.stranger_failures >= FAILURES_MAX
    }

    /// Wrong tries left until [`Self::is_locked_out`].
    pub fn tries_left(&self) -> u32 {
        if self.locked {
            return 0;
        }
        FAILURES_MAX.saturating_sub(self.failures.max(self.stranger_failures))
    }

    /// The user after a wrong try that the backend passed on: one failure more, and locked when that was one too many.
    pub(crate) fn failed(mut self) -> Self {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= FAILURES_MAX {
            self.locked = true;
        }
        self
    }

    /// The user after a right try.
    pub(crate) fn succeeded(mut self) -> Self {
        self.failures = 0;
        self
    }
}
