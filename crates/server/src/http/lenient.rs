//! Queries and bodies of the Frontend API. Programs of every age send them, and most say more than anybody asks for: what is unknown is
//! ignored, and texts stand for values of every type.

use axum::http::HeaderMap;
use serde_json::Value;

use super::body::ContentType;
use super::error::{BadRequest, Failure};
use super::field::Field;
use super::form::{Form, Problem, What};
use super::json::{Members, Parsed, parse_object};
use super::query::{self, Malformed};

/// The query, as far as the fields know it.
pub(crate) fn read_query(query: &str, fields: &'static [Field]) -> Result<Form, Failure> {
    read_pairs(query, fields, BadRequest::Query)
}

/// The body, as far as the fields know it. Nothing at all is an empty form, whatever type it was said to be.
pub(crate) fn read_body(
    headers: &HeaderMap,
    bytes: &[u8],
    fields: &'static [Field],
) -> Result<Form, Failure> {
    if bytes.is_empty() {
        return Form::read(Members(Vec::new()), fields).map_err(Failure::Form);
    }
    let named = ContentType::of(headers);
    if named.is("application/x-www-form-urlencoded") {
        let text = std::str::from_utf8(bytes).map_err(|_| Failure::Request(BadRequest::Body))?;
        read_pairs(text, fields, BadRequest::Body)
    } else if named.is("application/json") {
        read_json(bytes, fields)
    } else {
        Err(Failure::Request(named.refused()))
    }
}

fn read_pairs(
    text: &str,
    fields: &'static [Field],
    malformed: BadRequest,
) -> Result<Form, Failure> {
    let mut pairs = query::decode(text).map_err(|Malformed| Failure::Request(malformed))?;
    pairs.retain(|(name, _)| is_known(name, fields));
    query::read(pairs, fields).map_err(Failure::Form)
}

fn read_json(bytes: &[u8], fields: &'static [Field]) -> Result<Form, Failure> {
    let Members(mut members) = match parse_object(bytes) {
        Parsed::Object(members) => members,
        Parsed::NestedDuplicate(key) => {
            return Err(Failure::Form(vec![Problem::new(&key, What::Duplicate)]));
        }
        Parsed::Invalid => return Err(Failure::Request(BadRequest::Body)),
    };
    members.retain(|(name, _)| is_known(name, fields));
    for (name, value) in &mut members {
        let field = fields.iter().find(|field| field.name == name);
        // A text that is none of what its field takes stays, and the form says what is wrong with it.
        if let (Some(field), Value::String(text)) = (field, &*value)
            && let Ok(typed) = query::typed(field.kind, text)
        {
            *value = typed;
        }
    }
    Form::read(Members(members), fields).map_err(Failure::Form)
}

fn is_known(name: &str, fields: &[Field]) -> bool {
    fields.iter().any(|field| field.name == name)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header};

    use super::super::field::Kind;
    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json; charset=utf-8";

    static FIELDS: &[Field] = &[
        Field::required("phone_number", Kind::UntrustedPhoneNumber, ""),
        Field::optional("reserved_for_second_factor", Kind::Bool, ""),
        Field::optional("first_name", Kind::Text(8), ""),
        Field::optional("strategy", Kind::OneOf(&["phone_code"]), ""),
        Field::optional("list", Kind::Texts(8), ""),
        Field::optional("unsafe_metadata", Kind::Object, ""),
    ];

    fn read(content_type: &'static str, body: &str) -> Result<Form, Failure> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        read_body(&headers, body.as_bytes(), FIELDS)
    }

    fn told(content_type: &'static str, body: &str) -> String {
        match read(content_type, body) {
            Ok(_) => "ok".to_owned(),
            Err(Failure::Form(problems)) => {
                let each: Vec<_> = problems
                    .iter()
                    .map(|problem| format!("{}: {:?}", problem.param, problem.what))
                    .collect();
                each.join(", ")
            }
            Err(failure) => format!("{failure:?}"),
        }
    }

    #[test]
    fn what_nobody_asks_for_is_ignored_even_twice() {
        let body = "phone_number=%2B15555550100&locale=en-US&tab_state=focused&tab_state=x&__a=%2B&first_name=";
        let form = read(FORM, body).expect("a form");
        assert_eq!(form.text("phone_number"), Some("+15555550100"));
        assert!(form.text("first_name").is_none() && form.has("first_name"));
        let body = r#"{"phone_number":"+15555550100","locale":null,"locale":[1]}"#;
        assert_eq!(told(JSON, body), "ok");
    }

    #[test]
    fn what_is_known_comes_once_unless_it_is_a_list() {
        let body = "phone_number=%2B15555550100&list=a&list=b&first_name=a&first_name=a";
        assert_eq!(told(FORM, body), "first_name: Duplicate");
        let body = r#"{"phone_number":"+15555550100","first_name":"a","first_name":"b"}"#;
        assert_eq!(told(JSON, body), "first_name: Duplicate");
    }

    #[test]
    fn texts_stand_for_every_type_in_both_formats() {
        for (content_type, body) in [
            (
                FORM,
                "phone_number=%2B15555550100&reserved_for_second_factor=true&unsafe_metadata=%7B%22a%22%3A1%7D",
            ),
            (
                JSON,
                r#"{"phone_number":"+15555550100","reserved_for_second_factor":"true","unsafe_metadata":"{\"a\":1}"}"#,
            ),
            (
                JSON,
                r#"{"phone_number":"+15555550100","reserved_for_second_factor":true,"unsafe_metadata":{"a":1}}"#,
            ),
        ] {
            let form = read(content_type, body).expect("a form");
            assert_eq!(form.bool("reserved_for_second_factor"), Some(true));
            assert_eq!(form.object("unsafe_metadata").expect("one")["a"], 1);
        }
    }

    #[test]
    fn an_empty_value_is_no_value() {
        assert_eq!(told(FORM, "phone_number="), "phone_number: Nil");
        assert_eq!(told(JSON, r#"{"phone_number":""}"#), "phone_number: Nil");
        assert_eq!(
            told(FORM, "strategy=&reserved_for_second_factor="),
            "phone_number: Missing"
        );
    }

    #[test]
    fn known_values_that_do_not_fit_are_refused() {
        let body =
            "phone_number=15555550100&reserved_for_second_factor=1&strategy=totp&unsafe_metadata=x";
        assert_eq!(
            told(FORM, body),
            "reserved_for_second_factor: Type(\"boolean\"), unsafe_metadata: Type(\"object\"), \
             phone_number: Format(\"a valid phone number according to E.164 international standard\"), \
             strategy: Value(\"totp\")"
        );
        let body = r#"{"phone_number":5,"reserved_for_second_factor":"1"}"#;
        assert_eq!(
            told(JSON, body),
            "phone_number: Type(\"string\"), reserved_for_second_factor: Type(\"boolean\")"
        );
    }

    #[test]
    fn an_empty_body_is_an_empty_form_under_any_type() {
        assert_eq!(told("text/plain", ""), "phone_number: Missing");
        assert!(told("text/plain", "phone_number=%2B15555550100").contains("ContentType"));
        assert!(told(FORM, "phone_number=%ff").contains("Body"));
        assert!(told(JSON, "[]").contains("Body"));
    }
}
