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
        BadRequest::NoSuchScript(why) => {
            Item::new(ErrorCode::ResourceNotFound, "not found", &why.to_string())
        }
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
        BadRequest::OriginMissing => Item::new(
            ErrorCode::RequestHeaderMissing,
            "Invalid request headers",
            "To protect against web attacks, the HTTP Origin header is required in browser requests that change something.",
        ),
        BadRequest::OriginInvalid => Item::new(
            ErrorCode::OriginInvalid,
            "Invalid HTTP Origin header",
            "The Request HTTP Origin header must be the origin of this server or one of the origins that it allows.",
        ),
        BadRequest::HostInvalid => Item::new(
            ErrorCode::HostInvalid,
            "Invalid host",
            "This page is served under the host of public_url, this machine's own names and addresses alone: other names may lead here without being this server's.",
        ),
        BadRequest::OriginTwice => Item::new(
            ErrorCode::MultipleOriginHeaderValues,
            "Multiple 'Origin' header values",
            "Setting multiple values in the 'Origin' header is forbidden",
        ),
        BadRequest::AuthorizationTwice => Item::new(
            ErrorCode::MultipleAuthorizationHeaderValues,
            "Multiple 'Authorization' header values",
            "Setting multiple values in the 'Authorization' header is forbidden",
        ),
        BadRequest::OriginAndAuthorization => Item::new(
            ErrorCode::OriginAuthorizationHeadersConflict,
            "Setting both the 'Origin' and 'Authorization' headers is forbidden",
            "For security purposes, only one of the 'Origin' and 'Authorization' headers should be provided, but not both. In browser contexts, the 'Origin' header is set automatically by the browser. In native application contexts (e.g. mobile apps), set the 'Authorization' header.",
        ),
        BadRequest::DevBrowserUnauthenticated => Item::new(
            ErrorCode::DevBrowserUnauthenticated,
            "Browser unauthenticated",
            "Unable to authenticate this browser for your development instance. Check your Clerk cookies and try again.",
        ),
        BadRequest::NoRedirectUrl => Item::new(
            ErrorCode::InvalidHandshake,
            "invalid handshake",
            "The handshake request is invalid: redirect_url is missing",
        ),
        BadRequest::RedirectUrlInvalid => Item::new(
            ErrorCode::InvalidRedirectUrl,
            "Redirect url invalid",
            "The provided redirect url is not in a valid format",
        ),
        BadRequest::RedirectUrlProhibited => Item::new(
            ErrorCode::ProhibitedRedirectUrl,
            "Invalid URL scheme",
            "The provided redirect url has a prohibited URL scheme",
        ),
        BadRequest::RedirectUrlForeign => Item::new(
            ErrorCode::RedirectUrlDomainMismatch,
            "Redirect url does not belong to your domain",
            "The provided redirect URL must belong to your instance's domain",
        ),
    }
}
