//! A phone number in E.164 form. Whether such a number exists is a rule and lives in the core.

use std::fmt;

/// Most digits of an international number, country code included (ITU-T E.164).
pub const DIGITS_MAX: usize = 15;

/// A phone number in E.164 form: a plus and one to fifteen digits, the first not zero.
///
/// `Debug` masks the middle, so that a number that strays into a log is not a person's number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// The number in `text`, if `text` is exactly E.164: no spaces, no brackets, no extension.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let well_formed = (1..=DIGITS_MAX).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        well_formed.then(|| Self(text.to_owned()))
    }

    /// The number as it is on the wire, plus included.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number for a log or a message to someone else: country code and last two digits stay readable.
    pub fn masked(&self) -> String {
        let shown_before = 3.min(self.0.len());
        let shown_after = self.0.len().saturating_sub(2).max(shown_before);
        let hidden = shown_after - shown_before;
        format!(
            "{}{}{}",
            &self.0[..shown_before],
            "*".repeat(hidden),
            &self.0[shown_after..]
        )
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl<'de> serde::Deserialize<'de> for PhoneNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom("not a phone number in E.164 form"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_e164_is_a_phone_number() {
        for text in ["+14155550100", "+1", "+123456789012345"] {
            assert_eq!(
                PhoneNumber::parse(text).map(|number| number.as_str().to_owned()),
                Some(text.to_owned())
            );
        }
        for text in [
            "",
            "+",
            "14155550100",
            "+0415",
            "+1234567890123456",
            "+1 415",
            "+1415a",
            "+１４",
        ] {
            assert_eq!(PhoneNumber::parse(text), None, "{text}");
        }
    }

    #[test]
    fn debug_does_not_show_the_number() {
        let number = PhoneNumber::parse("+14155550123").expect("valid");
        assert_eq!(format!("{number:?}"), "+14*******23");
        assert_eq!(
            format!("{:?}", PhoneNumber::parse("+1").expect("valid")),
            "+1"
        );
    }
}
