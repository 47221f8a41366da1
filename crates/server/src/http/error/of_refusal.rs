use serde_json::json;
use strowger_core::Refusal;
use strowger_types::ErrorCode;

use super::item::{Item, spoken};

/// What is said of a refusal.
pub(super) fn item(refusal: &Refusal) -> Item {
    match refusal {
        Refusal::UserNotFound { id } => {
            Item::new(ErrorCode::ResourceNotFound, "not found", &format!("No user was found with id {id}"))
        }
        Refusal::SessionNotFound { id } => {
            Item::new(ErrorCode::ResourceNotFound, "Session not found", &format!("No session was found with id {id}"))
        }
        Refusal::NumberNotFound
        | Refusal::VerificationNotFound
        | Refusal::SignInTokenNotFound
        | Refusal::SignInNotFound
        | Refusal::SignUpNotFound => {
            Item::same(ErrorCode::ResourceNotFound, "Resource not found")
        }
        Refusal::TemplateNotFound => Item::new(
            ErrorCode::ResourceNotFound,
            "JWT template not found",
            "No JWT template exists with this name",
        ),
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
        Refusal::NotSecondFactor => Item::new(
            ErrorCode::FormParamValueInvalid,
            "is invalid",
            "Only a second factor can be the default second factor.",
        )
        .param("default_second_factor"),
        Refusal::IdentifierNotFound => {
            Item::same(ErrorCode::FormIdentifierNotFound, "Couldn't find your account.").param("identifier")
        }
        Refusal::SessionExists => {
            Item::new(ErrorCode::SessionExists, "Session already exists", "You're already signed in.")
        }
        Refusal::AlreadySignedIn { session_id } => {
            Item::same(ErrorCode::IdentifierAlreadySignedIn, "You're already signed in")
                .meta("session_id", json!(session_id))
        }
        Refusal::SignUpRestricted => Item::new(
            ErrorCode::SignUpModeRestricted,
            "Sign-ups restricted",
            "New sign-ups are currently restricted.",
        ),
        Refusal::SignUpOver => Item::new(
            ErrorCode::SignUpCannotBeUpdated,
            "Sign up cannot be updated",
            "This sign up has reached a terminal state and cannot be updated",
        ),
        Refusal::UserGone => Item::new(
            ErrorCode::SignInUserDeleted,
            "identification or user deleted",
            "Either the user or the selected identification were deleted. Please start over.",
        ),
        Refusal::StrategyInvalid | Refusal::FactorNotWanted => Item::new(
            ErrorCode::VerificationStrategyInvalid,
            "has invalid strategy",
            "The strategy is not valid for the current verification.",
        ),
        Refusal::StrategyNotForUser => Item::new(
            ErrorCode::StrategyForUserInvalid,
            "Invalid verification strategy",
            "The verification strategy is not valid for this account",
        ),
        Refusal::PasswordIncorrect => Item::same(
            ErrorCode::FormPasswordIncorrect,
            "Password is incorrect. Try again, or use another method.",
        )
        .param("password"),
        Refusal::PasswordsOff => Item::new(
            ErrorCode::FeatureNotEnabled,
            "not enabled",
            "This feature is not enabled on this instance",
        ),
        Refusal::CurrentPasswordMissing => Item::new(
            ErrorCode::FormParamMissing,
            "is missing",
            "current_password must be included.",
        )
        .param("current_password"),
        Refusal::CurrentPasswordIncorrect => Item::same(
            ErrorCode::FormPasswordValidationFailed,
            "Incorrect password. Please try again.",
        )
        .param("current_password"),
        Refusal::PasswordUnchanged => Item::new(
            ErrorCode::FormNewPasswordMatchesCurrent,
            "is invalid",
            "New password cannot be the same as the current password.",
        )
        .param("new_password"),
        Refusal::PasswordRequired => Item::new(
            ErrorCode::PasswordRequired,
            "password required",
            "Settings for this instance require a password to be set. Cannot remove the user's password.",
        ),
        Refusal::TicketInvalid => Item::new(
            ErrorCode::TicketInvalid,
            "ticket is invalid",
            "This ticket is invalid. Make sure you're using a valid ticket.",
        ),
        Refusal::TicketExpired => Item::new(
            ErrorCode::TicketExpired,
            "ticket has expired",
            "This ticket has expired and cannot be used anymore.",
        ),
        Refusal::TicketUsed => Item::new(
            ErrorCode::SignInTokenAlreadyUsed,
            "sign in token has already been used",
            "This sign in token has already been used. Each token can only be used once.",
        ),
        Refusal::TicketRevoked => Item::new(
            ErrorCode::SignInTokenRevoked,
            "sign in token has been revoked",
            "This sign in token has been revoked and cannot be used anymore.",
        ),
        Refusal::NotSignedIn => Item::new(
            ErrorCode::AuthenticationInvalid,
            "Invalid authentication",
            "Unable to authenticate the request, you need to supply an active session",
        ),
        Refusal::SignedOut => Item::new(ErrorCode::SignedOut, "Signed out", "You are signed out"),
        Refusal::ClientNotFound => Item::new(
            ErrorCode::ClientNotFound,
            "No client found",
            "This request is expecting a client and did not find one",
        ),
        Refusal::StepUpNeeded { level, after_minutes } => Item::new(
            ErrorCode::SessionReverificationRequired,
            "Reverification required",
            "You need to provide additional verification to perform this operation",
        )
        .meta(
            "reverification",
            json!({ "level": level.as_str(), "after_minutes": after_minutes }),
        ),
        Refusal::StepUpMissing => Item::new(
            ErrorCode::SessionReverificationMissing,
            "is missing",
            "You need to start a new session verification flow first",
        ),
        Refusal::TooManyUnverified => Item::new(
            ErrorCode::TooManyUnverifiedIdentifications,
            "too many unverified contacts",
            "There are too many unverified contacts for this user.",
        ),
        Refusal::BackupCodesNotAvailable => Item::new(
            ErrorCode::BackupCodesNotAvailable,
            "Backup codes not available",
            "In order to use backup codes, you have to enable any other Multi-factor method",
        ),
        Refusal::DeleteSelfOff => Item::new(
            ErrorCode::UserDeleteSelfNotEnabled,
            "delete self not enabled",
            "Self deletion is not enabled for this user",
        ),
        Refusal::LastRequiredIdentificationDeleted => Item::new(
            ErrorCode::LastRequiredIdentificationDeletionFailed,
            "Deletion failed",
            "You are required to maintain at least one phone number in your account at all times",
        ),
        Refusal::TooManyRequests { .. } => Item::new(
            ErrorCode::TooManyRequests,
            "Too many requests",
            "Too many requests, retry later",
        ),
        Refusal::CodeNotSent => Item::new(
            ErrorCode::VerificationNotSent,
            "not sent",
            "You need to send a verification code before attempting to verify.",
        ),
        Refusal::CodeIncorrect => {
            Item::new(ErrorCode::FormCodeIncorrect, "is incorrect", "Incorrect code").param("code")
        }
        Refusal::CodeExpired => Item::new(
            ErrorCode::VerificationExpired,
            "expired",
            "This verification has expired. You must create a new one.",
        ),
        Refusal::CodeFailed => Item::new(
            ErrorCode::VerificationFailed,
            "failed",
            "Too many failed attempts. You have to try again with the same or another method.",
        ),
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
        .param("phone_number")
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
