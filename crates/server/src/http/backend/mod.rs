//! The Backend API: what app servers call with the secret key.

mod instance;
mod phone_numbers;
pub(crate) mod render;
mod routes;
mod sessions;
mod sign_in_tokens;
mod user_forms;
mod user_query;
mod users;

pub(crate) use routes::ROUTES;
