use axum::http::StatusCode;
use strowger_types::ErrorCode;

use super::Published;

/// The status of a code in an answer of an operation.
pub(super) fn of(code: ErrorCode, published: Published) -> StatusCode {
    let status = usual_status(code);
    if status == StatusCode::UNPROCESSABLE_ENTITY && !published.unprocessable {
        return StatusCode::BAD_REQUEST;
    }
    status
}

fn usual_status(code: ErrorCode) -> StatusCode {
    use ErrorCode as Code;
    match code {
        Code::AuthorizationHeaderFormatInvalid
        | Code::ClerkKeyInvalid
        | Code::AuthenticationInvalid
        | Code::SignedOut
        | Code::DevBrowserUnauthenticated => StatusCode::UNAUTHORIZED,
        Code::ResourceNotFound => StatusCode::NOT_FOUND,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::RequestBodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
        Code::UnsupportedContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::UserLocked
        | Code::SignUpModeRestricted
        | Code::SignUpCannotBeUpdated
        | Code::SessionReverificationRequired
        | Code::UserDeleteSelfNotEnabled
        | Code::FeatureNotEnabled
        | Code::UserBanned
        | Code::UnsupportedCountryCode
        | Code::QuotaExceeded => StatusCode::FORBIDDEN,
        Code::TooManyRequests
        | Code::VerificationCodeTooManyRequests
        | Code::VerificationCodeRateLimitExceeded => StatusCode::TOO_MANY_REQUESTS,
        Code::InternalError => StatusCode::INTERNAL_SERVER_ERROR,
        Code::ServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::ApiVersionInvalid
        | Code::ClientNotFound
        | Code::SessionExists
        | Code::IdentifierAlreadySignedIn
        | Code::SignInUserDeleted
        | Code::StrategyForUserInvalid
        | Code::VerificationStrategyInvalid
        | Code::VerificationNotSent
        | Code::VerificationExpired
        | Code::VerificationFailed
        | Code::TicketInvalid
        | Code::TicketExpired
        | Code::SignInTokenAlreadyUsed
        | Code::SignInTokenRevoked
        | Code::SessionReverificationMissing
        | Code::TooManyUnverifiedIdentifications
        | Code::BackupCodesNotAvailable
        | Code::LastRequiredIdentificationDeletionFailed
        | Code::RequestBodyInvalid
        | Code::MalformedRequestParameters
        | Code::RequestInvalidForEnvironment
        | Code::RequestHeaderMissing
        | Code::OriginInvalid
        | Code::HostInvalid
        | Code::MultipleOriginHeaderValues
        | Code::MultipleAuthorizationHeaderValues
        | Code::OriginAuthorizationHeadersConflict
        | Code::InvalidHandshake
        | Code::IdentificationCreateSecondFactorUnverified
        | Code::IdentificationUpdateSecondFactorUnverified
        | Code::IdentificationUpdateFailed
        | Code::IdentificationDeletionFailed
        | Code::VerificationAlreadyVerified
        | Code::SmsSendError
        | Code::NoPasswordSet
        | Code::PasswordRequired
        | Code::SignInTokenCannotBeRevoked => StatusCode::BAD_REQUEST,
        Code::FormParamMissing
        | Code::FormIdentifierNotFound
        | Code::FormCodeIncorrect
        | Code::FormPasswordIncorrect
        | Code::FormPasswordValidationFailed
        | Code::FormNewPasswordMatchesCurrent
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
        | Code::InvalidRedirectUrl
        | Code::ProhibitedRedirectUrl
        | Code::RedirectUrlDomainMismatch
        | Code::SettingPinned => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_422_is_a_400_where_the_operation_publishes_none() {
        let with = Published {
            unprocessable: true,
            ..Published::default()
        };
        let without = Published::default();
        let code = ErrorCode::FormIdentifierExists;
        assert_eq!(of(code, with), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(of(code, without), StatusCode::BAD_REQUEST);
        assert_eq!(of(ErrorCode::UserLocked, without), StatusCode::FORBIDDEN);
    }

    #[test]
    fn every_status_is_documented() {
        let documents = [
            include_str!("../../../../../docs/backend-api.md"),
            include_str!("../../../../../docs/frontend-api.md"),
        ];
        for code in ErrorCode::ALL.iter().copied() {
            let row = format!("| `{}` | {} |", code.as_str(), usual_status(code).as_u16());
            let is_there = documents.iter().any(|document| document.contains(&row));
            assert!(is_there, "neither document of an API has {row}");
        }
    }
}
