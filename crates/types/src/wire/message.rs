use serde::{Deserialize, Serialize};

use super::tag;
use crate::{PhoneNumber, PhoneNumberId, SmsMessageId, Timestamp, UserId};

tag! {
    /// The tag of [`InboxMessage`] and [`SmsCreatedData`].
    SmsMessageTag "sms_message";
    /// The tag of [`SmsMessageRecord`].
    SmsMessageRecordTag "sms_message_record";
    /// The tag of [`SmsCreated`].
    EventTag "event";
    /// The type of [`SmsCreated`].
    SmsCreatedType "sms.created";
}

/// Texts that development mode kept instead of sending, newest first.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inbox {
    /// The texts.
    pub data: Vec<InboxMessage>,
}

/// A text in the inbox.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InboxMessage {
    /// Its id; as `after`, it asks for newer texts only.
    pub id: SmsMessageId,
    /// `sms_message`.
    pub object: SmsMessageTag,
    /// Whom it is for.
    pub to_phone_number: PhoneNumber,
    /// What it says.
    pub message: String,
    /// The code in it; null in a text without one.
    pub otp_code: Option<String>,
    /// Whose number it is, if it is somebody's.
    pub user_id: Option<UserId>,
    /// Which of the user's numbers it is.
    pub phone_number_id: Option<PhoneNumberId>,
    /// When it was sent.
    pub created_at: Timestamp,
}

/// Texts in whatever state, newest first, those among them that were asked for and refused.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SmsMessages {
    /// The texts.
    pub data: Vec<SmsMessageRecord>,
    /// Changes with everything that happens to a text. As `revision` of the next question it waits for that.
    pub revision: String,
}

/// A text, and what became of it.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SmsMessageRecord {
    /// Its id; as `before`, it asks for older texts.
    pub id: SmsMessageId,
    /// `sms_message_record`.
    pub object: SmsMessageRecordTag,
    /// Whom it is for.
    pub to_phone_number: PhoneNumber,
    /// Whose number it is, if it is somebody's.
    pub user_id: Option<UserId>,
    /// Which of the user's numbers it is.
    pub phone_number_id: Option<PhoneNumberId>,
    /// How far it got: `queued`, `delivered`, `failed`, `dropped` or `refused`.
    pub state: String,
    /// Why it got no further.
    pub reason: Option<String>,
    /// Deliveries tried.
    pub tries: u32,
    /// What it says, where that is kept.
    pub message: Option<String>,
    /// The code in it, where that is kept.
    pub otp_code: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it is, or was, too late to deliver it; null if it was refused.
    pub expire_at: Option<Timestamp>,
}

/// The webhook event that hands a text to the operator's own sender.
#[derive(Clone, Serialize, Deserialize)]
pub struct SmsCreated {
    /// `event`.
    pub object: EventTag,
    /// `sms.created`.
    #[serde(rename = "type")]
    pub kind: SmsCreatedType,
    /// When the event was made, in milliseconds.
    pub timestamp: Timestamp,
    /// The instance that sends it.
    pub instance_id: String,
    /// The text.
    pub data: SmsCreatedData,
}

/// The text in a [`SmsCreated`] event.
#[derive(Clone, Serialize, Deserialize)]
pub struct SmsCreatedData {
    /// `sms_message`.
    pub object: SmsMessageTag,
    /// Its id: the same in every repetition of the event.
    pub id: SmsMessageId,
    /// `verification_code`, or null for a text without a code.
    pub slug: Option<String>,
    /// Always null: the operator's sender chooses.
    pub from_phone_number: Option<String>,
    /// Whom it is for.
    pub to_phone_number: PhoneNumber,
    /// Which of the user's numbers it is.
    pub phone_number_id: Option<PhoneNumberId>,
    /// Whose number it is.
    pub user_id: Option<UserId>,
    /// What it says.
    pub message: String,
    /// `queued`.
    pub status: String,
    /// The code, for senders with templates of their own.
    pub data: SmsCreatedCode,
    /// Always false: the receiver of the event delivers it.
    pub delivered_by_clerk: bool,
    /// When the text was made.
    pub created_at: Timestamp,
    /// The same, under the name that the contract's schema gives it.
    pub created_at_ms: Timestamp,
}

/// The code in a [`SmsCreatedData`].
#[derive(Clone, Serialize, Deserialize)]
pub struct SmsCreatedCode {
    /// The code; absent in a text without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otp_code: Option<String>,
}
