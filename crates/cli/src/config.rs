//! `strowger config`: a commented configuration file.

use crate::{Failure, print};

#[expect(clippy::unnecessary_wraps, reason = "every command answers alike")]
pub(crate) fn run() -> Result<(), Failure> {
    print(&strowger_server::example_file());
    Ok(())
}
