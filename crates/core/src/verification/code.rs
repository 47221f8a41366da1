use std::fmt;

use aws_lc_rs::hmac;
use strowger_types::{PhoneNumberId, UserId};
use subtle::ConstantTimeEq;

use crate::Ctx;
use crate::number::TEST_CODE;
use crate::record::{BackupCodes, CodeMac, Verification};

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

    /// The code as it is stored, bound to all that its verification is about.
    pub(super) fn seal(&self, code: &Code, verification: &Verification) -> CodeMac {
        let (key_id, key) = self.newest();
        CodeMac {
            key_id,
            mac: mac(key, &binding(verification), code.0.as_bytes()),
        }
    }

    /// A backup code as it is stored, bound to its user.
    pub(crate) fn seal_backup_code(&self, code: &str, user_id: &UserId) -> CodeMac {
        let (key_id, key) = self.newest();
        let binding = ["backup_code", user_id.as_str()];
        CodeMac {
            key_id,
            mac: mac(key, &binding, code.as_bytes()),
        }
    }

    /// Which of the backup codes this is. Takes the same time for every code that is none.
    pub(crate) fn find_backup_code(
        &self,
        code: &str,
        codes: &BackupCodes,
        user_id: &UserId,
    ) -> Option<usize> {
        let (_, key) = self.keys.iter().find(|(id, _)| *id == codes.key_id)?;
        let submitted = mac(key, &["backup_code", user_id.as_str()], code.as_bytes());
        let mut found = None;
        for (place, kept) in codes.macs.iter().enumerate() {
            if bool::from(submitted.ct_eq(kept)) {
                found = Some(place);
            }
        }
        found
    }

    /// 32 bytes that only this server can make of a text: what nobody has looks random and yet the same each time.
    pub(crate) fn pretend(&self, text: &str) -> [u8; 32] {
        // The oldest key, so that a new one does not change what was shown.
        let (_, key) = self.keys.first().expect("there is at least one key");
        mac(key, &["pretend"], text.as_bytes())
    }

    fn newest(&self) -> (u32, &hmac::Key) {
        let (key_id, key) = self.keys.last().expect("there is at least one key");
        (*key_id, key)
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
        mac(key, &binding(verification), code.0.as_bytes())
            .ct_eq(&verification.code.mac)
            .into()
    }
}

fn binding(verification: &Verification) -> [&str; 5] {
    [
        verification.purpose.as_str(),
        verification.id.as_str(),
        verification.user_id.as_ref().map_or("", UserId::as_str),
        verification
            .phone_number_id
            .as_ref()
            .map_or("", PhoneNumberId::as_str),
        verification.phone_number.as_str(),
    ]
}

fn mac(key: &hmac::Key, binding: &[&str], secret: &[u8]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(key);
    for part in binding {
        context.update(part.as_bytes());
        // No part holds a zero byte, so no two bindings read the same.
        context.update(&[0]);
    }
    context.update(secret);
    let tag = context.sign();
    tag.as_ref().try_into().expect("HMAC-SHA-256 has 32 bytes")
}
