//! Phone numbers: what a text means, which numbers exist, and which of them may get a text.
//!
//! Decided in `docs/decisions/0003-phone-number-parsing.md`, where the choice of the library and
//! the differences from it are listed.

mod country;
mod country_names;
mod mask;
mod parse;
mod test_number;
mod texting;

pub use country::{country_name, is_phone_country};
pub use mask::masked_for_people;
pub use parse::{NumberProblem, TEXT_BYTES_MAX, parse_trusted, parse_untrusted};
pub use test_number::{TEST_CODE, is_test_number};
pub use texting::{CannotText, TextingPolicy, check_can_be_texted};
