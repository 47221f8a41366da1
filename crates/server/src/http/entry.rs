//! Where every request comes in: trace id, key, routing, the envelope of refusals, the log.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, header};
use axum::routing::{MethodFilter, MethodRouter, on};
use futures_util::FutureExt as _;
use strowger_types::error::with_causes;
use strowger_types::wire::frontend::Client;
use tower::Service as _;

use super::body;
use super::error::{BadRequest, Failure, Published};
use super::form::Form;
use super::frontend::{self, Arrival};
use super::pages::{self, Found};
use super::query;
use super::route::{Access, Call, Route, Verb};
use super::version::ApiVersion;
use crate::app::App;
use crate::keys::console_token;

/// The header that names an answer.
const TRACE_HEADER: HeaderName = HeaderName::from_static("x-clerk-trace-id");

/// Serves requests out of the table of routes.
#[derive(Clone)]
pub(crate) struct Entry {
    app: Arc<App>,
    router: Router,
    open_paths: Arc<[&'static str]>,
    console_paths: Arc<[&'static str]>,
}

/// A refusal on its way out of the router, where it gets its envelope.
#[derive(Clone)]
struct Refused {
    failure: Arc<Failure>,
    published: Published,
    /// The caller's client, if the refusal tells it.
    client: Option<Box<Client>>,
}

/// The template of the path that was served, for the log: never the path itself, which may hold what is not for logs.
#[derive(Clone, Copy)]
struct Served(&'static str);

impl Entry {
    /// An entry to these routes.
    pub(crate) fn new(app: Arc<App>, routes: &[Route]) -> Self {
        let mut router = Router::new();
        let mut paths: Vec<&'static str> = routes.iter().map(|route| route.path).collect();
        paths.dedup();
        for path in paths {
            let mut methods = MethodRouter::new();
            for route in routes.iter().filter(|route| route.path == path).copied() {
                methods = methods.merge(on(
                    filter(route.method),
                    move |app, params: Result<RawPathParams, _>, request| {
                        serve(route, app, params.ok(), request)
                    },
                ));
            }
            if frontend::has_path(path) {
                router = router.route(&format!("{path}/"), methods.clone());
            }
            router = router.route(path, methods);
        }
        let router = router
            .fallback(|| async { refused(BadRequest::NoSuchPath) })
            .method_not_allowed_fallback(|| async { refused(BadRequest::NoSuchMethod) })
            .with_state(Arc::clone(&app));
        let of_access = |access| {
            let paths = routes.iter().filter(move |route| route.access == access);
            paths.map(|route| route.path).collect()
        };
        Self {
            open_paths: of_access(Access::Open),
            console_paths: of_access(Access::Console),
            app,
            router,
        }
    }

    /// Answers one request that came from `peer`. Never fails, never panics.
    pub(crate) async fn answer(&self, mut request: Request, peer: IpAddr) -> Response<Body> {
        #[expect(
            clippy::disallowed_methods,
            reason = "a duration for the log, which decides nothing"
        )]
        let started = Instant::now();
        let trace_id = self.app.new_trace_id();
        let arrival = frontend::has_path(request.uri().path())
            .then(|| Arrival::take_in(&self.app, &mut request, peer));
        let method = request.method().clone();
        let mut response = match &arrival {
            Some(arrival) if method == Method::OPTIONS => arrival.preflight(request.headers()),
            Some(_) => self.route(request).await,
            None => match pages::place(&self.app, &method, request.uri().path()) {
                Some(place) => {
                    let shown = pages::show(&self.app, place, &method, request.headers());
                    // Boxed, so that requests to the APIs carry no room for it.
                    Box::pin(shown).await.response()
                }
                None => match self.admit(&request, peer) {
                    Ok(()) => self.route(request).await,
                    Err(bad) => refused(bad),
                },
            },
        };
        let served = response
            .extensions()
            .get::<Served>()
            .map_or("(none)", |served| served.0);
        if let Some(refused) = response.extensions_mut().remove::<Refused>() {
            match &*refused.failure {
                Failure::Store(error) => {
                    tracing::error!(trace_id, error = %with_causes(error), "the database failed");
                }
                Failure::Internal(why) => tracing::error!(trace_id, why, "a request failed"),
                Failure::Refused(_) | Failure::Form(_) | Failure::Request(_) | Failure::Busy => {}
            }
            let Refused {
                failure,
                published,
                client,
            } = refused;
            let mut answer = failure.response(published, client, &trace_id);
            if let Some(allow) = response.headers_mut().remove(header::ALLOW) {
                answer.headers_mut().insert(header::ALLOW, allow);
            }
            response = answer;
        }
        if let Some(arrival) = arrival {
            arrival.mark(response.headers_mut());
        }
        let status = response.status();
        if status.is_client_error() || status.is_server_error() {
            tracing::info!(%method, route = served, status = status.as_u16(), duration_us = micros(started), trace_id, "refused");
        } else {
            tracing::debug!(%method, route = served, status = status.as_u16(), duration_us = micros(started), trace_id, "answered");
        }
        if let Ok(value) = HeaderValue::try_from(trace_id) {
            response.headers_mut().insert(TRACE_HEADER, value);
        }
        response
    }

    /// Whether the caller may knock at this path at all. The key comes before the question whether the path exists.
    fn admit(&self, request: &Request, peer: IpAddr) -> Result<(), BadRequest> {
        let path = request.uri().path();
        if self.open_paths.contains(&path) {
            Ok(())
        } else if self.console_paths.contains(&path) {
            pages::admit(&self.app, request, peer)
        } else {
            authenticate(request.headers(), &self.app)
        }
    }

    async fn route(&self, request: Request) -> Response<Body> {
        let mut router = self.router.clone();
        match AssertUnwindSafe(router.call(request)).catch_unwind().await {
            Ok(Ok(response)) => response,
            Ok(Err(never)) => match never {},
            Err(_panic) => refused_as(
                Failure::Internal("a request panicked"),
                Published::default(),
            ),
        }
    }
}

/// Checks the bearer token: the secret key, or what the console has instead.
fn authenticate(headers: &HeaderMap, app: &App) -> Result<(), BadRequest> {
    let token = bearer(headers)?;
    let key = app.secret_key();
    if key.matches(token) || console_token::is_good(token, &app.sealer, key, app.now()) {
        Ok(())
    } else {
        Err(BadRequest::WrongKey)
    }
}

/// The bearer token.
pub(super) fn bearer(headers: &HeaderMap) -> Result<&str, BadRequest> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(BadRequest::NoBearer);
    };
    let text = value.to_str().map_err(|_| BadRequest::NoBearer)?;
    let (scheme, token) = text.split_once(' ').ok_or(BadRequest::NoBearer)?;
    let token = token.trim();
    let is_token = !token.is_empty() && !token.contains(char::is_whitespace);
    if !scheme.eq_ignore_ascii_case("bearer") || !is_token {
        return Err(BadRequest::NoBearer);
    }
    Ok(token)
}

/// Serves one call of one route.
async fn serve(
    route: Route,
    State(app): State<Arc<App>>,
    params: Option<RawPathParams>,
    request: Request,
) -> Response<Body> {
    let outcome = match route.access {
        Access::Open | Access::SecretKey | Access::Console => call(&route, app, params, request)
            .await
            .map_err(|failure| (failure, None)),
        Access::Frontend | Access::FrontendOpen => {
            frontend::serve(&route, app, params, request).await
        }
    };
    let mut response = match outcome {
        Ok(response) => response,
        Err((failure, client)) => refused_with(failure, route.published(), client),
    };
    response.extensions_mut().insert(Served(route.path));
    response
}

async fn call(
    route: &Route,
    app: Arc<App>,
    params: Option<RawPathParams>,
    request: Request,
) -> Result<Response<Body>, Failure> {
    let (head, body) = request.into_parts();
    let version = ApiVersion::of_request(&head.headers, head.uri.query())
        .map_err(|why| Failure::Request(BadRequest::Version(why)))?;
    // A path that cannot be decoded names nothing.
    let params = params.ok_or(Failure::Request(BadRequest::NoSuchPath))?;
    let path = params.iter().map(|(_, value)| value.to_owned()).collect();
    let query = match head.uri.query() {
        None => Form::default(),
        Some(query) => {
            let pairs = query::decode(query)
                .map_err(|query::Malformed| Failure::Request(BadRequest::Query))?;
            query::read(pairs, route.query).map_err(Failure::Form)?
        }
    };
    let form = if let Some(fields) = route.body {
        body::read_form(&head.headers, body, fields, app.body_time_max()).await?
    } else {
        body::discard(body, app.body_time_max()).await?;
        Form::default()
    };
    let call = Call {
        app,
        path,
        query,
        body: form,
        version,
        caller: None,
    };
    route.run(call).await?.response()
}

impl Found {
    /// The answer, which the log is told the name of.
    fn response(self) -> Response<Body> {
        let mut response = self.answer.unwrap_or_else(refused);
        response.extensions_mut().insert(Served(self.name));
        response
    }
}

fn refused(bad: BadRequest) -> Response<Body> {
    refused_as(Failure::Request(bad), Published::default())
}

fn refused_as(failure: Failure, published: Published) -> Response<Body> {
    refused_with(failure, published, None)
}

fn refused_with(
    failure: Failure,
    published: Published,
    client: Option<Box<Client>>,
) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Refused {
        failure: Arc::new(failure),
        published,
        client,
    });
    response
}

fn filter(verb: Verb) -> MethodFilter {
    match verb {
        Verb::Get => MethodFilter::GET,
        Verb::Post => MethodFilter::POST,
        Verb::Patch => MethodFilter::PATCH,
        Verb::Put => MethodFilter::PUT,
        Verb::Delete => MethodFilter::DELETE,
    }
}

fn micros(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use http_body_util::BodyExt as _;

    use super::super::route::{Answer, Handler};
    use super::*;
    use crate::config::Sources;
    use crate::start;

    const PAGE: &str = "http://localhost:3000";

    const PANICS: Handler = |_| Box::pin(async { panic!("as a bug would") });

    fn panicking(method: Verb) -> Route {
        Route {
            method,
            path: "/v1/me/bug",
            operation: "panic",
            about: "",
            access: Access::Frontend,
            query: &[],
            body: None,
            answer: Answer::Nothing,
            refusals: &[],
            handler: PANICS,
        }
    }

    async fn entry(routes: &[Route]) -> Entry {
        let mut sources = Sources::new();
        let memory = ("STROWGER_DATABASE".to_owned(), "memory:".into());
        sources.environment([memory].into_iter()).unwrap();
        let config = sources.read().unwrap();
        let (app, _) = start::open(config, "http://127.0.0.1:4000").await.unwrap();
        Entry::new(Arc::new(app), routes)
    }

    async fn told(entry: &Entry, method: Method, uri: &str) -> (u16, HeaderMap, String) {
        let request = Request::builder()
            .method(method)
            .uri(uri)
            .header(header::ORIGIN, PAGE);
        let request = request.body(Body::empty()).unwrap();
        let response = entry.answer(request, Ipv4Addr::LOCALHOST.into()).await;
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        (head.status.as_u16(), head.headers, body)
    }

    #[tokio::test]
    async fn pages_may_read_every_refusal_of_the_frontend_api_be_it_a_panic() {
        let entry = entry(&[panicking(Verb::Get), panicking(Verb::Delete)]).await;
        for (method, uri, status) in [
            (Method::GET, "/v1/me/bug", 500),
            (Method::POST, "/v1/me/bug/?_method=DELETE", 500),
            (Method::POST, "/v1/me/bug", 405),
            (Method::GET, "/v1/me/unknown", 404),
        ] {
            let (answered, headers, body) = told(&entry, method, uri).await;
            assert_eq!(answered, status, "{uri}: {body}");
            assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], PAGE, "{uri}");
            assert_eq!(headers[header::CONTENT_TYPE], "application/json", "{uri}");
            assert!(body.starts_with("{\"errors\":[{"), "{uri}: {body}");
        }
    }

    #[tokio::test]
    async fn paths_that_nobody_serves_do_not_ask_for_a_secret_key_only_below_the_frontend_api() {
        let entry = entry(&[]).await;
        assert_eq!(told(&entry, Method::GET, "/v1/client/unknown").await.0, 404);
        assert_eq!(told(&entry, Method::GET, "/v1/clients").await.0, 401);
    }
}
