use strowger_types::{PhoneNumberId, UserId};

use super::{Code, Judged, Outcome, is_budget_spent, judge};
use crate::commit::{Guard, Write};
use crate::phone_number::is_held_by_other;
use crate::record::{Purpose, Standing, User, Verification};
use crate::user::change;
use crate::{Ctx, Decision, Refusal};

/// What is known when a code is submitted.
#[derive(Clone, Debug)]
pub struct AttemptFacts {
    /// Whose number it is.
    pub user: User,
    /// The verification that was named, if there is one of that id.
    pub verification: Option<Verification>,
    /// Who holds the number, verified or reserved.
    pub holder: Option<UserId>,
    /// Consecutive failures at the number.
    pub failures: u32,
}

/// What a try at a code came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The verification after the try.
    pub verification: Verification,
    /// What it is called now.
    pub outcome: Outcome,
}

/// Judges a code that the backend passes on. A wrong, dead or spent code is a reply, not a refusal; wrong tries are
/// counted at the verification, the account and the number in the commit that answers them.
pub fn attempt(
    facts: &AttemptFacts,
    id: &PhoneNumberId,
    code: &Code,
    ctx: &mut Ctx<'_>,
) -> Decision<Attempt> {
    let user = &facts.user;
    let Some(number) = user.number(id) else {
        return Decision::refuse(Refusal::NumberNotFound);
    };
    let is_meant = |verification: &&Verification| {
        // A code for another purpose must not pass for this one.
        verification.purpose == Purpose::BackendProof
            && verification.phone_number_id.as_ref() == Some(id)
    };
    let Some(verification) = facts.verification.as_ref().filter(is_meant) else {
        return Decision::refuse(Refusal::VerificationNotFound);
    };
    match verification.outcome_at(ctx.now) {
        Outcome::Unverified => {}
        Outcome::Verified => return Decision::refuse(Refusal::AlreadyVerified),
        outcome @ (Outcome::Failed | Outcome::Expired) => {
            return Decision::reply(Attempt {
                verification: verification.clone(),
                outcome,
            });
        }
    }
    if is_budget_spent(user, facts.failures) {
        return Decision::reply(Attempt {
            verification: verification.clone(),
            outcome: Outcome::Failed,
        });
    }
    if is_held_by_other(facts.holder.as_ref(), user) {
        return Decision::refuse(Refusal::IdentifierTaken {
            param: "phone_number",
        });
    }

    let Judged {
        verification: tried,
        is_right,
        commit: counted,
    } = judge(code, verification, ctx);
    let user_after = if is_right {
        let standing = Standing::VerifiedByCode {
            attempts: tried.attempts,
            expire_at: tried.expire_at,
        };
        let mut user = user.clone().succeeded();
        for number in user
            .numbers
            .iter_mut()
            .filter(|number| number.id == *id && !number.standing.is_verified())
        {
            number.standing = standing;
        }
        user
    } else {
        user.clone().failed()
    };
    let failures = if is_right { 0 } else { facts.failures + 1 };
    let (_, commit) = change(Some(user), user_after, ctx);
    let outcome = tried.outcome_at(ctx.now);
    let mut decision = Decision::reply(Attempt {
        verification: tried,
        outcome,
    })
    .guard(Guard::FailuresAre {
        phone_number: number.phone_number.clone(),
        failures: facts.failures,
    })
    .and(commit)
    .and(counted);
    if failures != facts.failures {
        decision = decision.write(Write::SetFailures {
            phone_number: number.phone_number.clone(),
            failures,
        });
    }
    decision
}
