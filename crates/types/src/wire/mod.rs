//! Objects as they are on the wire: field names, order and nullability are the contract's.
//!
//! Field docs say what the contract leaves open; names that speak for themselves have short ones.

mod console;
mod deleted;
mod dev_browser;
pub mod environment;
mod error;
pub mod frontend;
mod health;
mod instance;
mod jwks;
mod message;
mod metadata;
mod phone_number;
mod session;
mod sign_in_token;
mod user;
mod verification;

pub use console::{Components, ConsoleSession, ConsoleSessionTag};
pub use deleted::DeletedObject;
pub use dev_browser::{DevBrowser, DevBrowserTag};
pub use environment::Environment;
pub use error::{ErrorItem, Errors, ErrorsMeta};
pub use health::Health;
pub use instance::{
    Instance, InstanceCommunication, InstanceCommunicationTag, InstanceRestrictions,
    InstanceRestrictionsTag, InstanceSettings, InstanceSettingsTag, InstanceTag,
};
pub use jwks::{Jwk, Jwks};
pub use message::{
    EventTag, Inbox, InboxMessage, SmsCreated, SmsCreatedCode, SmsCreatedData, SmsCreatedType,
    SmsMessageRecord, SmsMessageRecordTag, SmsMessageTag, SmsMessages,
};
pub use metadata::Metadata;
pub use phone_number::{IdentificationLink, NumberVerification, PhoneNumber, PhoneNumberTag};
pub use session::{Session, SessionPage, SessionTag, Token, TokenTag};
pub use sign_in_token::{SignInToken, SignInTokenTag, TestingToken, TestingTokenTag};
pub use user::{
    EmailAddress, EmailAddressTag, MfaDisabled, PasswordVerified, TotalCount, TotalCountTag, User,
    UserTag,
};
pub use verification::{Verification, VerificationTag};

/// Declares a type with one value, the contract's `object` tag.
macro_rules! tag {
    ($($(#[$doc:meta])* $name:ident $text:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name {
            #[doc = concat!("`", $text, "`")]
            #[default]
            #[serde(rename = $text)]
            Tag,
        }
    )+};
}
pub(crate) use tag;
