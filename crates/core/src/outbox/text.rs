use std::fmt;

use strowger_types::{PhoneNumber, PhoneNumberId, SmsMessageId, Timestamp, UserId, VerificationId};

use crate::Ctx;
use crate::record::Verification;
use crate::verification::Code;

/// A text to send, in the clear: the shell seals it before it is committed. It cannot be printed.
#[derive(Clone)]
pub struct Text {
    /// Its id.
    pub id: SmsMessageId,
    /// Whom it is for.
    pub to: PhoneNumber,
    /// Whose number that is.
    pub user_id: UserId,
    /// Which of the user's numbers it is.
    pub phone_number_id: PhoneNumberId,
    /// The verification whose code it carries.
    pub verification_id: VerificationId,
    /// The code in it.
    pub code: Code,
    /// What it says.
    pub body: String,
    /// When it is too late to deliver it.
    pub expire_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Text {
    /// The text that carries a code.
    pub fn with_code(code: &Code, verification: &Verification, ctx: &mut Ctx<'_>) -> Self {
        Self {
            id: SmsMessageId::new(ctx.now.as_ms(), ctx.id_entropy()),
            to: verification.phone_number.clone(),
            user_id: verification.user_id.clone(),
            phone_number_id: verification.phone_number_id.clone(),
            verification_id: verification.id.clone(),
            code: code.clone(),
            body: format!(
                "{} is your verification code for {}.",
                code.reveal(),
                ctx.policy.application_name
            ),
            expire_at: verification.expire_at,
            created_at: ctx.now,
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text")
            .field("id", &self.id)
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}
