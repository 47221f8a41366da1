//! One file per table: its columns, how a row is read and how it is written.

pub(crate) mod clients;
pub(crate) mod counters;
pub(crate) mod email_addresses;
mod factor;
pub(crate) mod familiars;
pub(crate) mod messages;
pub(crate) mod number_failures;
pub(crate) mod phone_numbers;
pub(crate) mod row_counts;
mod sent_code;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod sign_in_tokens;
pub(crate) mod sign_ins;
pub(crate) mod sign_ups;
pub(crate) mod signing_keys;
mod standing;
pub(crate) mod users;
pub(crate) mod verifications;
