use strowger_types::ErrorCode;

use super::item::{Item, spoken};
use crate::http::form::{Problem, What};

/// What is said of a parameter that does not fit.
pub(super) fn item(problem: &Problem) -> Item {
    let param = problem.param.as_str();
    let item = match &problem.what {
        What::Missing => Item::new(
            ErrorCode::FormParamMissing,
            "is missing",
            &format!("{param} must be included."),
        ),
        What::Nil => Item::new(
            ErrorCode::FormParamNil,
            "is missing or empty",
            &format!("{} is required.", spoken(param)),
        ),
        What::Unknown => Item::new(
            ErrorCode::FormParamUnknown,
            "is unknown",
            &format!("{param} is not a valid parameter for this request."),
        ),
        What::Duplicate => Item::new(
            ErrorCode::FormParamDuplicate,
            "is duplicate",
            &format!("{param} included multiple times. There should only be one."),
        ),
        What::Type(type_name) => Item::new(
            ErrorCode::FormParamTypeInvalid,
            "is invalid",
            &format!("`{param}` must be a `{type_name}`."),
        ),
        What::Value(value) => Item::new(
            ErrorCode::FormParamValueInvalid,
            "is invalid",
            &format!("{value} does not match one of the allowed values for parameter {param}"),
        ),
        What::Format(wanted) => Item::new(
            ErrorCode::FormParamFormatInvalid,
            "is invalid",
            &format!("{} must be {wanted}.", spoken(param)),
        ),
        What::Items(items_max) => Item::new(
            ErrorCode::FormParamArraySizeExceeded,
            "exceeds maximum size",
            &format!("{param} should not exceed {items_max} items."),
        ),
        What::Length(chars_max) => Item::new(
            ErrorCode::FormParamMaxLengthExceeded,
            "exceeds maximum length",
            &format!("{param} should not exceed {chars_max} characters."),
        ),
        What::Mismatch(other) => Item::new(
            ErrorCode::FormParamArrayLengthMismatch,
            "length mismatch",
            &format!("{param} must contain exactly one item for each item in {other}."),
        ),
        What::Deprecated(instead) => Item::new(
            ErrorCode::FormParamDeprecated,
            "is deprecated",
            &format!("{param} is deprecated. {instead}"),
        ),
        What::Disallowed(other) => Item::new(
            ErrorCode::FormConditionalParamDisallowed,
            "is not allowed",
            &format!("`{param}` isn't allowed when `{other}` is present."),
        ),
        What::PasswordTooShort(chars_min) => Item::same(
            ErrorCode::FormPasswordLengthTooShort,
            &format!("Passwords must be {chars_min} characters or more."),
        ),
        What::PasswordTooLong(chars_max) => Item::same(
            ErrorCode::FormPasswordLengthTooLong,
            &format!("Passwords must be less than {chars_max} characters."),
        ),
        What::PasswordDigest => Item::new(
            ErrorCode::FormPasswordDigestInvalid,
            "is invalid",
            "The password digest is not one of the given hasher, or costs too much to check.",
        ),
    };
    item.param(param)
}
