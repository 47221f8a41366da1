//! Commands: which facts to load, which rule to ask.

mod inbox;
mod instance;
mod passwords;
mod phone_numbers;
mod run;
mod sessions;
mod sign_in_tokens;
mod state;
mod users;

pub(crate) use inbox::{INBOX_LIMIT_MAX, INBOX_WAIT_MS_MAX, inbox};
pub(crate) use instance::update_instance;
pub(crate) use passwords::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, is_digest_of};
pub(crate) use phone_numbers::{
    attempt_verification, create_number, delete_number, get_number, prepare_verification,
    replace_number, update_number,
};
pub(crate) use run::run;
pub(crate) use sessions::{create_session, get_session, list_sessions, mint_token, revoke_session};
pub(crate) use sign_in_tokens::{create_sign_in_token, revoke_sign_in_token};
pub(crate) use state::{App, AppParts, Identity};
pub(crate) use users::{
    change_user, count_users, create_user, delete_user, disable_mfa, get_user, list_users,
    update_user, verify_password,
};
