//! The contract's stable error codes.

/// An error with its causes, as one sentence for a log or a person: most errors alone only say what was being done.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        // Some errors repeat their cause in their own words.
        if !text.ends_with(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident $code:literal;)+) => {
        /// What went wrong, in the contract's words. Clients match on these, so they never change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)+
        }

        impl ErrorCode {
            /// Every code that the server can answer with.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as it is on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }
        }
    };
}

error_codes! {
    /// No `Authorization: Bearer ...` header, or one that is not of that form.
    AuthorizationHeaderFormatInvalid "authorization_header_format_invalid";
    /// The secret key is not this server's.
    ClerkKeyInvalid "clerk_key_invalid";
    /// No such object, or no such path.
    ResourceNotFound "resource_not_found";
    /// The path exists, the method on it does not.
    MethodNotAllowed "method_not_allowed";
    /// The API version is unknown, or named twice.
    ApiVersionInvalid "api_version_invalid";
    /// The body is not a JSON object.
    RequestBodyInvalid "request_body_invalid";
    /// The body is larger than the server takes.
    RequestBodyTooLarge "request_body_too_large";
    /// The body did not arrive in time.
    RequestTimeout "request_timeout";
    /// The body is in a format that the server does not read.
    UnsupportedContentType "unsupported_content_type";
    /// The query cannot be parsed.
    MalformedRequestParameters "malformed_request_parameters";
    /// The request only makes sense in another environment (development or production).
    RequestInvalidForEnvironment "request_invalid_for_environment";
    /// A parameter that must be there is not.
    FormParamMissing "form_param_missing";
    /// A parameter that must have a value is null or empty.
    FormParamNil "form_param_nil";
    /// A parameter that nobody knows.
    FormParamUnknown "form_param_unknown";
    /// A parameter of the wrong type.
    FormParamTypeInvalid "form_param_type_invalid";
    /// A parameter whose value is not one of those allowed.
    FormParamValueInvalid "form_param_value_invalid";
    /// A parameter whose value has the wrong form.
    FormParamFormatInvalid "form_param_format_invalid";
    /// A parameter given more than once, or a list with the same item twice.
    FormParamDuplicate "form_param_duplicate";
    /// A list with too many items.
    FormParamArraySizeExceeded "form_param_array_size_exceeded";
    /// Two lists that must run in parallel and do not.
    FormParamArrayLengthMismatch "form_param_array_length_mismatch";
    /// A text that is too long.
    FormParamMaxLengthExceeded "form_param_max_length_exceeded";
    /// A value that takes too much room.
    FormParamExceedsAllowedSize "form_param_exceeds_allowed_size";
    /// A parameter that is not allowed together with what else was sent.
    FormConditionalParamDisallowed "form_conditional_param_disallowed";
    /// A parameter that newer API versions have replaced.
    FormParamDeprecated "form_param_deprecated";
    /// What a parameter points to does not exist.
    FormResourceNotFound "form_resource_not_found";
    /// Somebody else has this identifier.
    FormIdentifierExists "form_identifier_exists";
    /// Somebody else has this external id.
    FormAlreadyExists "form_already_exists";
    /// The number must be verified first.
    FormVerificationNeeded "form_verification_needed";
    /// There is as much of it as there can be.
    QuotaExceeded "quota_exceeded";
    /// A user needs at least one way to be told from others.
    FormDataMissing "form_data_missing";
    /// The password has too few characters.
    FormPasswordLengthTooShort "form_password_length_too_short";
    /// The password has too many characters.
    FormPasswordLengthTooLong "form_password_length_too_long";
    /// The password digest is not one of the named hasher.
    FormPasswordDigestInvalid "form_password_digest_invalid_code";
    /// The username is too short or too long.
    FormUsernameInvalidLength "form_username_invalid_length";
    /// The username has a character that usernames cannot have.
    FormUsernameInvalidCharacter "form_username_invalid_character";
    /// The username reads as a phone number.
    FormUsernameCannotBePhoneNumber "form_username_cannot_be_phone_number";
    /// A number must be verified to be created as a second factor.
    IdentificationCreateSecondFactorUnverified "identification_create_second_factor_unverified";
    /// A number must be verified to be, or to stay, a second factor.
    IdentificationUpdateSecondFactorUnverified "identification_update_second_factor_unverified";
    /// The last way in cannot become a second factor.
    IdentificationUpdateFailed "identification_update_failed";
    /// The last identification cannot be deleted.
    IdentificationDeletionFailed "identification_deletion_failed";
    /// The code of this verification was accepted before.
    VerificationAlreadyVerified "verification_already_verified";
    /// A code was asked for too soon after the last one.
    VerificationCodeTooManyRequests "verification_code_too_many_requests";
    /// Too many codes were asked for today.
    VerificationCodeRateLimitExceeded "verification_code_rate_limit_exceeded";
    /// No texts go to numbers of this country.
    UnsupportedCountryCode "unsupported_country_code";
    /// The text cannot be sent.
    SmsSendError "sms_send_error";
    /// The account is locked.
    UserLocked "user_locked";
    /// The account is banned.
    UserBanned "user_banned";
    /// The account has no password.
    NoPasswordSet "no_password_set";
    /// The password is not this account's.
    IncorrectPassword "incorrect_password";
    /// Only a pending sign-in token can be revoked.
    SignInTokenCannotBeRevoked "sign_in_token_cannot_be_revoked_code";
    /// The setting is fixed by flag, environment or configuration file.
    SettingPinned "setting_pinned";
    /// Nobody signs in with this identifier.
    FormIdentifierNotFound "form_identifier_not_found";
    /// The code is not the one that was sent.
    FormCodeIncorrect "form_code_incorrect";
    /// The password is not the account's, at sign-in.
    FormPasswordIncorrect "form_password_incorrect";
    /// What was given for the current password is not it.
    FormPasswordValidationFailed "form_password_validation_failed";
    /// The new password is the current one.
    FormNewPasswordMatchesCurrent "form_new_password_matches_current";
    /// Users have to have a password.
    PasswordRequired "password_required";
    /// What is asked for is switched off here.
    FeatureNotEnabled "feature_not_enabled";
    /// Nobody is signed in.
    AuthenticationInvalid "authentication_invalid";
    /// The session has ended.
    SignedOut "signed_out";
    /// There is no client.
    ClientNotFound "client_not_found";
    /// Somebody is signed in already, and one session is all that there may be.
    SessionExists "session_exists";
    /// This user is signed in already.
    IdentifierAlreadySignedIn "identifier_already_signed_in";
    /// Nobody new may sign up.
    SignUpModeRestricted "sign_up_mode_restricted";
    /// The attempt to sign up is over.
    SignUpCannotBeUpdated "sign_up_cannot_be_updated";
    /// The user that the attempt was for is gone.
    SignInUserDeleted "sign_in_identification_or_user_deleted";
    /// The account does not have this factor.
    StrategyForUserInvalid "strategy_for_user_invalid";
    /// There is no such strategy, or it is not this factor's turn.
    VerificationStrategyInvalid "verification_strategy_invalid";
    /// No code was sent that could be tried.
    VerificationNotSent "verification_not_sent";
    /// It is too late for the code, or a newer one took its place.
    VerificationExpired "verification_expired";
    /// Too many wrong codes came.
    VerificationFailed "verification_failed";
    /// No sign-in token has this text.
    TicketInvalid "ticket_invalid_code";
    /// The sign-in token is dead.
    TicketExpired "ticket_expired_code";
    /// The sign-in token was used.
    SignInTokenAlreadyUsed "sign_in_token_already_used_code";
    /// The backend took the sign-in token back.
    SignInTokenRevoked "sign_in_token_revoked_code";
    /// The factors were proven too long ago for this.
    SessionReverificationRequired "session_reverification_required";
    /// No step-up is under way.
    SessionReverificationMissing "session_reverification_missing";
    /// The user has too many numbers that are not verified.
    TooManyUnverifiedIdentifications "too_many_unverified_identifications";
    /// Backup codes need another second factor.
    BackupCodesNotAvailable "backup_codes_not_available";
    /// The user may not delete the account.
    UserDeleteSelfNotEnabled "user_delete_self_not_enabled";
    /// Users have to keep one identification of this kind.
    LastRequiredIdentificationDeletionFailed "last_required_identification_deletion_failed";
    /// Too much was asked for in a short time.
    TooManyRequests "too_many_requests";
    /// A browser asks for a change and does not say from which page.
    RequestHeaderMissing "request_header_missing";
    /// The page that asks is of an origin that may not.
    OriginInvalid "origin_invalid";
    /// The server was called by a name that is not its own.
    HostInvalid "host_invalid";
    /// Two origins.
    MultipleOriginHeaderValues "multiple_origin_header_values_forbidden";
    /// Two tokens of a client.
    MultipleAuthorizationHeaderValues "multiple_authorization_header_values_forbidden";
    /// Browsers name their page, apps show a token; nobody does both.
    OriginAuthorizationHeadersConflict "origin_authorization_headers_conflict";
    /// The token of a browser in development names no client.
    DevBrowserUnauthenticated "dev_browser_unauthenticated";
    /// A handshake that does not say where it leads.
    InvalidHandshake "invalid_handshake";
    /// Where a handshake leads is no absolute address.
    InvalidRedirectUrl "invalid_redirect_url";
    /// Where a handshake leads is no page of the web, or it names a user.
    ProhibitedRedirectUrl "prohibited_redirect_url";
    /// Where a handshake leads is a page of an origin that may not use this server.
    RedirectUrlDomainMismatch "redirect_url_domain_mismatch";
    /// A fault of the server.
    InternalError "internal_clerk_error";
    /// The server cannot answer now and may soon.
    ServiceUnavailable "service_unavailable";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_errors_share_a_code() {
        let mut codes: Vec<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ErrorCode::ALL.len());
    }
}
