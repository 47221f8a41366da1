//! What the server remembers. Plain data: rules make it, stores keep it.

mod client;
mod factor;
mod instance;
mod message;
mod session;
mod sign_in_token;
mod user;
mod verification;

pub use client::{Client, FactorStep, Familiar, Identifier, SignIn, SignUp};
pub use factor::{Factor, SentCode, Strategy};
pub use instance::{Settings, SigningKey};
pub use message::{Message, MessageState};
pub use session::{Device, Session, SessionStatus, StepUp, StepUpLevel, USER_AGENT_CHARS_MAX};
pub use sign_in_token::{SignInToken, SignInTokenStatus};
pub use user::{BackupCodes, Email, Number, Password, SecondFactor, Standing, User};
pub use verification::{CodeMac, Purpose, Verification, VerificationStatus};
