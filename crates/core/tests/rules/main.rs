//! The rules as a specification: the name of a test is a claim, its body a story that [`story`] tells and checks.

mod codes;
mod failures;
mod instance;
mod numbers;
mod outbox;
mod prepare;
mod primary;
mod races;
mod second_factor;
mod sessions;
mod story;
mod users;
mod walk;
