use serde::{Deserialize, Serialize};

/// The public keys that session tokens can be verified with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Jwks {
    /// The signing key first, then older keys whose last tokens still live.
    pub keys: Vec<Jwk>,
}

/// One RSA public key (RFC 7517).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Jwk {
    /// `sig`.
    #[serde(rename = "use")]
    pub usage: String,
    /// `RSA`.
    pub kty: String,
    /// Names the key in token headers.
    pub kid: String,
    /// `RS256`.
    pub alg: String,
    /// The modulus, base64url.
    pub n: String,
    /// The exponent, base64url.
    pub e: String,
}
