//! Objects as the Frontend API shows them.

mod client;
mod session;
mod sign_in;
mod sign_up;
mod user;

pub use client::{Client, ClientTag, Envelope};
pub use session::{
    BackupCodes, BackupCodesTag, LatestActivity, LatestActivityTag, PublicUserData, Session,
    SessionVerification, SessionVerificationTag, UserSession,
};
pub use sign_in::{Factor, FactorVerification, SignIn, SignInTag, SignInUserData};
pub use sign_up::{FieldVerification, FieldVerifications, SignUp, SignUpTag};
pub use user::{PhoneNumber, User};
