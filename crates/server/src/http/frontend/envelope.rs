//! What goes with every answer: the caller's client as it is now.

use serde_json::value::RawValue;

use super::Caller;
use crate::app::App;

/// The caller's client after a refusal, which clients show the state of.
pub(crate) async fn client_for_error(_: &App, _: &Caller) -> Option<Box<RawValue>> {
    None
}
