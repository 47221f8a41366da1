//! Commands: which facts to load, which rule to ask.

pub(crate) mod frontend;
mod handshake;
mod inbox;
mod instance;
mod messages;
mod passwords;
mod phone_numbers;
mod run;
mod sessions;
mod sign_in_tokens;
mod signing_keys;
mod state;
mod token_cache;
#[cfg(test)]
mod token_tests;
mod tokens;
mod users;

pub(crate) use handshake::handshake;
pub(crate) use inbox::{INBOX_LIMIT_MAX, INBOX_WAIT_MS_MAX, inbox};
pub(crate) use instance::update_instance;
pub(crate) use messages::{Awaited, Wanted, messages, states_told_as};
pub(crate) use passwords::is_digest_of;
pub(crate) use phone_numbers::{
    attempt_verification, create_number, delete_number, get_number, prepare_verification,
    replace_number, unlock_number, update_number,
};
pub(crate) use run::run;
pub(crate) use sessions::{create_session, get_session, list_sessions, revoke_session};
pub(crate) use sign_in_tokens::{create_sign_in_token, revoke_sign_in_token};
pub use signing_keys::KeysError;
pub(crate) use signing_keys::{add_signing_key, new_signing_key, read_key_ring, watch};
pub(crate) use state::{App, AppParts, Identity, Instance};
pub(crate) use tokens::{
    fresh_session_token, mint_template_token, mint_token, session_token, session_token_since,
    template_token,
};
pub(crate) use users::{
    change_user, count_users, create_user, delete_user, disable_mfa, get_user, list_users,
    update_user, verify_password,
};
