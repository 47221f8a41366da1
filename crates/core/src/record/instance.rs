use std::fmt;

use strowger_types::{InstanceId, Timestamp};

use crate::policy::Preferred;

/// What the instance remembers of itself. One record; made at the first start.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// The instance's id.
    pub id: InstanceId,
    /// Grows by one with every change, of the signing keys too.
    pub version: u64,
    /// The generated secret key, encrypted under the master key.
    pub sealed_secret_key: Vec<u8>,
    /// Test mode, if the Backend API set it.
    pub test_mode: Option<bool>,
    /// Countries without texts, if the Backend API set them: ISO 3166-1 alpha-2 codes, sorted.
    pub blocked_countries: Option<Vec<String>>,
    /// Allowed origins, if the Backend API set them.
    pub allowed_origins: Option<Vec<String>>,
    /// Whether anybody may sign up, if the Backend API set it.
    pub sign_up_is_open: Option<bool>,
    /// Which first factor is offered first where passwords are required, if the Backend API set it.
    pub preferred: Option<Preferred>,
    /// When the instance was made.
    pub created_at: Timestamp,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("id", &self.id)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// An RSA key that signs session tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Names the key in token headers and in the JWKS.
    pub kid: String,
    /// The private key (PKCS #8), encrypted under the master key.
    pub sealed_private_key: Vec<u8>,
    /// When it was made: the newest signs, as soon as every process knows it.
    pub created_at: Timestamp,
    /// Until when a token may live that it signed and that lives longer than usual.
    pub used_until: Option<Timestamp>,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}
