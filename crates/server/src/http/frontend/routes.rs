//! The table of the Frontend API.

use strowger_types::wire;

use super::dev_browser;
use crate::http::route::{Access, Handler, Route, Verb};

macro_rules! handler {
    ($function:path) => {{
        const HANDLER: Handler = |call| Box::pin($function(call));
        HANDLER
    }};
}

/// Every operation of the Frontend API. Paths are served with and without a slash at the end.
pub(crate) const ROUTES: &[Route] = &[Route {
    method: Verb::Post,
    path: "/v1/dev_browser",
    operation: "createDevBrowser",
    about: "Makes a client for a browser, and the token that names it. Development only.",
    access: Access::FrontendOpen,
    query: &[],
    body: None,
    answer: Some(schemars::SchemaGenerator::subschema_for::<wire::DevBrowser>),
    refusals: &[],
    handler: handler!(dev_browser::create),
}];
