//! Rules about texts: what they say, and what becomes of one that was, or could not be, delivered.

mod deliver;
mod text;

pub use deliver::{Delivery, FIRST_LEASE_MS, is_wanted, settle};
pub use text::Text;
