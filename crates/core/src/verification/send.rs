use strowger_types::{PhoneNumber, PhoneNumberId, UserId, VerificationId};

use super::Code;
use crate::commit::{Commit, Guard, Write};
use crate::limit::{self, Counted};
use crate::outbox::Text;
use crate::policy::CODE_TTL_MS;
use crate::record::{Purpose, Verification, VerificationStatus};
use crate::{Change, Ctx, Refusal};

/// A code to send.
#[derive(Clone, Copy)]
pub(crate) struct Sending<'a> {
    /// What it will prove.
    pub(crate) purpose: Purpose,
    /// Whom it is for.
    pub(crate) phone_number: &'a PhoneNumber,
    /// Whose number that is, if it is somebody's.
    pub(crate) user_id: Option<&'a UserId>,
    /// Which of the user's numbers.
    pub(crate) number_id: Option<&'a PhoneNumberId>,
    /// The code before, of the same attempt.
    pub(crate) previous: Option<&'a Verification>,
    /// Limits on texts, counted.
    pub(crate) sends: &'a [Counted],
    /// Whether it only has to look like one.
    pub(crate) is_withheld: bool,
}

/// Makes a code and the text that carries it. The code before dies, unless it was used.
pub(crate) fn send(
    sending: Sending<'_>,
    ctx: &mut Ctx<'_>,
) -> Result<(Verification, Change), Refusal> {
    let sent = make(sending, ctx);
    if let Err(refusal) = &sent {
        let (user_id, number_id) = (sending.user_id, sending.number_id);
        ctx.note_refused_text(refusal, sending.phone_number, user_id, number_id);
    }
    sent
}

fn make(sending: Sending<'_>, ctx: &mut Ctx<'_>) -> Result<(Verification, Change), Refusal> {
    let is_test = ctx.policy.is_test_number(sending.phone_number);
    if !is_test {
        ctx.policy.check_can_be_texted(sending.phone_number)?;
    }
    let mut commit = Commit::default();
    if ctx.policy.is_limited(sending.phone_number) {
        check_limits(&sending, ctx)?;
        for counted in sending.sends {
            let counting = counted.count(ctx.now);
            commit.guards.extend(counting.guards);
            commit.writes.extend(counting.writes);
        }
    }
    let code = if is_test && !sending.is_withheld {
        Code::for_tests()
    } else {
        Code::random(ctx)
    };
    let verification = new_verification(&code, &sending, ctx);
    let mut text = Text::with_code(&code, &verification, ctx);
    text.is_withheld = sending.is_withheld;
    supersede(sending.previous, &mut commit);
    commit
        .writes
        .push(Write::PutVerification(verification.clone()));
    Ok((
        verification,
        Change {
            commit,
            texts: vec![text],
        },
    ))
}

fn supersede(previous: Option<&Verification>, commit: &mut Commit) {
    let Some(previous) = previous else { return };
    if previous.status != VerificationStatus::Unverified {
        return;
    }
    commit.guards.push(Guard::VerificationVersion {
        id: previous.id.clone(),
        version: previous.version,
    });
    commit.writes.push(Write::PutVerification(Verification {
        version: previous.version + 1,
        status: VerificationStatus::Superseded,
        ..previous.clone()
    }));
}

fn new_verification(code: &Code, sending: &Sending<'_>, ctx: &mut Ctx<'_>) -> Verification {
    let mut verification = Verification {
        id: new_id(sending.previous, ctx),
        version: 1,
        purpose: sending.purpose,
        user_id: sending.user_id.cloned(),
        phone_number_id: sending.number_id.cloned(),
        phone_number: sending.phone_number.clone(),
        status: VerificationStatus::Unverified,
        attempts: 0,
        code: crate::record::CodeMac {
            key_id: 0,
            mac: [0; 32],
        },
        created_at: ctx.now,
        expire_at: ctx.now.plus_ms(CODE_TTL_MS),
    };
    verification.code = ctx.code_keys.seal(code, &verification);
    verification
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

fn check_limits(sending: &Sending<'_>, ctx: &Ctx<'_>) -> Result<(), Refusal> {
    // After a right code the next one is no resend, and to another number, which somebody chose instead, neither.
    let resent = sending.previous.filter(|previous| {
        previous.status != VerificationStatus::Verified
            && previous.phone_number == *sending.phone_number
    });
    if let Some(previous) = resent {
        let may_resend_at = previous.created_at.plus_ms(ctx.policy.resend_pause_ms);
        if !may_resend_at.is_past(ctx.now) {
            return Err(Refusal::TooSoon {
                retry_after_ms: may_resend_at.ms_since(ctx.now),
            });
        }
    }
    match limit::longest_wait_ms(sending.sends, ctx.now) {
        Some(retry_after_ms) => Err(Refusal::TooManySends { retry_after_ms }),
        None => Ok(()),
    }
}
