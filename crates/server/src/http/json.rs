//! A JSON object as it was sent: duplicate keys are kept, to be refused, instead of the last one winning.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The members of an object, in the order in which they came. A key may come twice.
pub(crate) struct Members(pub(crate) Vec<(String, Value)>);

/// What JSON in a body turned out to be.
pub(crate) enum Parsed {
    /// An object.
    Object(Members),
    /// An object within which, at some depth, this key comes twice.
    NestedDuplicate(String),
    /// No JSON object.
    Invalid,
}

/// The object in `bytes`. Nesting deeper than 128 levels is invalid.
pub(crate) fn parse_object(bytes: &[u8]) -> Parsed {
    match serde_json::from_slice::<Members>(bytes) {
        Ok(members) => Parsed::Object(members),
        Err(error) => match duplicate_in(&error.to_string()) {
            Some(key) => Parsed::NestedDuplicate(key.to_owned()),
            None => Parsed::Invalid,
        },
    }
}

/// How a duplicate travels through serde's errors, which are texts.
const DUPLICATE: &str = "duplicate key \u{0}";

fn duplicate_in(message: &str) -> Option<&str> {
    message.strip_prefix(DUPLICATE)?.split('\u{0}').next()
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some((key, Strict(value))) = access.next_entry()? {
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

/// A value in which no object has a key twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Strict, E> {
        Ok(Strict(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Strict, E> {
        Ok(Strict(Value::Number(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Strict, E> {
        Ok(Strict(Value::Number(value.into())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Strict, E> {
        Number::from_f64(value)
            .map(|number| Strict(Value::Number(number)))
            .ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Strict, E> {
        Ok(Strict(Value::String(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Strict, E> {
        Ok(Strict(Value::String(value)))
    }

    fn visit_unit<E>(self) -> Result<Strict, E> {
        Ok(Strict(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Strict, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(Strict(Value::Array(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Strict, A::Error> {
        let mut map = Map::new();
        while let Some((key, Strict(value))) = access.next_entry::<String, Strict>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!("{DUPLICATE}{key}\u{0}")));
            }
            map.insert(key, value);
        }
        Ok(Strict(Value::Object(map)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> String {
        match parse_object(text.as_bytes()) {
            Parsed::Object(members) => format!("{} members", members.0.len()),
            Parsed::NestedDuplicate(key) => format!("duplicate {key}"),
            Parsed::Invalid => "invalid".to_owned(),
        }
    }

    #[test]
    fn duplicates_are_seen_at_every_depth() {
        assert_eq!(kind(r#"{"a":1,"a":2}"#), "2 members");
        assert_eq!(kind(r#"{"a":{"b":1,"b":2}}"#), "duplicate b");
        assert_eq!(kind(r#"{"a":[{"b":{"c":1,"c":1}}]}"#), "duplicate c");
    }

    #[test]
    fn only_an_object_is_one() {
        for text in [
            "",
            "[]",
            "1",
            "null",
            "{",
            r#"{"a":}"#,
            "{} x",
            &format!("{{\"a\":{}}}", "[".repeat(500)),
        ] {
            assert_eq!(kind(text), "invalid", "{text}");
        }
        assert!(matches!(parse_object(b"{\"a\":\"\xff\"}"), Parsed::Invalid));
    }
}
