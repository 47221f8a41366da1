//! Connections: HTTP/1.1 and HTTP/2 over TCP, with limits on how long anybody may take.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tracing::{debug, warn};

use crate::http::entry::Entry;

/// Most bytes of a request's head; longer ones get 431.
const HEAD_BYTES_MAX: usize = 32 * 1_024;

/// Most headers of a request; more get 431.
const HEADERS_MAX: usize = 64;

/// How long connections may take to finish when the server stops, in milliseconds. Supervisors often kill after ten seconds.
const DRAIN_MS: u64 = 8_000;

/// How long to wait after a connection could not be accepted, in milliseconds: without file handles, asking again at once would spin.
const ACCEPT_PAUSE_MS: u64 = 50;

/// Serves connections until `stopped`, then says so by `on_stop` and lets those in flight finish.
pub(crate) async fn serve(
    listener: TcpListener,
    entry: Entry,
    head_time_max: Duration,
    stopped: impl Future<Output = ()> + Send,
    on_stop: impl FnOnce(),
) {
    let mut stopped = pin!(stopped);
    let server = connection_builder(head_time_max);
    let graceful = GracefulShutdown::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => start(&server, &graceful, &entry, stream),
                Err(error) => {
                    warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(ACCEPT_PAUSE_MS)).await;
                }
            },
            () = &mut stopped => break,
        }
    }
    drop(listener);
    on_stop();
    if tokio::time::timeout(Duration::from_millis(DRAIN_MS), graceful.shutdown())
        .await
        .is_err()
    {
        warn!("connections were cut that did not finish in time");
    }
}

fn connection_builder(head_time_max: Duration) -> auto::Builder<TokioExecutor> {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(head_time_max)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEADERS_MAX)
        .half_close(false);
    server
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(HEAD_BYTES_MAX).expect("it fits"))
        .keep_alive_interval(Some(head_time_max))
        .keep_alive_timeout(head_time_max);
    server
}

fn start(
    server: &auto::Builder<TokioExecutor>,
    graceful: &GracefulShutdown,
    entry: &Entry,
    stream: TcpStream,
) {
    // Small answers should leave at once.
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "cannot switch Nagle's algorithm off");
    }
    let entry = entry.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let entry = entry.clone();
        async move {
            Ok::<Response<Body>, std::convert::Infallible>(
                entry.answer(Request::from(request.map(Body::new))).await,
            )
        }
    });
    let connection = server
        .serve_connection(TokioIo::new(stream), service)
        .into_owned();
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            debug!(%error, "a connection ended early");
        }
    });
}
