//! Rules about factors: which ones somebody has, and what a try at one comes to. Sign-ins and step-ups share them.

mod attempt;
mod offer;
mod prepare;

pub use attempt::Proof;
pub(crate) use attempt::{Proven, Scene, attempt};
pub(crate) use offer::wants_second_factor;
pub use offer::{Offer, first_factors, second_factors};
pub use prepare::sends_limits;
pub(crate) use prepare::{Target, prepare};
