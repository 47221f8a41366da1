use strowger_types::ErrorCode;

use super::BadRequest;
use super::item::Item;

/// What is said of a request that does not get as far as its parameters.
pub(super) fn item(bad: &BadRequest) -> Item {
    match bad {
        BadRequest::NoBearer => Item::new(
            ErrorCode::AuthorizationHeaderFormatInvalid,
            "Invalid Authorization header format",
            "Invalid Authorization header format. Must be 'Bearer <YOUR_API_KEY>'",
        ),
        BadRequest::WrongKey => Item::same(
            ErrorCode::ClerkKeyInvalid,
            "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.",
        ),
        BadRequest::NoSuchPath => Item::new(
            ErrorCode::ResourceNotFound,
            "not found",
            "Resource not found",
        ),
        BadRequest::NoSuchMethod => Item::new(
            ErrorCode::MethodNotAllowed,
            "Method not allowed",
            "This path does not have this method. The Allow header lists those that it has.",
        ),
        BadRequest::Version(why) => Item::new(
            ErrorCode::ApiVersionInvalid,
            "invalid API version",
            &format!("Invalid Clerk API version: {why}"),
        ),
        BadRequest::Body => Item::new(
            ErrorCode::RequestBodyInvalid,
            "Request body invalid",
            "The request body is invalid. Please consult the API documentation for more information.",
        ),
        BadRequest::BodyTooLarge(bytes_max) => Item::new(
            ErrorCode::RequestBodyTooLarge,
            "Request body too large",
            &format!("The request body exceeds the maximum allowed size of {bytes_max} bytes."),
        ),
        BadRequest::BodyTooSlow => Item::new(
            ErrorCode::RequestTimeout,
            "Request timeout",
            "The request body did not arrive in time.",
        ),
        BadRequest::ContentType(actual) => Item::new(
            ErrorCode::UnsupportedContentType,
            "Content-Type is unsupported",
            &format!(
                "Content-Type {actual} is unsupported. You should use application/json instead."
            ),
        ),
        BadRequest::Query => Item::new(
            ErrorCode::MalformedRequestParameters,
            "Malformed request parameters",
            "The request parameters are malformed and could not be parsed",
        ),
    }
}
