//! Senders of texts. A sender moves one text once; when to try again is the outbox's business.

mod webhook;

pub use webhook::{SEND_TIMEOUT_MS, Webhook, WebhookError, WebhookSecret};

use std::fmt;

use strowger_types::{PhoneNumber, PhoneNumberId, SmsMessageId, Timestamp, UserId};

/// Somebody who takes texts and gets them to phones.
#[async_trait::async_trait]
pub trait SmsSender: Send + Sync + 'static {
    /// Hands one text over. The same text may come again after a crash: its id is the same then.
    async fn send(&self, sms: &Sms, now: Timestamp) -> SendOutcome;
}

/// A text to hand over. It cannot be printed: it holds a code.
pub struct Sms {
    /// Names the text; the same in every repetition.
    pub id: SmsMessageId,
    /// Whom it is for.
    pub to: PhoneNumber,
    /// Whose number that is.
    pub user_id: Option<UserId>,
    /// Which of the user's numbers it is.
    pub phone_number_id: Option<PhoneNumberId>,
    /// What it says.
    pub body: String,
    /// The code in it, for senders with templates of their own.
    pub code: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl fmt::Debug for Sms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sms")
            .field("id", &self.id)
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}

/// How the handing over went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendOutcome {
    /// The sender has it.
    Accepted,
    /// The sender will never take it.
    Refused,
    /// The sender did not answer in time, or cannot take it now.
    Unavailable,
}
