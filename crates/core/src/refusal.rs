//! Why a rule says no, in the words of the domain. Codes, texts and statuses are the wire's business.

use strowger_types::SessionId;

use crate::record::{SignInTokenStatus, StepUpLevel};

/// Why a rule says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such user.
    UserNotFound {
        /// The id that was asked for.
        id: String,
    },
    /// There is no such phone number.
    NumberNotFound,
    /// The number has no such verification.
    VerificationNotFound,
    /// There is no such session.
    SessionNotFound {
        /// The id that was asked for.
        id: String,
    },
    /// There is no such sign-in token.
    SignInTokenNotFound,
    /// There is no template of tokens of this name.
    TemplateNotFound,
    /// Somebody holds this identifier already.
    IdentifierTaken {
        /// The parameter that gave it.
        param: &'static str,
    },
    /// Some user has this external id already.
    ExternalIdTaken,
    /// The user has as many numbers as a user can have.
    TooManyNumbers,
    /// A number that is not verified cannot be created as a second factor.
    CreateSecondFactorUnverified,
    /// Only a second factor can be the one that is offered first.
    NotSecondFactor,
    /// A number that is not verified cannot be, or stay, a second factor.
    UpdateSecondFactorUnverified,
    /// The user's last identification cannot become a second factor: there would be no first.
    LastIdentificationAsSecondFactor,
    /// The user's last identification cannot be deleted.
    LastIdentificationDeleted,
    /// The number must be verified first.
    VerificationNeeded {
        /// The parameter that named it.
        param: &'static str,
    },
    /// What the parameter names is not the user's, or does not exist.
    ReferenceNotFound {
        /// The parameter.
        param: &'static str,
    },
    /// The code of this verification was accepted before.
    AlreadyVerified,
    /// Nobody signs in with this.
    IdentifierNotFound,
    /// Somebody is signed in already, and one session is all that there may be.
    SessionExists,
    /// This user is signed in already.
    AlreadySignedIn {
        /// The session.
        session_id: SessionId,
    },
    /// There is no such attempt to sign in, or it is over.
    SignInNotFound,
    /// There is no such attempt to sign up, or it is over.
    SignUpNotFound,
    /// Nobody new may sign up.
    SignUpRestricted,
    /// The attempt to sign up is over.
    SignUpOver,
    /// The user that an attempt was for is gone.
    UserGone,
    /// The attempt does not wait for this factor.
    FactorNotWanted,
    /// There is no such way to prove anything, here.
    StrategyInvalid,
    /// The account does not have this factor.
    StrategyNotForUser,
    /// The password is not the account's: what somebody who signs in is told.
    PasswordIncorrect,
    /// Nobody has a password here.
    PasswordsOff,
    /// The current password was not given.
    CurrentPasswordMissing,
    /// What was given for the current password is not it.
    CurrentPasswordIncorrect,
    /// The new password is the current one.
    PasswordUnchanged,
    /// Users have to have a password.
    PasswordRequired,
    /// No sign-in token has this text.
    TicketInvalid,
    /// The sign-in token is dead.
    TicketExpired,
    /// The sign-in token was used.
    TicketUsed,
    /// The backend took the sign-in token back.
    TicketRevoked,
    /// Nobody is signed in.
    NotSignedIn,
    /// The session has ended.
    SignedOut,
    /// There is no client.
    ClientNotFound,
    /// The factors were proven too long ago for this.
    StepUpNeeded {
        /// Which factor it takes.
        level: StepUpLevel,
        /// How long it would have been good, in minutes.
        after_minutes: i64,
    },
    /// No step-up is under way.
    StepUpMissing,
    /// The user has too many numbers that are not verified.
    TooManyUnverified,
    /// Backup codes need another second factor.
    BackupCodesNotAvailable,
    /// The user may not delete the account.
    DeleteSelfOff,
    /// Users have to keep one identification of this kind.
    LastRequiredIdentificationDeleted,
    /// Too much was asked for.
    TooManyRequests {
        /// When it may be asked again, in milliseconds from now.
        retry_after_ms: i64,
    },
    /// No code was sent that could be tried.
    CodeNotSent,
    /// The code is not the one that was sent.
    CodeIncorrect,
    /// It is too late for the code, or a newer one took its place.
    CodeExpired,
    /// Too many wrong codes came.
    CodeFailed,
    /// A code was sent a moment ago.
    TooSoon {
        /// When the next may be sent, in milliseconds from now.
        retry_after_ms: i64,
    },
    /// The number got as many texts as it may get in a day.
    TooManySends {
        /// When the next may be sent, in milliseconds from now.
        retry_after_ms: i64,
    },
    /// The number does not exist, or is of a kind that cannot get a text.
    NumberNotTextable,
    /// No texts go to numbers of this country.
    CountryBlocked {
        /// The country's ISO 3166-1 alpha-2 code; empty for a number that belongs to none.
        alpha2: String,
        /// Its calling code, without a plus.
        calling_code: String,
        /// Its name.
        name: String,
    },
    /// There is nobody to send texts.
    NoSender,
    /// Factor attempts at this account, or at this number, are refused until an admin unlocks it.
    Locked,
    /// The account is banned.
    Banned,
    /// The account has no password.
    NoPassword,
    /// The password is not the account's.
    IncorrectPassword,
    /// Only a pending sign-in token can be revoked.
    SignInTokenNotPending {
        /// What became of it.
        status: SignInTokenStatus,
    },
    /// This is not for production.
    NotInProduction,
    /// A user needs a phone number, an email address or a username.
    NoIdentification,
    /// The username is too short or too long.
    UsernameLength,
    /// The username has a character that usernames cannot have.
    UsernameCharacter,
    /// The username reads as a phone number.
    UsernameIsPhoneNumber,
    /// The metadata takes too much room.
    MetadataTooLarge {
        /// The parameter that gave it.
        param: &'static str,
    },
    /// The setting is fixed by flag, environment or configuration file.
    SettingPinned {
        /// The setting.
        param: &'static str,
    },
}
