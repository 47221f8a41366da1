use super::{Code, Outcome};
use crate::commit::{Commit, Guard, Write};
use crate::policy::ATTEMPTS_MAX;
use crate::record::{Purpose, SentCode, Verification, VerificationStatus};
use crate::{Ctx, Refusal};

/// A code that was judged: counted, whether it was right or not.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    /// The verification after the try.
    pub(crate) verification: Verification,
    /// Whether the code was right.
    pub(crate) is_right: bool,
    /// What counts the try.
    pub(crate) commit: Commit,
}

/// Judges a code against a verification that waits for one.
pub(crate) fn judge(code: &Code, verification: &Verification, ctx: &Ctx<'_>) -> Judged {
    let is_right = ctx.code_keys.is_right(code, verification);
    let attempts = verification.attempts + 1;
    let status = if is_right {
        VerificationStatus::Verified
    } else if attempts >= ATTEMPTS_MAX {
        VerificationStatus::Failed
    } else {
        VerificationStatus::Unverified
    };
    let after = Verification {
        version: verification.version + 1,
        attempts,
        status,
        ..verification.clone()
    };
    Judged {
        commit: Commit {
            guards: vec![Guard::VerificationVersion {
                id: verification.id.clone(),
                version: verification.version,
            }],
            writes: vec![Write::PutVerification(after.clone())],
        },
        verification: after,
        is_right,
    }
}

/// The verification that a sent code names, if it still waits for the code; otherwise why not.
pub(crate) fn waiting<'a>(
    sent: Option<&SentCode>,
    verification: Option<&'a Verification>,
    purpose: Purpose,
    ctx: &Ctx<'_>,
) -> Result<&'a Verification, Refusal> {
    let sent = sent.ok_or(Refusal::CodeNotSent)?;
    // A code that was forgotten since is as dead as one that expired.
    let verification = verification
        .filter(|verification| verification.id == sent.verification_id)
        .ok_or(Refusal::CodeExpired)?;
    if verification.purpose != purpose {
        return Err(Refusal::CodeNotSent);
    }
    match verification.outcome_at(ctx.now) {
        Outcome::Unverified => Ok(verification),
        Outcome::Verified => Err(Refusal::AlreadyVerified),
        Outcome::Failed => Err(Refusal::CodeFailed),
        Outcome::Expired => Err(Refusal::CodeExpired),
    }
}

impl Verification {
    /// The code, as whoever waits for it sees it.
    pub(crate) fn as_sent(&self) -> SentCode {
        SentCode {
            verification_id: self.id.clone(),
            status: self.status,
            attempts: self.attempts,
            expire_at: self.expire_at,
        }
    }
}
