//! A stream that remembers who moved last, so that a time-out can tell an unfinished request from an idle connection;
//! and that does not wait for ever for somebody who asks and does not listen.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// A stream that remembers whether the last bytes came in or went out.
pub(crate) struct LastMove {
    stream: TcpStream,
    came_in_last: bool,
    write_time_max: Duration,
    /// Runs while the other side takes nothing of what it is told.
    stuck: Option<Pin<Box<Sleep>>>,
}

impl LastMove {
    /// A stream on which nobody has moved yet.
    /// Writes fail after `write_time_max` in which the other side took nothing.
    pub(crate) fn new(stream: TcpStream, write_time_max: Duration) -> Self {
        Self {
            stream,
            came_in_last: false,
            write_time_max,
            stuck: None,
        }
    }

    /// Whether the other side said something that got no answer.
    pub(crate) fn is_owed_an_answer(&self) -> bool {
        self.came_in_last
    }

    /// What became of a write; an error if it has not become anything for too long.
    fn wrote(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        self.came_in_last = false;
        if polled.is_ready() {
            self.stuck = None;
            return polled;
        }
        let write_time_max = self.write_time_max;
        let stuck = self
            .stuck
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(write_time_max)));
        match stuck.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for LastMove {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.came_in_last = true;
        }
        polled
    }
}

impl AsyncWrite for LastMove {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.wrote(cx, polled)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.wrote(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    async fn connected(write_time_max: Duration) -> (LastMove, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let other = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        (LastMove::new(stream, write_time_max), other)
    }

    #[tokio::test]
    async fn writing_to_somebody_who_takes_nothing_fails_in_time() {
        let (mut stream, _other) = connected(Duration::from_millis(50)).await;
        let error = stream.write_all(&vec![0; 64 << 20]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn writing_to_somebody_who_is_slow_goes_on() {
        let (mut stream, mut other) = connected(Duration::from_millis(400)).await;
        let writing = tokio::spawn(async move { stream.write_all(&vec![0; 32 << 20]).await });
        let mut buffer = vec![0; 4 << 20];
        while other.read(&mut buffer).await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(writing.await.unwrap().is_ok());
    }
}
