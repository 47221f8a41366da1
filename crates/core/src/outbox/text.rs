use std::fmt;

use strowger_types::{PhoneNumber, PhoneNumberId, SmsMessageId, Timestamp, UserId, VerificationId};

use crate::Ctx;
use crate::record::{Number, Verification};
use crate::verification::Code;

/// How long a notice is worth delivering, in milliseconds: a day.
const NOTICE_TTL_MS: i64 = 24 * 60 * 60 * 1_000;

/// A text to send, in the clear: the shell seals it before it is committed. It cannot be printed.
#[derive(Clone)]
pub struct Text {
    /// Its id.
    pub id: SmsMessageId,
    /// Whom it is for.
    pub to: PhoneNumber,
    /// Whose number that is, if it is somebody's.
    pub user_id: Option<UserId>,
    /// Which of the user's numbers it is.
    pub phone_number_id: Option<PhoneNumberId>,
    /// The verification whose code it carries.
    pub verification_id: Option<VerificationId>,
    /// The code in it.
    pub code: Option<Code>,
    /// Whether it is only kept as if it had been sent: an account that does not exist must cost as much time as one that does.
    pub is_withheld: bool,
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
            verification_id: Some(verification.id.clone()),
            code: Some(code.clone()),
            is_withheld: false,
            body: format!(
                "{} is your verification code for {}.",
                code.reveal(),
                ctx.policy.application_name
            ),
            expire_at: verification.expire_at,
            created_at: ctx.now,
        }
    }

    /// The notice to a number that it is no second factor any more; `None` if no text may go there.
    pub(crate) fn second_factor_removed(number: &Number, ctx: &mut Ctx<'_>) -> Option<Self> {
        let is_test = ctx.policy.is_test_number(&number.phone_number);
        if !is_test
            && ctx
                .policy
                .check_can_be_texted(&number.phone_number)
                .is_err()
        {
            return None;
        }
        Some(Self {
            id: SmsMessageId::new(ctx.now.as_ms(), ctx.id_entropy()),
            to: number.phone_number.clone(),
            user_id: Some(number.user_id.clone()),
            phone_number_id: Some(number.id.clone()),
            verification_id: None,
            code: None,
            is_withheld: false,
            body: format!(
                "This number no longer secures your account at {}. If that was not you, sign in and check your account.",
                ctx.policy.application_name
            ),
            expire_at: ctx.now.plus_ms(NOTICE_TTL_MS),
            created_at: ctx.now,
        })
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
