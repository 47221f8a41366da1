//! Rules about a user, for the user: what is sensitive takes fresh factors.

mod change_password;
mod delete;
mod remove_password;
mod try_password;
mod update;

pub use change_password::{ChangePassword, NewPassword, change_password, may_change_password};
pub use delete::delete;
pub use remove_password::{may_remove_password, remove_password};
pub use try_password::PasswordFacts;
pub use update::update;
