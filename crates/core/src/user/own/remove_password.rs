use strowger_types::Timestamp;

use super::PasswordFacts;
use super::try_password::{check, decide, judge};
use crate::policy::{Policy, Requirement};
use crate::record::User;
use crate::user::PasswordCheck;
use crate::{Ctx, Decision, Refusal};

/// Whether the user may do without a password from now on: where none is required, and while a proven number is left to
/// sign in with. What has to be known before the password is compared.
pub fn may_remove_password(
    facts: &PasswordFacts,
    policy: &Policy,
    now: Timestamp,
) -> Result<(), Refusal> {
    check(facts, policy, now)?;
    if facts.user.password.is_none() {
        return Err(Refusal::NoPassword);
    }
    if policy.sign_up.password == Requirement::Required {
        return Err(Refusal::PasswordRequired);
    }
    let mut numbers = facts.user.numbers.iter();
    // One that is only reserved may turn out to reach nobody.
    if !numbers.any(|number| number.is_way_in() && number.standing.is_verified()) {
        return Err(Refusal::LastIdentificationDeleted);
    }
    Ok(())
}

/// Takes the user's own password away. It has to be given.
pub fn remove_password(
    facts: &PasswordFacts,
    current: Option<PasswordCheck>,
    ctx: &mut Ctx<'_>,
) -> Decision<User> {
    if let Err(refusal) = may_remove_password(facts, ctx.policy, ctx.now) {
        return Decision::refuse(refusal);
    }
    if current.is_none() {
        return Decision::refuse(Refusal::CurrentPasswordMissing);
    }
    let mut tried = judge(facts, current, ctx);
    if tried.refusal.is_none() {
        tried.user.password = None;
    }
    decide(facts, tried, ctx)
}
