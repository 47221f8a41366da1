//! Connections: HTTP/1.1 over TCP, with limits on how many there are and how long anybody may take.

use std::future::Future;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tracing::{debug, warn};

use crate::http::entry::Entry;
use crate::stream::LastMove;

/// Connections at a time; more wait to be accepted. Each idle one costs some ten KiB. Judgement: a proxy needs some hundreds.
const CONNECTIONS_MAX: u64 = 8_192;

/// File handles that connections leave alone: the database's, the sender's, and some to spare.
const HANDLES_RESERVED: u64 = 128;

/// Most bytes of a request's head; longer ones get 431.
const HEAD_BYTES_MAX: usize = 32 * 1_024;

/// Most headers of a request; more get 431.
const HEADERS_MAX: usize = 64;

/// How long connections may take to finish when the server stops, in milliseconds. Supervisors often kill after ten seconds.
const DRAIN_MS: u64 = 8_000;

/// How long to wait after a connection could not be accepted, in milliseconds: without file handles, asking again at once would spin.
const ACCEPT_PAUSE_MS: u64 = 50;

/// How long somebody may take nothing of an answer, in milliseconds. Each such connection holds the answer in memory, and its place.
const WRITE_TIME_MAX_MS: u64 = 30_000;

/// How long to go on reading, and forgetting, what somebody still sends after an answer that came before its end, in
/// milliseconds. Hanging up at once would make their system throw the answer away; many clients then see a broken
/// connection and ask again, instead of the 413.
const LINGER_MS: u64 = 2_000;

/// The answer to somebody who began a request and did not get on with it.
const TOO_SLOW: &[u8] =
    b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Serves connections until `stopped`, then says so by `on_stop` and lets those in flight finish.
pub(crate) async fn serve(
    listener: TcpListener,
    entry: Entry,
    head_time_max: Duration,
    stopped: impl Future<Output = ()> + Send,
    on_stop: impl FnOnce(),
) {
    let mut stopped = pin!(stopped);
    // Every connection holds a receiver, so the channel closes when the last connection has ended.
    let (stopping, _) = watch::channel(false);
    let room = Arc::new(Semaphore::new(connections_max()));
    loop {
        let accepted = async {
            let permit = Arc::clone(&room).acquire_owned().await;
            listener
                .accept()
                .await
                .map(|(stream, peer)| (stream, peer, permit))
        };
        tokio::select! {
            accepted = accepted => match accepted {
                Ok((stream, peer, permit)) => {
                    let connection = connection(entry.clone(), head_time_max, stopping.subscribe(), stream, peer.ip());
                    tokio::spawn(async move {
                        connection.await;
                        drop(permit);
                    });
                }
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
    stopping.send_replace(true);
    if tokio::time::timeout(Duration::from_millis(DRAIN_MS), stopping.closed())
        .await
        .is_err()
    {
        warn!("connections were cut that did not finish in time");
    }
}

/// As many connections as there may be and as file handles allow, of which the system is asked for enough.
fn connections_max() -> usize {
    let wanted = CONNECTIONS_MAX + HANDLES_RESERVED;
    let handles = rlimit::increase_nofile_limit(wanted).unwrap_or(wanted);
    // Where handles are scarce, half of them are enough for connections.
    let left = handles.saturating_sub(HANDLES_RESERVED).max(handles / 2);
    usize::try_from(left.clamp(1, CONNECTIONS_MAX)).unwrap_or(1)
}

/// Serves one connection to its end, or to the end of what is in flight on it once `stopping` turns true.
async fn connection(
    entry: Entry,
    head_time_max: Duration,
    mut stopping: watch::Receiver<bool>,
    stream: TcpStream,
    peer: IpAddr,
) {
    // Small answers should leave at once.
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "cannot switch Nagle's algorithm off");
    }
    let mut stream = LastMove::new(stream, Duration::from_millis(WRITE_TIME_MAX_MS));
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let entry = entry.clone();
        async move {
            let answer = entry
                .answer(Request::from(request.map(Body::new)), peer)
                .await;
            Ok::<Response<Body>, std::convert::Infallible>(answer)
        }
    });
    let result = {
        let mut serving = pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(head_time_max)
                .max_buf_size(HEAD_BYTES_MAX)
                .max_headers(HEADERS_MAX)
                .serve_connection(TokioIo::new(&mut stream), service)
        );
        tokio::select! {
            result = serving.as_mut() => result,
            _ = stopping.changed() => {
                serving.as_mut().graceful_shutdown();
                serving.await
            }
        }
    };
    match result {
        Ok(()) if *stopping.borrow() => {}
        Ok(()) => linger(&mut stream).await,
        Err(error) => {
            debug!(%error, "a connection ended early");
            if error.is_timeout() && stream.is_owed_an_answer() {
                // Whoever is this slow may be gone, so it is not waited for.
                let _told = stream.write_all(TOO_SLOW).await;
            }
        }
    }
}

/// Reads and forgets until the other side has said all, for a while.
async fn linger(stream: &mut LastMove) {
    let mut forgotten = [0; 4 * 1_024];
    let all = async { while stream.read(&mut forgotten).await.is_ok_and(|read| read > 0) {} };
    let _in_time = tokio::time::timeout(Duration::from_millis(LINGER_MS), all).await;
}
