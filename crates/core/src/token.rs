//! Random tokens in the clear: of clients, and of sign-ins that the app's backend made.

use std::fmt;

use aws_lc_rs::digest;

use crate::Ctx;

/// A token in the clear: shown once, then only its hash is kept. It cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenText(String);

impl TokenText {
    /// A new token: the prefix and 256 random bits in hexadecimal digits.
    pub(crate) fn random(prefix: &str, ctx: &mut Ctx<'_>) -> Self {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let random: [u8; 32] = ctx.random();
        let digits = random.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let digits = digits.map(|digit| char::from(HEX[usize::from(digit)]));
        Self(prefix.chars().chain(digits).collect())
    }

    /// What somebody showed.
    pub fn shown(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The token, for the answer that shows it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The hash that is kept.
    pub fn hash(&self) -> [u8; 32] {
        let digest = digest::digest(&digest::SHA256, self.0.as_bytes());
        digest.as_ref().try_into().expect("SHA-256 has 32 bytes")
    }
}

impl fmt::Debug for TokenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenText(..)")
    }
}
