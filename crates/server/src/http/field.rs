//! What a request may hold, as data: the same table reads requests and describes them.

use serde_json::{Value, json};
use strowger_core::number;

/// Longest text in a field that has no limit of its own, in characters.
pub(crate) const TEXT_CHARS_MAX: usize = 256;

/// Most items of a list: the contract's.
pub(crate) const ITEMS_MAX: usize = 100;

/// Most countries of a list: the contract's, and as many as there are.
pub(crate) const COUNTRIES_MAX: usize = 250;

/// One parameter of a body or a query.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    /// Its name on the wire.
    pub(crate) name: &'static str,
    /// What it holds.
    pub(crate) kind: Kind,
    /// Whether it must be there.
    pub(crate) required: bool,
    /// One sentence for the description.
    pub(crate) about: &'static str,
}

/// What a parameter holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A text of at most so many characters.
    Text(usize),
    /// A phone number, as the Backend API takes it.
    PhoneNumber,
    /// A phone number, as the Frontend API takes it: with a plus, and in use as far as anybody knows.
    UntrustedPhoneNumber,
    /// A list of those.
    PhoneNumbers,
    /// A list of email addresses.
    EmailAddresses,
    /// True or false.
    Bool,
    /// A whole number in this range.
    Integer(i64, i64),
    /// A moment in RFC 3339.
    Time,
    /// A list of texts, each of at most so many characters.
    Texts(usize),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list of these words.
    ManyOf(&'static [&'static str]),
    /// A list of countries: two capital letters each, none twice.
    Countries,
    /// A JSON object.
    Object,
    /// Anything: taken and ignored, since what it is for does not exist here.
    Ignored,
}

impl Field {
    /// A parameter that must be there.
    pub(crate) const fn required(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self {
            name,
            kind,
            required: true,
            about,
        }
    }

    /// A parameter that may be missing; null counts as missing unless the command says otherwise.
    pub(crate) const fn optional(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self {
            name,
            kind,
            required: false,
            about,
        }
    }

    /// The parameter's JSON Schema in a body.
    pub(crate) fn body_schema(&self) -> Value {
        let mut schema = self.kind.schema();
        if let Some(object) = schema.as_object_mut() {
            if !self.required
                && let Some(kind) = object.get("type").cloned()
            {
                object.insert("type".to_owned(), json!([kind, "null"]));
                if let Some(Value::Array(words)) = object.get_mut("enum") {
                    words.push(Value::Null);
                }
            }
            object.insert("description".to_owned(), json!(self.about));
        }
        schema
    }

    /// The parameter's JSON Schema in a query.
    pub(crate) fn query_schema(&self) -> Value {
        self.kind.schema()
    }
}

impl Kind {
    /// Whether it holds several: in a query it may come several times then.
    pub(crate) const fn is_list(self) -> bool {
        matches!(
            self,
            Self::Texts(_)
                | Self::PhoneNumbers
                | Self::EmailAddresses
                | Self::ManyOf(_)
                | Self::Countries
        )
    }

    /// The name of the type, for the message to somebody who sent another.
    pub(crate) const fn type_name(self) -> &'static str {
        match self {
            Self::Text(_)
            | Self::PhoneNumber
            | Self::UntrustedPhoneNumber
            | Self::OneOf(_)
            | Self::Time => "string",
            Self::Bool => "boolean",
            Self::Integer(..) => "integer",
            Self::Texts(_)
            | Self::PhoneNumbers
            | Self::EmailAddresses
            | Self::ManyOf(_)
            | Self::Countries => "array of strings",
            Self::Object => "object",
            Self::Ignored => "value",
        }
    }

    fn schema(self) -> Value {
        match self {
            Self::Text(chars_max) => json!({ "type": "string", "maxLength": chars_max }),
            Self::PhoneNumber | Self::UntrustedPhoneNumber => {
                json!({ "type": "string", "maxLength": number::TEXT_BYTES_MAX })
            }
            Self::PhoneNumbers => json!({
                "type": "array", "maxItems": ITEMS_MAX,
                "items": { "type": "string", "maxLength": number::TEXT_BYTES_MAX }
            }),
            Self::EmailAddresses => json!({
                "type": "array", "maxItems": ITEMS_MAX, "items": { "type": "string", "format": "email" }
            }),
            Self::Bool => json!({ "type": "boolean" }),
            Self::Integer(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
            Self::Time => json!({ "type": "string", "format": "date-time" }),
            Self::Texts(chars_max) => json!({
                "type": "array", "maxItems": ITEMS_MAX, "items": { "type": "string", "maxLength": chars_max }
            }),
            Self::OneOf(words) => json!({ "type": "string", "enum": words }),
            Self::ManyOf(words) => json!({
                "type": "array", "maxItems": ITEMS_MAX, "items": { "type": "string", "enum": words }
            }),
            Self::Countries => json!({
                "type": "array", "maxItems": COUNTRIES_MAX, "uniqueItems": true,
                "items": { "type": "string", "pattern": "^[A-Z]{2}$" }
            }),
            Self::Object => json!({ "type": "object" }),
            Self::Ignored => json!({}),
        }
    }
}
