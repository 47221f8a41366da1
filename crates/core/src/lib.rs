//! Every rule of Strowger: facts, a command and a [`Ctx`] in, a [`Decision`] out.
//!
//! Nothing here waits, reads a clock, draws randomness of its own or knows HTTP or SQL.

pub mod backup_code;
pub mod client;
pub mod commit;
mod ctx;
mod decision;
pub mod factor;
pub mod instance;
pub mod limit;
pub mod number;
pub mod outbox;
pub mod phone_number;
pub mod policy;
pub mod record;
mod refusal;
pub mod session;
pub mod sign_in;
pub mod sign_in_token;
pub mod sign_up;
pub mod signing_key;
pub mod step_up;
pub mod token;
pub mod user;
pub mod verification;

pub use ctx::{Ctx, Entropy};
pub use decision::{Change, Decision};
pub use refusal::Refusal;
