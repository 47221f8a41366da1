//! Typed ids: a prefix that names the kind and 27 base-62 characters that sort by time of creation.

use std::fmt;

/// Longest id taken from outside, in bytes. Ours have 27 characters behind the prefix; imported ones may differ.
pub const ID_BYTES_MAX: usize = 64;

/// Characters behind the prefix of an id made here: 160 bits in base 62.
const BODY_LENGTH: usize = 27;

const BASE_62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Random bytes behind the time in a new id.
pub const ID_ENTROPY_BYTES: usize = 14;

/// The time-ordered body of an id: 48 bits of milliseconds, then 112 random bits, in base 62.
fn body(at_ms: i64, entropy: [u8; ID_ENTROPY_BYTES]) -> [u8; BODY_LENGTH] {
    let mut bytes = [0_u8; 20];
    bytes[..6].copy_from_slice(&at_ms.to_be_bytes()[2..]);
    bytes[6..].copy_from_slice(&entropy);
    let mut limbs = [0_u32; 5];
    for (limb, chunk) in limbs.iter_mut().zip(bytes.chunks_exact(4)) {
        *limb = u32::from_be_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]);
    }
    let mut body = [b'0'; BODY_LENGTH];
    for place in body.iter_mut().rev() {
        let mut remainder = 0_u64;
        for limb in &mut limbs {
            let value = (remainder << 32) | u64::from(*limb);
            // The quotient fits: the remainder is below 62, so value is below 62 << 32.
            *limb = u32::try_from(value / 62).unwrap_or(u32::MAX);
            remainder = value % 62;
        }
        *place = BASE_62[usize::try_from(remainder).unwrap_or(0)];
    }
    body
}

/// The body that sorts next, counting in base 62. The time in front keeps the count from running over.
fn next_body(body: &str) -> String {
    let mut digits: Vec<char> = body.chars().collect();
    for digit in digits.iter_mut().rev() {
        match *digit {
            'z' => *digit = '0',
            '9' => *digit = 'A',
            'Z' => *digit = 'a',
            other => *digit = char::from_u32(u32::from(other) + 1).unwrap_or('z'),
        }
        if *digit != '0' {
            break;
        }
    }
    digits.into_iter().collect()
}

fn is_well_formed(text: &str, prefix: &str) -> bool {
    text.len() <= ID_BYTES_MAX
        && text.strip_prefix(prefix).is_some_and(|body| {
            !body.is_empty()
                && body
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
        })
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name(String);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// A new id for something made at `at_ms` (milliseconds since the epoch): ids sort by that time.
            pub fn new(at_ms: i64, entropy: [u8; ID_ENTROPY_BYTES]) -> Self {
                let mut id = String::with_capacity($prefix.len() + BODY_LENGTH);
                id.push_str($prefix);
                id.extend(body(at_ms, entropy).map(char::from));
                Self(id)
            }

            /// The id in `text`, if it has the form of one: right prefix, letters, digits, `_` and `-` only,
            /// at most [`ID_BYTES_MAX`] bytes. Anything else cannot name something that exists.
            pub fn parse(text: &str) -> Option<Self> {
                is_well_formed(text, $prefix).then(|| Self(text.to_owned()))
            }

            /// The id that sorts next behind this one, among ids of the same length: for what has to come last
            /// although its time, taken alone, would not put it there.
            #[must_use]
            pub fn next(&self) -> Self {
                let (prefix, body) = self.0.split_at(Self::PREFIX.len());
                Self(format!("{prefix}{}", next_body(body)))
            }

            /// The id as it is on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                if is_well_formed(&text, $prefix) {
                    Ok(Self(text))
                } else {
                    Err(serde::de::Error::custom(concat!("not an id that begins with ", $prefix)))
                }
            }
        }
    )+};
}

ids! {
    /// A user.
    UserId "user_";
    /// A phone number that a user holds: an identification, hence the prefix.
    PhoneNumberId "idn_";
    /// An email address that a user holds: an identification too.
    EmailAddressId "idn_";
    /// One sending of a code, and the tries made at it.
    VerificationId "ver_";
    /// A signed-in session.
    SessionId "sess_";
    /// A browser or device that sessions hang from.
    ClientId "client_";
    /// A one-time token that signs a user in.
    SignInTokenId "sit_";
    /// One attempt to sign in.
    SignInId "sia_";
    /// One attempt to sign up.
    SignUpId "sua_";
    /// One asking again for factors within a session.
    StepUpId "sv_";
    /// A set of backup codes.
    BackupCodesId "bkc_";
    /// A text message.
    SmsMessageId "sms_";
    /// The instance: one server with its own keys and users. Its signing keys carry the same prefix.
    InstanceId "ins_";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_whatever_the_entropy() {
        let early = UserId::new(1_700_000_000_000, [0xff; ID_ENTROPY_BYTES]);
        let late = UserId::new(1_700_000_000_001, [0; ID_ENTROPY_BYTES]);
        assert!(early < late);
        assert_eq!(early.as_str().len(), "user_".len() + BODY_LENGTH);
    }

    #[test]
    fn the_next_id_sorts_right_behind() {
        for (body, next) in [("a0", "a1"), ("a9", "aA"), ("aZ", "aa"), ("azz", "b00")] {
            assert_eq!(next_body(body), next);
        }
        let last = UserId::new(1_700_000_000_000, [0xff; ID_ENTROPY_BYTES]);
        assert!(last < last.next());
        assert!(last.next() < UserId::new(1_700_000_000_001, [1; ID_ENTROPY_BYTES]));
    }

    #[test]
    fn every_bit_of_entropy_reaches_the_id() {
        let mut seen = std::collections::HashSet::new();
        for bit in 0..ID_ENTROPY_BYTES * 8 {
            let mut entropy = [0_u8; ID_ENTROPY_BYTES];
            entropy[bit / 8] = 1 << (bit % 8);
            assert!(seen.insert(UserId::new(1, entropy)));
        }
    }

    #[test]
    fn what_cannot_be_an_id_is_not_one() {
        for text in ["", "user_", "usr_12345", "user_a b", "user_é", "idn_1/2"] {
            assert_eq!(UserId::parse(text), None, "{text}");
        }
        assert!(UserId::parse(&format!("user_{}", "a".repeat(ID_BYTES_MAX))).is_none());
        assert!(UserId::parse("user_29w83sxmDNGwOuEthce5gg56FcC").is_some());
    }
}
