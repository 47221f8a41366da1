use std::fmt;

use strowger_types::{PhoneNumber, PhoneNumberId, SmsMessageId, Timestamp, UserId, VerificationId};

/// A text on its way, or in the inbox.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: SmsMessageId,
    /// Whom it is for.
    pub to: PhoneNumber,
    /// Whose number that is, if it is somebody's.
    pub user_id: Option<UserId>,
    /// Which of the user's numbers it is.
    pub phone_number_id: Option<PhoneNumberId>,
    /// The verification whose code it carries: when that is over, the text is not sent any more.
    pub verification_id: Option<VerificationId>,
    /// What it says, encrypted under the master key; `None` once a text was delivered or given up.
    pub sealed: Option<Vec<u8>>,
    /// How far it got.
    pub state: MessageState,
    /// Deliveries tried.
    pub tries: u32,
    /// Until when the one who is delivering it has it to themselves; when due, for one that waits.
    pub lease_until: Timestamp,
    /// When it is too late to deliver it.
    pub expire_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("to", &self.to)
            .field("state", &self.state)
            .field("tries", &self.tries)
            .finish_non_exhaustive()
    }
}

/// How far a text got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// It waits to be sent.
    Queued,
    /// The sender took it, or it lies in the inbox.
    Delivered,
    /// The sender refused it.
    Failed,
    /// It could not be sent in time.
    Expired,
    /// It cannot be read: it was sealed under another master key.
    Unreadable,
    /// Its code was replaced, used or dead before it could be sent.
    Dropped,
    /// It was never meant to be sent: nobody has the account that it would have been for.
    Withheld,
}

impl MessageState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Queued,
        Self::Delivered,
        Self::Failed,
        Self::Expired,
        Self::Unreadable,
        Self::Dropped,
        Self::Withheld,
    ];

    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Unreadable => "unreadable",
            Self::Dropped => "dropped",
            Self::Withheld => "withheld",
        }
    }
}
