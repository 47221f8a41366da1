use serde_json::{Map, Value, json};
use strowger_types::ErrorCode;
use strowger_types::wire::ErrorItem;

use crate::http::field::Field;

/// Where the parameter stands that an error is about.
const PARAM_NAME: &str = "param_name";

/// One error on its way to the wire.
pub(super) struct Item {
    pub(super) code: ErrorCode,
    pub(super) message: String,
    pub(super) long_message: String,
    pub(super) meta: Map<String, Value>,
}

impl Item {
    pub(super) fn new(code: ErrorCode, message: &str, long_message: &str) -> Self {
        Self {
            code,
            message: message.to_owned(),
            long_message: long_message.to_owned(),
            meta: Map::new(),
        }
    }

    pub(super) fn same(code: ErrorCode, text: &str) -> Self {
        Self::new(code, text, text)
    }

    pub(super) fn param(self, param: &str) -> Self {
        self.meta(PARAM_NAME, json!(param))
    }

    /// The same, but about the request as a whole if it had no such field.
    pub(super) fn about_one_of(mut self, fields: [&[Field]; 2]) -> Self {
        let is_one = |name: &str| {
            fields
                .iter()
                .copied()
                .flatten()
                .any(|field| field.name == name)
        };
        if !self
            .meta
            .get(PARAM_NAME)
            .and_then(Value::as_str)
            .is_some_and(is_one)
        {
            self.meta.remove(PARAM_NAME);
        }
        self
    }

    pub(super) fn meta(mut self, key: &str, value: Value) -> Self {
        self.meta.insert(key.to_owned(), value);
        self
    }

    pub(super) fn wire(self) -> ErrorItem {
        ErrorItem {
            message: self.message,
            long_message: self.long_message,
            code: self.code.as_str().to_owned(),
            meta: (!self.meta.is_empty()).then_some(self.meta),
        }
    }
}

/// A parameter's name as people say it: `phone_number` is `Phone number`.
pub(super) fn spoken(param: &str) -> String {
    let words = match param {
        // What people write into that field of a form.
        "identifier" => "phone number".to_owned(),
        _ => param.replace('_', " "),
    };
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
