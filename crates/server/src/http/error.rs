//! The one place that knows which refusal has which code, text and status.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value, json};
use strowger_core::Refusal;
use strowger_store::StoreError;
use strowger_types::ErrorCode;
use strowger_types::wire::{ErrorItem, Errors};

use super::form::{Problem, What};
use super::reply::json_response;

/// Why a request got no reply.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Rules say no.
    Refused(Vec<Refusal>),
    /// The parameters do not fit.
    Form(Vec<Problem>),
    /// The request itself does not fit.
    Request(BadRequest),
    /// Too many wanted the same at once, or too much waits: nothing was done, later it may be.
    Busy,
    /// The database failed.
    Store(StoreError),
    /// A fault of ours.
    Internal(&'static str),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

/// A request that does not get as far as its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BadRequest {
    /// There is no bearer token.
    NoBearer,
    /// The secret key is wrong.
    WrongKey,
    /// There is no such path.
    NoSuchPath,
    /// The path has other methods: these.
    NoSuchMethod,
    /// The API version is none, or two.
    Version(String),
    /// The body is no JSON object.
    Body,
    /// The body is larger than so many bytes.
    BodyTooLarge(usize),
    /// The body did not come in time.
    BodyTooSlow,
    /// The body is of this type.
    ContentType(String),
    /// The query is none.
    Query,
}

/// Most problems of a form in one answer: two lists' worth. A body of nothing but unknown keys would make an answer of megabytes.
const PROBLEMS_MAX: usize = 200;

/// Seconds after which somebody who was told that we are busy may ask again.
const BUSY_RETRY_AFTER_S: i64 = 1;

/// What an operation publishes of its refusals, as far as statuses depend on it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Published {
    /// Whether 422 is among them. Where it is not, such a refusal is a 400, so that clients get a typed error.
    pub(crate) unprocessable: bool,
}

impl Failure {
    /// The answer, in the contract's envelope.
    pub(crate) fn response(&self, published: Published, trace_id: &str) -> Response<Body> {
        let items = self.items();
        let status = items
            .first()
            .map_or(StatusCode::INTERNAL_SERVER_ERROR, |item| {
                status(item.code, published)
            });
        let errors = Errors {
            errors: items.into_iter().map(Item::wire).collect(),
            clerk_trace_id: trace_id.to_owned(),
        };
        let bytes = serde_json::to_vec(&errors).expect("errors are JSON");
        let mut response = json_response(status, bytes);
        if let Some(seconds) = self.retry_after_s() {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if matches!(
            self,
            Self::Request(BadRequest::BodyTooLarge(_) | BadRequest::BodyTooSlow)
        ) {
            // What is left of the body is not read, so the connection cannot be used again.
            response
                .headers_mut()
                .insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    fn items(&self) -> Vec<Item> {
        match self {
            Self::Refused(refusals) => refusals.iter().map(of_refusal).collect(),
            Self::Form(problems) => problems.iter().take(PROBLEMS_MAX).map(of_problem).collect(),
            Self::Request(bad) => vec![of_bad_request(bad)],
            Self::Busy | Self::Store(_) => {
                vec![Item::new(
                    ErrorCode::ServiceUnavailable,
                    "Service unavailable",
                    "Service unavailable",
                )]
            }
            Self::Internal(_) => vec![Item::new(
                ErrorCode::InternalError,
                "Oops, an unexpected error occurred",
                "There was an internal error on our servers.",
            )],
        }
    }

    fn retry_after_s(&self) -> Option<i64> {
        match self {
            Self::Busy | Self::Store(_) => Some(BUSY_RETRY_AFTER_S),
            Self::Refused(refusals) => refusals.iter().find_map(|refusal| match refusal {
                Refusal::TooSoon { retry_after_ms } | Refusal::TooManySends { retry_after_ms } => {
                    // Rounded up, and never 0, which clients take for "at once".
                    Some((retry_after_ms + 999).div_euclid(1_000).max(1))
                }
                _ => None,
            }),
            Self::Form(_) | Self::Request(_) | Self::Internal(_) => None,
        }
    }
}

/// One error on its way to the wire.
struct Item {
    code: ErrorCode,
    message: String,
    long_message: String,
    meta: Map<String, Value>,
}

impl Item {
    fn new(code: ErrorCode, message: &str, long_message: &str) -> Self {
        Self {
            code,
            message: message.to_owned(),
            long_message: long_message.to_owned(),
            meta: Map::new(),
        }
    }

    fn same(code: ErrorCode, text: &str) -> Self {
        Self::new(code, text, text)
    }

    fn param(self, param: &str) -> Self {
        self.meta("param_name", json!(param))
    }

    fn meta(mut self, key: &str, value: Value) -> Self {
        self.meta.insert(key.to_owned(), value);
        self
    }

    fn wire(self) -> ErrorItem {
        ErrorItem {
            message: self.message,
            long_message: self.long_message,
            code: self.code.as_str().to_owned(),
            meta: (!self.meta.is_empty()).then_some(self.meta),
        }
    }
}

fn status(code: ErrorCode, published: Published) -> StatusCode {
    let status = usual_status(code);
    if status == StatusCode::UNPROCESSABLE_ENTITY && !published.unprocessable {
        return StatusCode::BAD_REQUEST;
    }
    status
}

fn usual_status(code: ErrorCode) -> StatusCode {
    use ErrorCode as Code;
    match code {
        Code::AuthorizationHeaderFormatInvalid | Code::ClerkKeyInvalid => StatusCode::UNAUTHORIZED,
        Code::ResourceNotFound => StatusCode::NOT_FOUND,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::RequestBodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
        Code::UnsupportedContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::UserLocked
        | Code::UserBanned
        | Code::UnsupportedCountryCode
        | Code::QuotaExceeded => StatusCode::FORBIDDEN,
        Code::VerificationCodeTooManyRequests | Code::VerificationCodeRateLimitExceeded => {
            StatusCode::TOO_MANY_REQUESTS
        }
        Code::InternalError => StatusCode::INTERNAL_SERVER_ERROR,
        Code::ServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::ApiVersionInvalid
        | Code::RequestBodyInvalid
        | Code::MalformedRequestParameters
        | Code::RequestInvalidForEnvironment
        | Code::IdentificationCreateSecondFactorUnverified
        | Code::IdentificationUpdateSecondFactorUnverified
        | Code::IdentificationUpdateFailed
        | Code::IdentificationDeletionFailed
        | Code::VerificationAlreadyVerified
        | Code::SmsSendError
        | Code::NoPasswordSet
        | Code::SignInTokenCannotBeRevoked => StatusCode::BAD_REQUEST,
        Code::FormParamMissing
        | Code::FormParamNil
        | Code::FormParamUnknown
        | Code::FormParamTypeInvalid
        | Code::FormParamValueInvalid
        | Code::FormParamFormatInvalid
        | Code::FormParamDuplicate
        | Code::FormParamArraySizeExceeded
        | Code::FormParamArrayLengthMismatch
        | Code::FormParamMaxLengthExceeded
        | Code::FormParamExceedsAllowedSize
        | Code::FormConditionalParamDisallowed
        | Code::FormParamDeprecated
        | Code::FormResourceNotFound
        | Code::FormIdentifierExists
        | Code::FormAlreadyExists
        | Code::FormVerificationNeeded
        | Code::FormDataMissing
        | Code::FormPasswordLengthTooShort
        | Code::FormPasswordLengthTooLong
        | Code::FormPasswordDigestInvalid
        | Code::FormUsernameInvalidLength
        | Code::FormUsernameInvalidCharacter
        | Code::FormUsernameCannotBePhoneNumber
        | Code::IncorrectPassword
        | Code::SettingPinned => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn of_bad_request(bad: &BadRequest) -> Item {
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

fn of_problem(problem: &Problem) -> Item {
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
            "The password digest is not one of the given hasher.",
        ),
    };
    item.param(param)
}

fn of_refusal(refusal: &Refusal) -> Item {
    match refusal {
        Refusal::UserNotFound { id } => {
            Item::new(ErrorCode::ResourceNotFound, "not found", &format!("No user was found with id {id}"))
        }
        Refusal::SessionNotFound { id } => {
            Item::new(ErrorCode::ResourceNotFound, "Session not found", &format!("No session was found with id {id}"))
        }
        Refusal::NumberNotFound | Refusal::VerificationNotFound | Refusal::SignInTokenNotFound => {
            Item::same(ErrorCode::ResourceNotFound, "Resource not found")
        }
        Refusal::IdentifierTaken { param } => Item::same(
            ErrorCode::FormIdentifierExists,
            &format!("That {} is taken. Please try another.", spoken(param).to_lowercase()),
        )
        .param(param),
        Refusal::ExternalIdTaken => Item::new(
            ErrorCode::FormAlreadyExists,
            "already exists",
            "Another user has this external_id already.",
        )
        .param("external_id"),
        Refusal::TooManyNumbers => {
            Item::new(ErrorCode::QuotaExceeded, "Quota exceeded", "Quota exceeded, you have reached your limit.")
        }
        Refusal::CreateSecondFactorUnverified => Item::new(
            ErrorCode::IdentificationCreateSecondFactorUnverified,
            "Create failed",
            "Unverified identifications cannot be a second factor",
        ),
        Refusal::UpdateSecondFactorUnverified => Item::new(
            ErrorCode::IdentificationUpdateSecondFactorUnverified,
            "Update failed",
            "Cannot update second factor attributes for unverified identification",
        ),
        Refusal::LastIdentificationAsSecondFactor => Item::new(
            ErrorCode::IdentificationUpdateFailed,
            "Update failed",
            "You cannot set your last identification as second factor.",
        ),
        Refusal::LastIdentificationDeleted => Item::new(
            ErrorCode::IdentificationDeletionFailed,
            "Deletion failed",
            "You cannot delete your last identification.",
        ),
        Refusal::VerificationNeeded { param } => Item::new(
            ErrorCode::FormVerificationNeeded,
            "is unverified",
            "This identification needs to be verified before you can perform this action.",
        )
        .param(param),
        Refusal::ReferenceNotFound { param } => Item::new(
            ErrorCode::FormResourceNotFound,
            "is missing",
            &format!("The resource associated with the supplied {param} was not found."),
        )
        .param(param),
        Refusal::AlreadyVerified => Item::new(
            ErrorCode::VerificationAlreadyVerified,
            "already verified",
            "This verification has already been verified.",
        ),
        Refusal::TooSoon { .. } => Item::new(
            ErrorCode::VerificationCodeTooManyRequests,
            "Too many verification code requests",
            "Too many verification code requests. Please wait at least 30 seconds to receive your code before trying again.",
        ),
        Refusal::TooManySends { .. } => Item::new(
            ErrorCode::VerificationCodeRateLimitExceeded,
            "Too many verification code requests",
            "Too many verification code requests. Please try again later.",
        ),
        Refusal::NumberNotTextable => Item::new(
            ErrorCode::FormParamFormatInvalid,
            "is invalid",
            "Phone number must be a valid phone number that can receive text messages.",
        )
        .param("phone_number"),
        Refusal::CountryBlocked { alpha2, calling_code, name } => Item::new(
            ErrorCode::UnsupportedCountryCode,
            "Unsupported country code",
            &format!("Phone numbers from this country ({name}) are currently not supported."),
        )
        .meta("alpha2", json!(alpha2))
        .meta("country_code", json!(calling_code)),
        Refusal::NoSender => Item::new(
            ErrorCode::SmsSendError,
            "Sending SMS failed",
            "Sending SMS failed. Please contact support or try again later.",
        ),
        Refusal::Locked => Item::new(
            ErrorCode::UserLocked,
            "Account locked",
            "Your account is locked. For more information, please contact support.",
        ),
        Refusal::Banned => Item::new(
            ErrorCode::UserBanned,
            "User banned",
            "You have been banned. If you think this was by mistake, please contact support.",
        ),
        Refusal::NoPassword => Item::new(
            ErrorCode::NoPasswordSet,
            "no password set",
            "This user does not have a password set for their account",
        ),
        Refusal::IncorrectPassword => Item::new(
            ErrorCode::IncorrectPassword,
            "incorrect password",
            "The provided password is not the one the user has set",
        ),
        Refusal::SignInTokenNotPending { status } => Item::new(
            ErrorCode::SignInTokenCannotBeRevoked,
            "cannot revoke",
            &format!(
                "Sign in token cannot be revoked because its status is {}. Only pending tokens can be revoked.",
                status.as_str()
            ),
        ),
        Refusal::NotInProduction => Item::new(
            ErrorCode::RequestInvalidForEnvironment,
            "Invalid request for environment",
            "Request only valid for development instances.",
        ),
        Refusal::NoIdentification => Item::new(
            ErrorCode::FormDataMissing,
            "missing data",
            "[\"phone_number\" \"email_address\" \"username\"] data doesn't match user requirements set for this instance",
        )
        .meta("param_names", json!(["phone_number", "email_address", "username"])),
        Refusal::UsernameLength => Item::same(
            ErrorCode::FormUsernameInvalidLength,
            "Your username must be between 4 and 64 characters long.",
        )
        .param("username"),
        Refusal::UsernameCharacter => Item::same(
            ErrorCode::FormUsernameInvalidCharacter,
            "Your username can only contain letters, numbers and these characters: '_', '-', '.'.",
        )
        .param("username"),
        Refusal::UsernameIsPhoneNumber => Item::same(
            ErrorCode::FormUsernameCannotBePhoneNumber,
            "Username cannot be a phone number. Please choose a different username.",
        )
        .param("username"),
        Refusal::MetadataTooLarge { param } => Item::new(
            ErrorCode::FormParamExceedsAllowedSize,
            "exceeds maximum allowed size",
            &format!("{param} exceeds the maximum allowed size of {} bytes.", strowger_core::user::METADATA_BYTES_MAX),
        )
        .param(param),
        Refusal::SettingPinned { param } => Item::new(
            ErrorCode::SettingPinned,
            "is pinned",
            &format!("{param} is set by the server's configuration and cannot be changed here."),
        )
        .param(param),
    }
}

/// A parameter's name as people say it: `phone_number` is `Phone number`.
fn spoken(param: &str) -> String {
    let words = param.replace('_', " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_422_is_a_400_where_the_operation_publishes_none() {
        let code = ErrorCode::FormIdentifierExists;
        assert_eq!(
            status(
                code,
                Published {
                    unprocessable: true
                }
            ),
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            status(
                code,
                Published {
                    unprocessable: false
                }
            ),
            StatusCode::BAD_REQUEST
        );
        assert_eq!(
            status(
                ErrorCode::UserLocked,
                Published {
                    unprocessable: false
                }
            ),
            StatusCode::FORBIDDEN
        );
    }

    #[test]
    fn every_status_is_documented() {
        let documented = include_str!("../../../../docs/backend-api.md");
        for code in ErrorCode::ALL.iter().copied() {
            let row = format!("| `{}` | {} |", code.as_str(), usual_status(code).as_u16());
            assert!(documented.contains(&row), "docs/backend-api.md: {row}");
        }
    }

    #[test]
    fn retry_after_is_a_whole_second_at_least() {
        for (retry_after_ms, seconds) in [(0, 1), (1, 1), (1_000, 1), (1_001, 2), (30_000, 30)] {
            let failure = Failure::Refused(vec![Refusal::TooSoon { retry_after_ms }]);
            assert_eq!(failure.retry_after_s(), Some(seconds));
        }
    }
}
