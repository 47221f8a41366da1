//! What the server's stack costs alone: the same connections, the same entry, the same answer, but nothing read and nothing serialised.
//!
//! It follows `serve.rs` and `http/entry.rs` of the server step by step. What changes there changes here.

#![expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
#![expect(clippy::print_stdout, reason = "it says where it listens")]

use std::convert::Infallible;
use std::future::Future;
use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use axum::routing::get;
use clap::Parser as _;
use futures_util::FutureExt as _;
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use subtle::ConstantTimeEq as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::Service as _;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const HEAD_BYTES_MAX: usize = 32 * 1_024;
const HEADERS_MAX: usize = 64;
const CONNECTIONS_MAX: usize = 8_192;
const HEAD_TIME_MAX: Duration = Duration::from_secs(10);
const FRONTEND_ROOTS: [&str; 4] = ["/v1/client", "/v1/dev_browser", "/v1/environment", "/v1/me"];
const TRACE_HEADER: HeaderName = HeaderName::from_static("x-clerk-trace-id");

/// A server that answers a constant to GET `/v1/phone_numbers/{id}`.
#[derive(clap::Parser)]
struct Arguments {
    /// Where to listen.
    #[arg(long)]
    listen: SocketAddr,
    /// The file that holds the answer.
    #[arg(long)]
    body: PathBuf,
    /// The key that callers show.
    #[arg(long)]
    key: String,
}

struct App {
    key: String,
    body: Bytes,
    count: AtomicU64,
    high: RandomState,
    low: RandomState,
}

#[derive(Clone)]
struct Entry {
    app: Arc<App>,
    router: Router,
    open_paths: Arc<[&'static str]>,
}

#[derive(Clone, Copy)]
struct Served(&'static str);

/// Who asks, at paths of the Frontend API. Nothing here looks at it.
#[derive(Clone, Copy)]
struct Arrival(
    #[expect(dead_code, reason = "what the server does for others is not measured")] IpAddr,
);

struct Call {
    app: Arc<App>,
    path: Vec<String>,
}

type Handler = fn(Call) -> Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(arguments))
}

async fn serve(arguments: Arguments) -> std::io::Result<()> {
    let app = Arc::new(App {
        key: arguments.key,
        body: std::fs::read(&arguments.body)?.into(),
        count: AtomicU64::new(0),
        high: RandomState::new(),
        low: RandomState::new(),
    });
    let entry = Entry::new(app);
    let listener = TcpListener::bind(arguments.listen).await?;
    println!("listens on {}", listener.local_addr()?);
    let (stopping, _) = watch::channel(false);
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let permit = Arc::clone(&room).acquire_owned().await;
        let (stream, peer) = listener.accept().await?;
        let connection = connection(entry.clone(), stopping.subscribe(), stream, peer.ip());
        tokio::spawn(async move {
            connection.await;
            drop(permit);
        });
    }
}

async fn connection(
    entry: Entry,
    mut stopping: watch::Receiver<bool>,
    stream: TcpStream,
    peer: IpAddr,
) {
    stream.set_nodelay(true).expect("the option exists");
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let entry = entry.clone();
        async move {
            let answer = entry
                .answer(Request::from(request.map(Body::new)), peer)
                .await;
            Ok::<Response<Body>, Infallible>(answer)
        }
    });
    let mut serving = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME_MAX)
            .max_buf_size(HEAD_BYTES_MAX)
            .max_headers(HEADERS_MAX)
            .serve_connection(TokioIo::new(stream), service)
    );
    // A connection that ends early is the client's affair.
    let _ended = tokio::select! {
        result = serving.as_mut() => result,
        _ = stopping.changed() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
}

impl Entry {
    fn new(app: Arc<App>) -> Self {
        let numbers: Handler = |call| Box::pin(async move { number(&call) });
        let others: Handler = |_| Box::pin(async { status(StatusCode::NOT_IMPLEMENTED) });
        let route = |path, handler| {
            get(
                move |app, params: Result<RawPathParams, _>, request: Request| {
                    call(path, handler, app, params.ok(), request)
                },
            )
        };
        let mut router = Router::new();
        // A tree of routes, as the server has one.
        for path in [
            "/v1/health",
            "/v1/instance",
            "/v1/jwks",
            "/v1/phone_numbers",
            "/v1/phone_numbers/{id}/attempt_verification",
            "/v1/phone_numbers/{id}/prepare_verification",
            "/v1/sessions",
            "/v1/sessions/{id}",
            "/v1/sign_in_tokens",
            "/v1/sign_in_tokens/{id}/revoke",
            "/v1/users",
            "/v1/users/count",
            "/v1/users/{id}",
            "/v1/users/{id}/ban",
            "/v1/users/{id}/metadata",
            "/openapi.json",
        ] {
            router = router.route(path, route(path, others));
        }
        let path = "/v1/phone_numbers/{id}";
        let router = router
            .route(path, route(path, numbers))
            .fallback(|| async { status(StatusCode::NOT_FOUND) })
            .with_state(Arc::clone(&app));
        Self {
            app,
            router,
            open_paths: Arc::new(["/v1/health", "/v1/jwks", "/openapi.json"]),
        }
    }

    async fn answer(&self, mut request: Request, peer: IpAddr) -> Response<Body> {
        let started = Instant::now();
        let trace_id = self.app.new_trace_id();
        let is_of_frontend = FRONTEND_ROOTS.iter().any(|root| {
            let rest = request.uri().path().strip_prefix(root);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        if is_of_frontend {
            request.extensions_mut().insert(Arrival(peer));
        }
        let method = request.method().clone();
        let is_open = is_of_frontend || self.open_paths.contains(&request.uri().path());
        let mut response = if is_open || authenticate(request.headers(), &self.app.key) {
            let mut router = self.router.clone();
            match AssertUnwindSafe(router.call(request)).catch_unwind().await {
                Ok(Ok(response)) => response,
                Ok(Err(never)) => match never {},
                Err(_panic) => status(StatusCode::INTERNAL_SERVER_ERROR),
            }
        } else {
            status(StatusCode::UNAUTHORIZED)
        };
        let served = response
            .extensions()
            .get::<Served>()
            .map_or("(none)", |served| served.0);
        let duration_us = started.elapsed().as_micros();
        tracing::debug!(%method, route = served, status = response.status().as_u16(), duration_us, trace_id, "answered");
        if let Ok(value) = HeaderValue::try_from(trace_id) {
            response.headers_mut().insert(TRACE_HEADER, value);
        }
        response
    }
}

fn authenticate(headers: &HeaderMap, key: &str) -> bool {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return false;
    };
    let Some((scheme, token)) = value.to_str().ok().and_then(|text| text.split_once(' ')) else {
        return false;
    };
    let token = token.trim();
    scheme.eq_ignore_ascii_case("bearer")
        && !token.contains(char::is_whitespace)
        && bool::from(key.as_bytes().ct_eq(token.as_bytes()))
}

async fn call(
    path: &'static str,
    handler: Handler,
    State(app): State<Arc<App>>,
    params: Option<RawPathParams>,
    request: Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let is_versioned = head
        .headers
        .get_all("clerk-api-version")
        .iter()
        .next()
        .is_some();
    let Some(params) = params else {
        return status(StatusCode::NOT_FOUND);
    };
    if is_versioned || head.uri.query().is_some() || !body.is_end_stream() {
        return status(StatusCode::NOT_IMPLEMENTED);
    }
    let params = params.iter().map(|(_, value)| value.to_owned()).collect();
    let mut response = handler(Call { app, path: params }).await;
    response.extensions_mut().insert(Served(path));
    response
}

fn number(call: &Call) -> Response<Body> {
    if call.path.len() != 1 {
        return status(StatusCode::NOT_FOUND);
    }
    // The bytes are copied, as an answer that was made for this request would have been.
    let mut response = Response::new(Body::from(call.app.body.to_vec()));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

impl App {
    fn new_trace_id(&self) -> String {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let id =
            (u128::from(self.high.hash_one(count)) << 64) | u128::from(self.low.hash_one(count));
        let mut text = String::with_capacity(32);
        for byte in id.to_be_bytes() {
            text.push(char::from(HEX[usize::from(byte >> 4)]));
            text.push(char::from(HEX[usize::from(byte & 15)]));
        }
        text
    }
}
