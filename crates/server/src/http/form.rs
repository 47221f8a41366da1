//! A body or a query, read against the table of its fields. All problems are found at once.

use serde_json::{Map, Value};
use strowger_core::{number, user};
use strowger_types::{PhoneNumber, Timestamp};

use super::field::{COUNTRIES_MAX, Field, ITEMS_MAX, Kind};
use super::json::Members;

/// What the API wants a phone number to be.
pub(crate) const E164: &str = "a valid phone number according to E.164 international standard";

/// What is wrong with one parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The parameter.
    pub(crate) param: String,
    /// What is wrong with it.
    pub(crate) what: What,
}

/// What can be wrong with a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// It must be there.
    Missing,
    /// It must have a value.
    Nil,
    /// Nobody knows it.
    Unknown,
    /// It came twice, or holds the same item twice.
    Duplicate,
    /// It is of another type than this one.
    Type(&'static str),
    /// Its value is not one of those allowed.
    Value(String),
    /// Its value must be this.
    Format(&'static str),
    /// It has more than so many items.
    Items(usize),
    /// It has more than so many characters.
    Length(usize),
    /// It has not as many items as that other one.
    Mismatch(&'static str),
    /// Newer API versions have replaced it by this.
    Deprecated(&'static str),
    /// It is not allowed beside that other one.
    Disallowed(&'static str),
    /// The password has fewer than so many characters.
    PasswordTooShort(usize),
    /// The password has more than so many characters.
    PasswordTooLong(usize),
    /// The digest is not one of the named hasher.
    PasswordDigest,
}

impl Problem {
    /// A problem with a parameter.
    pub(crate) fn new(param: &str, what: What) -> Self {
        Self {
            param: param.to_owned(),
            what,
        }
    }
}

/// The parameters of a request, each as its field says.
#[derive(Debug, Default)]
pub(crate) struct Form {
    values: Vec<(&'static str, Value)>,
}

/// What came for a parameter that null may clear.
pub(crate) enum Given<T> {
    /// Nothing.
    Absent,
    /// Null, or an empty text.
    Null,
    /// This.
    Value(T),
}

impl Form {
    /// Reads members against their fields.
    pub(crate) fn read(members: Members, fields: &'static [Field]) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut values: Vec<(&'static str, Value)> = Vec::with_capacity(members.0.len());
        for (name, value) in members.0 {
            let Some(field) = fields.iter().find(|field| field.name == name) else {
                problems.push(Problem::new(&name, What::Unknown));
                continue;
            };
            if values.iter().any(|(known, _)| *known == field.name) {
                problems.push(Problem::new(&name, What::Duplicate));
                continue;
            }
            if let Err(what) = check(field, &value) {
                problems.push(Problem::new(&name, what));
            }
            values.push((field.name, value));
        }
        for field in fields.iter().filter(|field| field.required) {
            if !values.iter().any(|(name, _)| *name == field.name) {
                problems.push(Problem::new(field.name, What::Missing));
            }
        }
        if problems.is_empty() {
            Ok(Self { values })
        } else {
            Err(problems)
        }
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.values
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
            .filter(|value| !value.is_null())
    }

    /// The text; `None` if it is absent or null.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.value(name).and_then(Value::as_str)
    }

    /// The text of a required field.
    pub(crate) fn required_text(&self, name: &str) -> &str {
        self.text(name)
            .expect("a required text was checked to be there")
    }

    /// The text of a field that null, or an empty text, clears.
    pub(crate) fn given_text(&self, name: &str) -> Given<String> {
        match self.values.iter().find(|(known, _)| *known == name) {
            None => Given::Absent,
            Some((_, value)) => match value.as_str() {
                None | Some("") => Given::Null,
                Some(text) => Given::Value(text.to_owned()),
            },
        }
    }

    /// True or false; `None` if it is absent or null.
    pub(crate) fn bool(&self, name: &str) -> Option<bool> {
        self.value(name).and_then(Value::as_bool)
    }

    /// The whole number; `None` if it is absent or null.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.value(name).and_then(Value::as_i64)
    }

    /// The moment; `None` if it is absent or null.
    pub(crate) fn time(&self, name: &str) -> Option<Timestamp> {
        self.text(name).and_then(parse_time)
    }

    /// Whether the parameter came, be it as null.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.values.iter().any(|(known, _)| *known == name)
    }

    /// The texts of a list; `None` if it is absent or null.
    pub(crate) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let items = self.value(name)?.as_array()?;
        Some(
            items
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        )
    }

    /// The phone number of a required field.
    pub(crate) fn required_phone_number(&self, name: &str) -> PhoneNumber {
        number::parse_trusted(self.required_text(name))
            .expect("a phone number was checked to be one")
    }

    /// The phone number; `None` if it is absent or null. What an untrusted caller may send, a trusted one may too, and
    /// both are read alike.
    pub(crate) fn phone_number(&self, name: &str) -> Option<PhoneNumber> {
        self.text(name)
            .map(|text| number::parse_trusted(text).expect("a phone number was checked to be one"))
    }

    /// The phone numbers of a list, empty if it is absent or null.
    pub(crate) fn phone_numbers(&self, name: &str) -> Vec<PhoneNumber> {
        let texts = self.texts(name).unwrap_or_default();
        let parsed = texts.iter().map(|text| number::parse_trusted(text));
        parsed
            .collect::<Result<_, _>>()
            .expect("phone numbers were checked to be some")
    }

    /// The email addresses of a list in lower case, empty if it is absent or null.
    pub(crate) fn email_addresses(&self, name: &str) -> Vec<String> {
        let texts = self.texts(name).unwrap_or_default();
        let parsed = texts.iter().map(|text| user::check_email(text));
        parsed
            .collect::<Option<_>>()
            .expect("email addresses were checked to be some")
    }

    /// The object; `None` if it is absent or null.
    pub(crate) fn object(&self, name: &str) -> Option<Map<String, Value>> {
        self.value(name).and_then(Value::as_object).cloned()
    }
}

/// The moment in an RFC 3339 text, if milliseconds since the epoch can hold it and it is not before the epoch.
pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    let moment: jiff::Timestamp = text.parse().ok()?;
    let ms = moment.as_millisecond();
    (ms >= 0).then(|| Timestamp::from_ms(ms))
}

fn check(field: &Field, value: &Value) -> Result<(), What> {
    if value.is_null() {
        return if field.required {
            Err(What::Nil)
        } else {
            Ok(())
        };
    }
    let wrong_type = || What::Type(field.kind.type_name());
    match field.kind {
        Kind::Ignored => Ok(()),
        Kind::Bool => value.as_bool().map(|_| ()).ok_or_else(wrong_type),
        Kind::Object => value.as_object().map(|_| ()).ok_or_else(wrong_type),
        Kind::Integer(min, max) => {
            let number = value.as_i64().ok_or_else(wrong_type)?;
            if (min..=max).contains(&number) {
                Ok(())
            } else {
                Err(What::Value(number.to_string()))
            }
        }
        Kind::Text(chars_max) => {
            let text = value.as_str().ok_or_else(wrong_type)?;
            if field.required && text.is_empty() {
                return Err(What::Nil);
            }
            check_text(text, chars_max)
        }
        Kind::Time => {
            let text = value.as_str().ok_or_else(wrong_type)?;
            parse_time(text)
                .map(|_| ())
                .ok_or(What::Format("a date and time in RFC 3339 format"))
        }
        Kind::PhoneNumber | Kind::UntrustedPhoneNumber => {
            let text = value.as_str().ok_or_else(wrong_type)?;
            if text.is_empty() {
                return Err(What::Nil);
            }
            if matches!(field.kind, Kind::UntrustedPhoneNumber) {
                number::parse_untrusted(text)
                    .map(|_| ())
                    .map_err(|_| What::Format(E164))
            } else {
                check_phone_number(text)
            }
        }
        Kind::PhoneNumbers => check_items(value, ITEMS_MAX, wrong_type, check_phone_number),
        Kind::EmailAddresses => check_items(value, ITEMS_MAX, wrong_type, check_email_address),
        Kind::OneOf(words) => check_word(value.as_str().ok_or_else(wrong_type)?, words),
        Kind::Texts(chars_max) => check_items(value, ITEMS_MAX, wrong_type, |item| {
            check_text(item, chars_max)
        }),
        Kind::ManyOf(words) => {
            check_items(value, ITEMS_MAX, wrong_type, |item| check_word(item, words))
        }
        Kind::Countries => check_items(value, COUNTRIES_MAX, wrong_type, check_country),
    }
}

fn check_phone_number(text: &str) -> Result<(), What> {
    number::parse_trusted(text)
        .map(|_| ())
        .map_err(|_| What::Format(E164))
}

fn check_email_address(text: &str) -> Result<(), What> {
    user::check_email(text)
        .map(|_| ())
        .ok_or(What::Format("a valid email address"))
}

fn check_text(text: &str, chars_max: usize) -> Result<(), What> {
    if text.contains('\0') {
        return Err(What::Format("a text without null characters"));
    }
    if text.chars().count() > chars_max {
        Err(What::Length(chars_max))
    } else {
        Ok(())
    }
}

fn check_word(word: &str, words: &[&str]) -> Result<(), What> {
    if words.contains(&word) {
        Ok(())
    } else {
        Err(What::Value(word.chars().take(64).collect()))
    }
}

fn check_country(text: &str) -> Result<(), What> {
    let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_code {
        Ok(())
    } else {
        Err(What::Value(text.chars().take(64).collect()))
    }
}

fn check_items(
    value: &Value,
    items_max: usize,
    wrong_type: impl Fn() -> What,
    check_item: impl Fn(&str) -> Result<(), What>,
) -> Result<(), What> {
    let items = value.as_array().ok_or_else(&wrong_type)?;
    if items.len() > items_max {
        return Err(What::Items(items_max));
    }
    items
        .iter()
        .try_for_each(|item| check_item(item.as_str().ok_or_else(&wrong_type)?))
}

#[cfg(test)]
mod tests {
    use super::super::json::{Parsed, parse_object};
    use super::*;

    static FIELDS: &[Field] = &[
        Field::required("number", Kind::Text(8), ""),
        Field::optional("verified", Kind::Bool, ""),
        Field::optional("limit", Kind::Integer(1, 500), ""),
        Field::optional("list", Kind::Texts(3), ""),
        Field::optional("word", Kind::OneOf(&["a", "b"]), ""),
        Field::optional("at", Kind::Time, ""),
    ];

    fn read(json: &str) -> String {
        let Parsed::Object(members) = parse_object(json.as_bytes()) else {
            panic!("{json}")
        };
        match Form::read(members, FIELDS) {
            Ok(_) => "ok".to_owned(),
            Err(problems) => {
                let each: Vec<_> = problems
                    .iter()
                    .map(|problem| format!("{}: {:?}", problem.param, problem.what))
                    .collect();
                each.join(", ")
            }
        }
    }

    #[test]
    fn all_problems_are_found_at_once() {
        assert_eq!(
            read(r#"{"verified":"yes","limit":0,"x":1,"limit":2}"#),
            "verified: Type(\"boolean\"), limit: Value(\"0\"), x: Unknown, limit: Duplicate, number: Missing"
        );
    }

    #[test]
    fn null_is_absent_where_a_value_may_be() {
        assert_eq!(
            read(
                r#"{"number":"1","verified":null,"limit":null,"list":null,"word":null,"at":null}"#
            ),
            "ok"
        );
        assert_eq!(read(r#"{"number":null}"#), "number: Nil");
        assert_eq!(read(r#"{"number":""}"#), "number: Nil");
    }

    #[test]
    fn values_have_types_and_bounds() {
        assert_eq!(read(r#"{"number":"123456789"}"#), "number: Length(8)");
        assert_eq!(
            read(r#"{"number":"1","limit":1.5}"#),
            "limit: Type(\"integer\")"
        );
        assert_eq!(
            read(r#"{"number":"1","list":["a",1]}"#),
            "list: Type(\"array of strings\")"
        );
        assert_eq!(read(r#"{"number":"1","word":"c"}"#), "word: Value(\"c\")");
        assert_eq!(
            read(r#"{"number":"1","at":"2012-10-20T07:15:20.902Z"}"#),
            "ok"
        );
        assert_eq!(
            read(r#"{"number":"1","at":"yesterday"}"#),
            "at: Format(\"a date and time in RFC 3339 format\")"
        );
    }
}
