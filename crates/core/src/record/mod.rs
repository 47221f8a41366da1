//! What the server remembers. Plain data: rules make it, stores keep it.

mod instance;
mod message;
mod session;
mod sign_in_token;
mod user;
mod verification;

pub use instance::{Settings, SigningKey};
pub use message::{Message, MessageState};
pub use session::{Session, SessionStatus};
pub use sign_in_token::{SignInToken, SignInTokenStatus};
pub use user::{Email, Number, Password, SecondFactor, Standing, User};
pub use verification::{CodeMac, Purpose, Verification, VerificationStatus};
