//! Every rule of Strowger: facts, a command and a [`Ctx`] in, a [`Decision`] out.
//!
//! Nothing here waits, reads a clock, draws randomness of its own or knows HTTP or SQL.

pub mod commit;
pub mod number;
pub mod record;
