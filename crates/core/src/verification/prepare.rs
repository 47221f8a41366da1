use strowger_types::{PhoneNumber, PhoneNumberId, Timestamp, UserId, VerificationId};

use super::{Code, is_budget_spent};
use crate::commit::{Guard, Write};
use crate::number::{self, CannotText, TextingPolicy};
use crate::outbox::Text;
use crate::phone_number::is_held_by_other;
use crate::policy::{CODE_TTL_MS, Environment, Policy, SENDS_WINDOW_MS};
use crate::record::{Number, Purpose, User, Verification, VerificationStatus};
use crate::{Ctx, Decision, Refusal};

/// What is known when a code is asked for.
#[derive(Clone, Debug)]
pub struct PrepareFacts {
    /// Whose number it is.
    pub user: User,
    /// Who holds the number, verified or reserved.
    pub holder: Option<UserId>,
    /// The newest verification of the number.
    pub newest: Option<Verification>,
    /// Consecutive failures at the number.
    pub failures: u32,
    /// Texts sent to the number in the running window, and when that ends.
    pub sends: Option<(u32, Timestamp)>,
}

/// The counter of texts to a number.
pub fn sends_counter(phone_number: &PhoneNumber) -> String {
    format!("sends:{}", phone_number.as_str())
}

/// Sends a code to a number of a user, for the backend to prove it with. A code sent before dies.
pub fn prepare(
    facts: &PrepareFacts,
    id: &PhoneNumberId,
    ctx: &mut Ctx<'_>,
) -> Decision<Verification> {
    let user = &facts.user;
    let Some(number) = user.number(id) else {
        return Decision::refuse(Refusal::NumberNotFound);
    };
    if is_held_by_other(facts.holder.as_ref(), user) {
        return Decision::refuse(Refusal::IdentifierTaken {
            param: "phone_number",
        });
    }
    if is_budget_spent(user, facts.failures) {
        return Decision::refuse(Refusal::Locked);
    }
    let is_test = ctx.policy.test_mode && number::is_test_number(&number.phone_number);
    let is_limited = !is_test || ctx.policy.environment == Environment::Production;
    if !is_test && let Err(refusal) = check_can_be_texted(&number.phone_number, ctx.policy) {
        return Decision::refuse(refusal);
    }
    if is_limited && let Err(refusal) = check_limits(facts, ctx) {
        return Decision::refuse(refusal);
    }

    let code = if is_test {
        Code::for_tests()
    } else {
        Code::random(ctx)
    };
    let verification = new_verification(&code, facts, number, ctx);
    let text = Text::with_code(&code, &verification, ctx);
    let mut decision = Decision::reply(verification.clone())
        .guard(user.guard())
        .guard(Guard::NewestVerification {
            phone_number_id: number.id.clone(),
            newest: facts.newest.as_ref().map(|newest| newest.id.clone()),
        })
        .guard(Guard::NumberFree {
            phone_number: number.phone_number.clone(),
            except: user.id.clone(),
        })
        .guard(Guard::FailuresAre {
            phone_number: number.phone_number.clone(),
            failures: facts.failures,
        })
        .text(text);
    if let Some(newest) = &facts.newest
        && newest.status == VerificationStatus::Unverified
    {
        decision = decision
            .guard(Guard::VerificationVersion {
                id: newest.id.clone(),
                version: newest.version,
            })
            .write(Write::PutVerification(Verification {
                version: newest.version + 1,
                status: VerificationStatus::Superseded,
                ..newest.clone()
            }));
    }
    if is_limited {
        let key = sends_counter(&number.phone_number);
        decision = decision
            .guard(Guard::CounterBelow {
                key: key.clone(),
                limit: ctx.policy.sends_per_number_max,
                now: ctx.now,
            })
            .write(Write::Count {
                key,
                now: ctx.now,
                window_ms: SENDS_WINDOW_MS,
            });
    }
    decision.write(Write::PutVerification(verification))
}

fn new_verification(
    code: &Code,
    facts: &PrepareFacts,
    number: &Number,
    ctx: &mut Ctx<'_>,
) -> Verification {
    let user = &facts.user;
    let purpose = Purpose::BackendProof;
    let id = new_id(facts.newest.as_ref(), ctx);
    Verification {
        code: ctx.code_keys.seal(code, &id, user, number, purpose),
        id,
        version: 1,
        purpose,
        user_id: user.id.clone(),
        phone_number_id: number.id.clone(),
        phone_number: number.phone_number.clone(),
        status: VerificationStatus::Unverified,
        attempts: 0,
        created_at: ctx.now,
        expire_at: ctx.now.plus_ms(CODE_TTL_MS),
    }
}

/// An id that sorts behind the newest, which by itself it might not: ids of one millisecond differ by chance, and
/// a clock may be set back. The next resend would then miss this verification, and its code would stay alive.
fn new_id(newest: Option<&Verification>, ctx: &mut Ctx<'_>) -> VerificationId {
    let id = VerificationId::new(ctx.now.as_ms(), ctx.id_entropy());
    match newest {
        Some(newest) if id <= newest.id => newest.id.next(),
        Some(_) | None => id,
    }
}

fn check_can_be_texted(phone_number: &PhoneNumber, policy: &Policy) -> Result<(), Refusal> {
    if !policy.can_send {
        return Err(Refusal::NoSender);
    }
    let texting = TextingPolicy {
        allowed_countries: policy.allowed_countries.as_ref(),
        blocked_countries: &policy.blocked_countries,
        landlines: policy.text_landlines,
        voip: policy.text_voip,
    };
    number::check_can_be_texted(phone_number, &texting).map_err(|reason| match reason {
        CannotText::NotValid | CannotText::NotTextable => Refusal::NumberNotTextable,
        CannotText::CountryBlocked {
            alpha2,
            calling_code,
            name,
        } => Refusal::CountryBlocked {
            alpha2,
            calling_code,
            name: name.to_owned(),
        },
    })
}

fn check_limits(facts: &PrepareFacts, ctx: &Ctx<'_>) -> Result<(), Refusal> {
    // After a right code the next one is no resend.
    let resent = facts
        .newest
        .as_ref()
        .filter(|newest| newest.status != VerificationStatus::Verified);
    if let Some(newest) = resent {
        let may_resend_at = newest.created_at.plus_ms(ctx.policy.resend_pause_ms);
        if !may_resend_at.is_past(ctx.now) {
            return Err(Refusal::TooSoon {
                retry_after_ms: may_resend_at.ms_since(ctx.now),
            });
        }
    }
    if let Some((count, window_ends_at)) = facts.sends
        && count >= ctx.policy.sends_per_number_max
    {
        return Err(Refusal::TooManySends {
            retry_after_ms: window_ends_at.ms_since(ctx.now),
        });
    }
    Ok(())
}
