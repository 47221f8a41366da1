//! The secret key that app servers show, and the publishable key that tells browsers where the server is.

use std::fmt;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use strowger_core::policy::Environment;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Random characters of a generated secret key: 40 of 62 are 238 bits.
const SECRET_CHARS: usize = 40;

/// Fewest characters behind the prefix of a secret key that somebody chose: 16 of 62 are 95 bits.
const SECRET_CHARS_MIN: usize = 16;

/// Longest secret key, in bytes.
pub(crate) const SECRET_KEY_BYTES_MAX: usize = 256;

/// A secret key: `sk_test_...` in development, `sk_live_...` in production. It cannot be printed by accident.
#[derive(Clone)]
pub(crate) struct SecretKey(Zeroizing<String>);

impl SecretKey {
    /// The key in `text`, if it has the form of one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let body = text
            .strip_prefix("sk_test_")
            .or_else(|| text.strip_prefix("sk_live_"))?;
        let well_formed = (SECRET_CHARS_MIN..=SECRET_KEY_BYTES_MAX).contains(&body.len())
            && body
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        well_formed.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// A new random key.
    pub(crate) fn generate(environment: Environment) -> Self {
        const ALPHABET: &[u8; 62] =
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let mut key = Zeroizing::new(prefix(environment).to_owned());
        let target = key.len() + SECRET_CHARS;
        while key.len() < target {
            let mut byte = [0];
            getrandom::fill(&mut byte).expect("the system has randomness");
            // 248 is the largest multiple of 62 in a byte: what is above would favour some characters.
            if byte[0] < 248 {
                key.push(char::from(ALPHABET[usize::from(byte[0] % 62)]));
            }
        }
        Self(key)
    }

    /// Whether it is a key for this environment.
    pub(crate) fn is_for(&self, environment: Environment) -> bool {
        self.0.starts_with(prefix(environment))
    }

    /// The key itself.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `candidate` is this key. Takes the same time for every wrong key of the same length.
    pub(crate) fn matches(&self, candidate: &str) -> bool {
        self.0.as_bytes().ct_eq(candidate.as_bytes()).into()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

fn prefix(environment: Environment) -> &'static str {
    match environment {
        Environment::Development => "sk_test_",
        Environment::Production => "sk_live_",
    }
}

/// A publishable key: `pk_test_` or `pk_live_` and base64 of the frontend's host and a dollar sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublishableKey {
    text: String,
    host: String,
}

impl PublishableKey {
    /// The key in `text`, if clients can read it: one dollar sign, at the end, and a dot in the host.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let encoded = text
            .strip_prefix("pk_test_")
            .or_else(|| text.strip_prefix("pk_live_"))?;
        let padded = format!(
            "{}{}",
            encoded.trim_end_matches('='),
            "=".repeat(padding(encoded.trim_end_matches('=').len()))
        );
        let decoded = String::from_utf8(STANDARD.decode(padded).ok()?).ok()?;
        let host = decoded.strip_suffix('$')?;
        let readable = host.contains('.') && !host.contains('$');
        readable.then(|| Self {
            text: text.to_owned(),
            host: host.to_owned(),
        })
    }

    /// The key that names `host`.
    pub(crate) fn of_host(host: &str, environment: Environment) -> Self {
        let prefix = match environment {
            Environment::Development => "pk_test_",
            Environment::Production => "pk_live_",
        };
        let text = format!("{prefix}{}", STANDARD.encode(format!("{host}$")));
        Self {
            text,
            host: host.to_owned(),
        }
    }

    /// The key itself.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The host in the key, with its port if it has one.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// What cookies of this key's apps end with, so that apps of several keys can live on one host: eight characters
    /// of the key's SHA-1. Nothing secret hangs on it; the hash is the contract's.
    pub(crate) fn cookie_suffix(&self) -> String {
        let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, self.text.as_bytes());
        let mut suffix = URL_SAFE.encode(digest);
        suffix.truncate(8);
        suffix
    }

    /// Whether it is a key for this environment.
    pub(crate) fn is_for(&self, environment: Environment) -> bool {
        match environment {
            Environment::Development => self.text.starts_with("pk_test_"),
            Environment::Production => self.text.starts_with("pk_live_"),
        }
    }
}

fn padding(length: usize) -> usize {
    (4 - length % 4) % 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_publishable_key_names_its_host() {
        let key = PublishableKey::of_host("127.0.0.1:4000", Environment::Development);
        assert_eq!(key.as_str(), "pk_test_MTI3LjAuMC4xOjQwMDAk");
        assert_eq!(PublishableKey::parse(key.as_str()), Some(key));
        let foreign =
            PublishableKey::parse("pk_live_Y2xlcmsuZXhhbXBsZS50ZXN0JA").expect("unpadded");
        assert_eq!(foreign.host(), "clerk.example.test");
        assert!(foreign.is_for(Environment::Production));
        assert_eq!(
            PublishableKey::parse("pk_test_bG9jYWxob3N0JA=="),
            None,
            "no dot in the host"
        );
    }

    #[test]
    fn cookies_of_a_key_end_with_its_hash() {
        for (key, suffix) in [
            ("pk_live_Y2xlcmsuZXhhbXBsZS50ZXN0JA", "mygDvuFt"),
            ("pk_live_Y2xlcmsxODIuZXhhbXBsZS50ZXN0JA==", "m_n-Enrw"),
        ] {
            let key = PublishableKey::parse(key).expect("a key");
            assert_eq!(key.cookie_suffix(), suffix);
        }
    }

    #[test]
    fn a_secret_key_is_for_one_environment() {
        let key = SecretKey::generate(Environment::Production);
        assert!(key.is_for(Environment::Production) && !key.is_for(Environment::Development));
        assert!(SecretKey::parse(key.reveal()).is_some());
        assert!(key.matches(key.reveal()) && !key.matches("sk_live_x") && !key.matches(""));
        assert!(SecretKey::parse("sk_test_short").is_none());
        assert!(SecretKey::parse("password").is_none());
        assert_eq!(format!("{key:?}"), "SecretKey(..)");
    }
}
