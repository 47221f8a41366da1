//! Keys: the master key and what is derived from it, secret and publishable keys, and the keys of session tokens.

mod api_key;
pub(crate) mod console_token;
mod master;
mod ring;
mod signing;

pub(crate) use api_key::{PublishableKey, SecretKey};
pub use master::MasterKeyError;
pub(crate) use master::{MasterKey, Sealer, load_or_make};
pub(crate) use ring::KeyRing;
pub use signing::SigningError;
pub(crate) use signing::{Claims, Signer, TokenKind, generate_pkcs8};
