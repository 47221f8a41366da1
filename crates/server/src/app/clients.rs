//! Clients: the browsers and devices that sessions live in.

use strowger_core::client::{self, Begun, Holder};

use super::{App, run};
use crate::http::error::Failure;

/// Makes a client in which nothing has begun.
pub(crate) async fn begin_client(app: &App, holder: Holder) -> Result<Begun, Failure> {
    run(
        app,
        |_| async { Ok(()) },
        |(), ctx| client::begin(holder, ctx),
    )
    .await
}
