use std::fmt;

use aws_lc_rs::hmac;
use strowger_types::VerificationId;
use subtle::ConstantTimeEq;

use crate::number::TEST_CODE;
use crate::record::{CodeMac, Purpose, User, Verification};
use crate::{Ctx, record::Number};

/// Digits of a code. Six, as the contract has them: 20 bits, hence the limits on tries.
pub const CODE_DIGITS: usize = 6;

/// How many codes there are.
const CODES: u32 = 1_000_000;

/// A code in the clear: on its way into a text, or just submitted. It cannot be printed.
#[derive(Clone)]
pub struct Code(String);

impl Code {
    /// A random code: every code is equally likely, leading zeros stay.
    pub fn random(ctx: &mut Ctx<'_>) -> Self {
        // Draws above the largest multiple of 1,000,000 are thrown away: they would favour small codes.
        const FAIR_BELOW: u32 = u32::MAX - u32::MAX % CODES;
        loop {
            let drawn = u32::from_le_bytes(ctx.random());
            if drawn < FAIR_BELOW {
                return Self(format!("{:0width$}", drawn % CODES, width = CODE_DIGITS));
            }
        }
    }

    /// The fixed code of test numbers.
    pub fn for_tests() -> Self {
        Self(TEST_CODE.to_owned())
    }

    /// What somebody typed.
    pub fn submitted(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The digits, for the text that carries them.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}

/// The keys under which codes are stored: the newest makes, all check. They never lie in the database.
pub struct CodeKeys {
    keys: Vec<(u32, hmac::Key)>,
}

impl CodeKeys {
    /// Keys with their ids, the newest last; at least one.
    ///
    /// # Panics
    /// When there is none: a server without a key for codes must not start.
    pub fn new(keys: &[(u32, [u8; 32])]) -> Self {
        assert!(!keys.is_empty(), "codes cannot be stored without a key");
        let keys = keys
            .iter()
            .map(|(id, key)| (*id, hmac::Key::new(hmac::HMAC_SHA256, key)));
        Self {
            keys: keys.collect(),
        }
    }

    /// The code as it is stored, bound to this verification, user, number and purpose.
    pub(super) fn seal(
        &self,
        code: &Code,
        id: &VerificationId,
        user: &User,
        number: &Number,
        purpose: Purpose,
    ) -> CodeMac {
        let (key_id, key) = self.keys.last().expect("there is at least one key");
        let binding = [
            purpose.as_str(),
            id.as_str(),
            user.id.as_str(),
            number.id.as_str(),
            number.phone_number.as_str(),
        ];
        CodeMac {
            key_id: *key_id,
            mac: mac(key, &binding, code),
        }
    }

    /// Whether the code is the verification's. Takes the same time for every wrong code.
    pub(super) fn is_right(&self, code: &Code, verification: &Verification) -> bool {
        let Some((_, key)) = self
            .keys
            .iter()
            .find(|(id, _)| *id == verification.code.key_id)
        else {
            return false;
        };
        let binding = [
            verification.purpose.as_str(),
            verification.id.as_str(),
            verification.user_id.as_str(),
            verification.phone_number_id.as_str(),
            verification.phone_number.as_str(),
        ];
        mac(key, &binding, code)
            .ct_eq(&verification.code.mac)
            .into()
    }
}

fn mac(key: &hmac::Key, binding: &[&str], code: &Code) -> [u8; 32] {
    let mut context = hmac::Context::with_key(key);
    for part in binding {
        context.update(part.as_bytes());
        // No part holds a zero byte, so no two bindings read the same.
        context.update(&[0]);
    }
    context.update(code.0.as_bytes());
    let tag = context.sign();
    tag.as_ref().try_into().expect("HMAC-SHA-256 has 32 bytes")
}
