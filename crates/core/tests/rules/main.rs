//! The rules as a specification: the name of a test is a claim, its body a story that [`story`] tells and checks.

mod budgets;
mod codes;
mod devices;
mod failures;
mod instance;
mod limits;
mod numbers;
mod outbox;
mod own_numbers;
mod own_passwords;
mod prepare;
mod primary;
mod races;
mod second_factor;
mod sessions;
mod siege;
mod sign_in;
mod sign_up;
mod step_up;
mod story;
mod strict;
mod users;
mod walk;
