//! One operation of an API: how it is called, what it takes and answers, who serves it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use schemars::{Schema, SchemaGenerator};

use super::error::{Failure, Published};
use super::field::Field;
use super::form::Form;
use super::frontend::Caller;
use super::reply::Reply;
use super::version::ApiVersion;
use crate::app::App;

/// One operation. The table of these is what is served and what is described.
#[derive(Clone, Copy)]
pub(crate) struct Route {
    /// The method.
    pub(crate) method: Verb,
    /// The path, with `{names}` for its parameters.
    pub(crate) path: &'static str,
    /// The operation's name.
    pub(crate) operation: &'static str,
    /// One sentence for the description.
    pub(crate) about: &'static str,
    /// Who may call it.
    pub(crate) access: Access,
    /// What its query takes.
    pub(crate) query: &'static [Field],
    /// What its body takes; `None`: it has none, and what is sent all the same is ignored.
    pub(crate) body: Option<&'static [Field]>,
    /// What it answers.
    pub(crate) answer: Answer,
    /// Statuses of refusals that the contract lists for it.
    pub(crate) refusals: &'static [u16],
    /// What serves it.
    pub(crate) handler: Handler,
}

/// What an operation answers to those whom it does not refuse.
#[derive(Clone, Copy)]
pub(crate) enum Answer {
    /// An object of this schema.
    Object(fn(&mut SchemaGenerator) -> Schema),
    /// A picture, as SVG.
    Picture,
    /// Nothing.
    Nothing,
    /// Another place to go to.
    Elsewhere,
}

/// A method that operations have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// GET, and HEAD with it.
    Get,
    /// POST.
    Post,
    /// PATCH.
    Patch,
    /// PUT.
    Put,
    /// DELETE.
    Delete,
}

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody.
    Open,
    /// Who has the secret key, or a token of the console.
    SecretKey,
    /// Who may open the console: who has the secret key, and on a developer's own machine its own page.
    Console,
    /// Who holds a client of the Frontend API, or is about to begin one: the caller's page is checked.
    Frontend,
    /// Anybody, at a path of the Frontend API: nobody is refused for where they come from or for what they hold.
    FrontendOpen,
}

/// What serves an operation.
pub(crate) type Handler = fn(Call) -> Pin<Box<dyn Future<Output = Result<Reply, Failure>> + Send>>;

/// One call of an operation, read and checked against its table.
pub(crate) struct Call {
    /// The server.
    pub(crate) app: Arc<App>,
    /// The parameters of the path, in order.
    pub(crate) path: Vec<String>,
    /// The query.
    pub(crate) query: Form,
    /// The body.
    pub(crate) body: Form,
    /// The API version asked for.
    pub(crate) version: ApiVersion,
    /// Who calls, at a path of the Frontend API.
    pub(crate) caller: Option<Arc<Caller>>,
}

impl Call {
    /// The first parameter of the path.
    pub(crate) fn id(&self) -> &str {
        self.path.first().map_or("", String::as_str)
    }

    /// Who calls.
    pub(crate) fn caller(&self) -> &Caller {
        self.caller
            .as_deref()
            .expect("a route of the Frontend API is told who calls")
    }
}

impl Route {
    /// Has a call served.
    pub(crate) async fn run(&self, call: Call) -> Result<Reply, Failure> {
        let serving = (self.handler)(call);
        match self.method {
            Verb::Get => serving.await,
            // Its own task: a caller who hangs up must not end a command between its commit and what follows from that,
            // such as waking who waits for the text, or taking up the new settings.
            Verb::Post | Verb::Patch | Verb::Put | Verb::Delete => tokio::spawn(serving)
                .await
                .map_err(|_| Failure::Internal("a request panicked"))?,
        }
    }

    /// What the status of a refusal depends on.
    pub(crate) fn published(&self) -> Published {
        Published {
            unprocessable: self.refusals.contains(&422),
            fields: match self.access {
                Access::Open | Access::SecretKey | Access::Console => None,
                Access::Frontend | Access::FrontendOpen => {
                    Some([self.query, self.body.unwrap_or_default()])
                }
            },
        }
    }
}
