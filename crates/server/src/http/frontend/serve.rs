//! One call of one route of the Frontend API.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawPathParams, Request};
use axum::http::Response;
use strowger_types::wire;

use super::{Arrival, Caller, answer, envelope};
use crate::app::App;
use crate::http::body;
use crate::http::error::{BadRequest, Failure};
use crate::http::form::Form;
use crate::http::lenient;
use crate::http::route::{Access, Call, Route};
use crate::http::version::ApiVersion;

/// A failure, with the caller's client if it is told.
pub(crate) type Refused = (Failure, Option<Box<wire::frontend::Client>>);

/// Serves one call.
pub(crate) async fn serve(
    route: &Route,
    app: Arc<App>,
    params: Option<RawPathParams>,
    request: Request,
) -> Result<Response<Body>, Refused> {
    let (head, body) = request.into_parts();
    let alone = |failure| (failure, None);
    // A path that cannot be decoded names nothing.
    let params = params.ok_or(alone(Failure::Request(BadRequest::NoSuchPath)))?;
    let arrival = head
        .extensions
        .get::<Arrival>()
        .ok_or(alone(Failure::Internal("a request was not taken in")))?;
    if route.access == Access::Frontend {
        arrival.check(&head).map_err(alone)?;
    }
    // Before the client is looked up: a slow body would let it grow old.
    let bytes = body::read(body, app.body_time_max())
        .await
        .map_err(|bad| alone(Failure::Request(bad)))?;
    let caller = Caller::look_up(&app, arrival, &head).await.map_err(alone)?;
    if route.access == Access::Frontend {
        caller.check_dev_browser().map_err(alone)?;
    }
    let caller = Arc::new(caller);
    let serving = async {
        let query = head.uri.query().unwrap_or_default();
        let call = Call {
            app: Arc::clone(&app),
            path: params.iter().map(|(_, value)| value.to_owned()).collect(),
            query: lenient::read_query(query, route.query)?,
            body: match route.body {
                Some(fields) => lenient::read_body(&head.headers, &bytes, fields)?,
                None => Form::default(),
            },
            version: ApiVersion::of_request(&head.headers, head.uri.query())
                .unwrap_or(ApiVersion::NEWEST),
            caller: Some(Arc::clone(&caller)),
        };
        answer::answer(route.run(call).await?, &app, &caller)
    };
    match serving.await {
        Ok(response) => Ok(response),
        Err(failure) => {
            let client = match failure {
                Failure::Refused(_) | Failure::Form(_) if caller.client.is_some() => {
                    envelope::client_for_error(&app, &caller).await
                }
                Failure::Refused(_)
                | Failure::Form(_)
                | Failure::Request(_)
                | Failure::Busy
                | Failure::Store(_)
                | Failure::Internal(_) => None,
            };
            Err((failure, client))
        }
    }
}
