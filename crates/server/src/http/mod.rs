//! The wire: from bytes to commands and from replies to bytes.

pub(crate) mod backend;
pub(crate) mod body;
pub(crate) mod console;
pub(crate) mod entry;
pub(crate) mod error;
pub(crate) mod field;
pub(crate) mod form;
pub(crate) mod frontend;
pub(crate) mod json;
pub(crate) mod lenient;
pub(crate) mod openapi;
pub(crate) mod own;
pub(crate) mod pages;
pub(crate) mod query;
pub(crate) mod reply;
pub(crate) mod route;
pub(crate) mod version;

use route::Route;

/// Every operation that is served.
pub(crate) fn all_routes() -> impl Iterator<Item = Route> {
    let tables = [
        backend::ROUTES,
        frontend::ROUTES,
        own::ROUTES,
        console::ROUTES,
    ];
    tables.into_iter().flatten().copied()
}
