//! Rules about texts: what they say, and what becomes of one that was, or could not be, delivered.

mod deliver;
mod refused;
mod text;

pub use deliver::{Delivery, FIRST_LEASE_MS, is_wanted, settle};
pub use refused::{NoText, RefusedText};
pub use text::Text;
