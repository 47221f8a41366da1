//! The part of a URL behind the question mark, and bodies written like one, read against the table of their fields.

use percent_encoding::percent_decode;
use serde_json::Value;

use super::field::{Field, Kind};
use super::form::{Form, Problem, What};
use super::json::Members;
use super::version::VERSION_PARAM;

/// A query that is not one: broken escapes or not UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// The pairs of a query, decoded.
pub(crate) fn decode(query: &str) -> Result<Vec<(String, String)>, Malformed> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode_part(name)?, decode_part(value)?))
        })
        .collect()
}

fn decode_part(part: &str) -> Result<String, Malformed> {
    let spaced = part.replace('+', " ");
    let decoded = percent_decode(spaced.as_bytes())
        .decode_utf8()
        .map_err(|_| Malformed)?;
    Ok(decoded.into_owned())
}

/// Reads pairs against their fields. Only lists may come more than once.
pub(crate) fn read(
    pairs: Vec<(String, String)>,
    fields: &'static [Field],
) -> Result<Form, Vec<Problem>> {
    let mut members: Vec<(String, Value)> = Vec::new();
    let mut problems = Vec::new();
    for (name, text) in pairs {
        if name == VERSION_PARAM {
            continue;
        }
        let kind = fields
            .iter()
            .find(|field| field.name == name)
            .map(|field| field.kind);
        match kind {
            Some(kind) if kind.is_list() => {
                match members.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, Value::Array(items))) => items.push(Value::String(text)),
                    _ => members.push((name, Value::Array(vec![Value::String(text)]))),
                }
            }
            Some(kind) => match typed(kind, &text) {
                Ok(value) => members.push((name, value)),
                Err(what) => problems.push(Problem::new(&name, what)),
            },
            None => members.push((name, Value::String(text))),
        }
    }
    match (Form::read(Members(members), fields), problems.is_empty()) {
        (Ok(form), true) => Ok(form),
        (Ok(_), false) => Err(problems),
        (Err(more), _) => Err(problems.into_iter().chain(more).collect()),
    }
}

/// A text as the value that its field takes. An empty one counts as absent, as SDKs send it for no value.
pub(super) fn typed(kind: Kind, text: &str) -> Result<Value, What> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    match kind {
        Kind::Bool => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(What::Type(kind.type_name())),
        },
        Kind::Integer(..) => {
            let is_number = text
                .strip_prefix('-')
                .unwrap_or(text)
                .bytes()
                .all(|byte| byte.is_ascii_digit());
            match text.parse::<i64>() {
                Ok(number) => Ok(Value::Number(number.into())),
                Err(_) if is_number && text != "-" => {
                    Err(What::Value(text.chars().take(64).collect()))
                }
                Err(_) => Err(What::Type(kind.type_name())),
            }
        }
        Kind::Text(_)
        | Kind::PhoneNumber
        | Kind::UntrustedPhoneNumber
        | Kind::PhoneNumbers
        | Kind::EmailAddresses
        | Kind::Time
        | Kind::OneOf(_)
        | Kind::Texts(_)
        | Kind::ManyOf(_)
        | Kind::Countries
        | Kind::Ignored => Ok(Value::String(text.to_owned())),
        Kind::Object => serde_json::from_str(text)
            .ok()
            .filter(Value::is_object)
            .ok_or(What::Type(kind.type_name())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static FIELDS: &[Field] = &[
        Field::optional("phone_number", Kind::Texts(64), ""),
        Field::optional("limit", Kind::Integer(1, 500), ""),
        Field::optional("banned", Kind::Bool, ""),
    ];

    fn read_text(query: &str) -> Result<Form, Vec<Problem>> {
        read(decode(query).expect("decodable"), FIELDS)
    }

    #[test]
    fn repeated_keys_make_a_list() {
        let form = read_text("phone_number=%2B15555550100&phone_number=%2B15555550101&limit=10")
            .expect("good");
        assert_eq!(
            form.texts("phone_number"),
            Some(vec!["+15555550100".to_owned(), "+15555550101".to_owned()])
        );
        assert_eq!(form.integer("limit"), Some(10));
    }

    #[test]
    fn what_is_no_query_is_refused() {
        assert_eq!(decode("a=%ff"), Err(Malformed));
        let problems = read_text("limit=x&banned=1&limit=2&limit=3&foo=1").unwrap_err();
        let each: Vec<_> = problems
            .iter()
            .map(|problem| format!("{}: {:?}", problem.param, problem.what))
            .collect();
        assert_eq!(
            each,
            [
                "limit: Type(\"integer\")",
                "banned: Type(\"boolean\")",
                "limit: Duplicate",
                "foo: Unknown"
            ]
        );
    }
}
