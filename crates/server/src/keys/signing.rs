//! The RSA keys of session tokens: JSON Web Tokens signed with RS256.

use std::fmt;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{self, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Serialize;
use strowger_types::wire::Jwk;
use zeroize::Zeroizing;

/// What tokens of sessions carry as `cat` in their header: the contract's.
const SESSION_TOKEN_CATEGORY: &str = "cl_B7d4PD111AAA";

/// What tokens of templates carry: the contract's. Servers of apps take them for no session, however long they live.
const TEMPLATE_TOKEN_CATEGORY: &str = "cl_B7d4PD222AAA";

/// A signing key that does not work.
#[derive(Debug, thiserror::Error)]
#[error("the signing key {kid} cannot be used: it is not an RSA key in PKCS #8")]
pub struct SigningError {
    kid: String,
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

/// What a token is for: clients tell by a word in its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// It proves a session to whoever asks.
    Session,
    /// It says what a template says, to whom that concerns.
    Template,
    /// It is the server's word to a server of an app. It carries no category: they know none for it.
    Word,
}

impl TokenKind {
    /// The header of such tokens, as it stands in front of them.
    fn header(self, kid: &str) -> String {
        let category = match self {
            Self::Session => format!(r#""cat":"{SESSION_TOKEN_CATEGORY}","#),
            Self::Template => format!(r#""cat":"{TEMPLATE_TOKEN_CATEGORY}","#),
            Self::Word => String::new(),
        };
        URL_SAFE_NO_PAD.encode(format!(
            r#"{{"alg":"RS256",{category}"kid":"{kid}","typ":"JWT"}}"#
        ))
    }
}

/// One RSA key that is ready to sign. It cannot be printed.
pub(crate) struct Signer {
    kid: String,
    pair: KeyPair,
    jwk: Jwk,
}

impl Signer {
    /// The key of this name in PKCS #8.
    pub(crate) fn from_pkcs8(kid: &str, pkcs8: &[u8]) -> Result<Self, SigningError> {
        let pair = KeyPair::from_pkcs8(pkcs8).map_err(|_| SigningError {
            kid: kid.to_owned(),
        })?;
        Ok(Self {
            kid: kid.to_owned(),
            jwk: jwk(kid, &pair),
            pair,
        })
    }

    /// Its name in headers of tokens and in the JWKS.
    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    /// A token with these claims, which are the text of a JSON object. Takes half a millisecond of CPU: not for a
    /// thread that does I/O.
    pub(crate) fn sign(&self, kind: TokenKind, claims: &[u8]) -> String {
        let mut token = kind.header(&self.kid);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(claims, &mut token);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
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

    /// Its public half, as it is published.
    pub(crate) fn jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// Its public half, for verification without a network.
    pub(crate) fn public_key_pem(&self) -> String {
        pem(&self.pair)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}, ..)", self.kid)
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
