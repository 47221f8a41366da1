//! The RSA keys of session tokens: JSON Web Tokens signed with RS256.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{self, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Serialize;
use strowger_types::wire::{Jwk, Jwks};
use zeroize::Zeroizing;

/// What tokens of sessions carry as `cat` in their header: clients take no other.
const SESSION_TOKEN_CATEGORY: &str = "cl_B7d4PD111AAA";

/// A signing key that does not work.
#[derive(Debug, thiserror::Error)]
#[error("the signing key {kid} cannot be used: {why}")]
pub struct SigningError {
    kid: String,
    why: &'static str,
}

/// A new RSA key of 2,048 bits, as PKCS #8. Takes about a tenth of a second.
pub(crate) fn generate_pkcs8() -> Zeroizing<Vec<u8>> {
    let key = KeyPair::generate(KeySize::Rsa2048).expect("the system has randomness");
    let der: Pkcs8V1Der<'_> = key.as_der().expect("a fresh key can be written");
    Zeroizing::new(der.as_ref().to_vec())
}

/// The claims of a session token. No `aud`: clients that were not told one refuse any.
#[derive(Serialize)]
pub(crate) struct Claims<'a> {
    /// The origin that asked for the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) azp: Option<&'a str>,
    /// When the token dies, in seconds.
    pub(crate) exp: i64,
    /// Minutes since the first and the second factor were shown; -1 is never.
    pub(crate) fva: [i64; 2],
    /// When it was made, in seconds.
    pub(crate) iat: i64,
    /// Who made it: the frontend's address.
    pub(crate) iss: &'a str,
    /// Names the token.
    pub(crate) jti: String,
    /// From when on it is good, in seconds.
    pub(crate) nbf: i64,
    /// The session.
    pub(crate) sid: &'a str,
    /// The session's status.
    pub(crate) sts: &'static str,
    /// The user.
    pub(crate) sub: &'a str,
    /// The version of this form.
    pub(crate) v: u8,
}

/// Signs session tokens with the newest key and shows the public halves of all.
pub(crate) struct SessionSigner {
    newest: KeyPair,
    header: String,
    jwks: Jwks,
    public_key_pem: String,
}

impl SessionSigner {
    /// A signer of these keys (kid and PKCS #8), the newest first; at least one.
    pub(crate) fn new(keys: &[(String, Zeroizing<Vec<u8>>)]) -> Result<Self, SigningError> {
        let mut pairs = Vec::new();
        for (kid, pkcs8) in keys {
            let pair = KeyPair::from_pkcs8(pkcs8).map_err(|_| SigningError {
                kid: kid.clone(),
                why: "it is not an RSA key in PKCS #8",
            })?;
            pairs.push((kid.clone(), pair));
        }
        let jwks = Jwks {
            keys: pairs.iter().map(|(kid, pair)| jwk(kid, pair)).collect(),
        };
        let Some((kid, newest)) = pairs.into_iter().next() else {
            return Err(SigningError {
                kid: "(none)".to_owned(),
                why: "there is none",
            });
        };
        let header = format!(
            r#"{{"alg":"RS256","cat":"{SESSION_TOKEN_CATEGORY}","kid":"{kid}","typ":"JWT"}}"#
        );
        let public_key_pem = pem(&newest);
        Ok(Self {
            newest,
            header: URL_SAFE_NO_PAD.encode(header),
            jwks,
            public_key_pem,
        })
    }

    /// A signed token. Takes half a millisecond of CPU: not for a thread that does I/O.
    pub(crate) fn sign(&self, claims: &Claims<'_>) -> String {
        let claims = serde_json::to_vec(claims).expect("claims are JSON");
        let mut token = self.header.clone();
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(claims, &mut token);
        let mut signature = vec![0; self.newest.public_modulus_len()];
        self.newest
            .sign(
                &signature::RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                token.as_bytes(),
                &mut signature,
            )
            .expect("a key that was parsed signs");
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        token
    }

    /// The public halves of all keys.
    pub(crate) fn jwks(&self) -> &Jwks {
        &self.jwks
    }

    /// The public half of the newest key, for verification without a network.
    pub(crate) fn public_key_pem(&self) -> &str {
        &self.public_key_pem
    }
}

fn jwk(kid: &str, pair: &KeyPair) -> Jwk {
    let public = pair.public_key();
    Jwk {
        usage: "sig".to_owned(),
        kty: "RSA".to_owned(),
        kid: kid.to_owned(),
        alg: "RS256".to_owned(),
        n: URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
        e: URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
    }
}

fn pem(pair: &KeyPair) -> String {
    let der: PublicKeyX509Der<'_> = pair
        .public_key()
        .as_der()
        .expect("a public key can be written");
    let encoded = STANDARD.encode(der.as_ref());
    let lines: Vec<_> = encoded
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        lines.join("\n")
    )
}
