//! Words that the server and its clients share: ids, phone numbers, times, error codes and wire objects.
//!
//! Nothing here does I/O, reads a clock or knows a rule.

pub mod error;
pub mod id;
pub mod phone_number;
pub mod timestamp;
pub mod wire;

pub use error::ErrorCode;
pub use id::{
    BackupCodesId, ClientId, EmailAddressId, InstanceId, PhoneNumberId, SessionId, SignInId,
    SignInTokenId, SignUpId, SmsMessageId, StepUpId, UserId, VerificationId,
};
pub use phone_number::PhoneNumber;
pub use timestamp::Timestamp;
