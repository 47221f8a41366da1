//! Rules about factors: which ones somebody has, and what a try at one comes to. Sign-ins and step-ups share them.

mod attempt;
mod offer;
mod prepare;

pub use attempt::Proof;
pub(crate) use attempt::{Proven, Scene, attempt};
pub(crate) use offer::wants_second_factor;
pub use offer::{Offer, first_factors, second_factors, signs_in_with};
pub(crate) use prepare::{Target, prepare};
pub use prepare::{number_to_text, sends_limits};
