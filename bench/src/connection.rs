//! One kept connection to a server, as plain as a client can be.

#![expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]

use std::error::Error;
use std::net::SocketAddr;
use std::time::Instant;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Why a load ends early.
pub type Failure = Box<dyn Error + Send + Sync>;

/// One kept connection, with the last answer that came over it.
pub struct Connection {
    stream: TcpStream,
    address: SocketAddr,
    request: Vec<u8>,
    answer: Vec<u8>,
    head_length: usize,
}

impl Connection {
    /// A connection to this server.
    pub async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            address,
            request: Vec::with_capacity(1_024),
            answer: Vec::with_capacity(8_192),
            head_length: 0,
        })
    }

    /// Sends one request, reads its answer, and tells how many microseconds that took. `headers` are whole lines.
    /// An answer that is not 200 is an error: a rate of refusals is none.
    pub async fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> Result<u64, Failure> {
        let Self {
            stream,
            address,
            request,
            answer,
            head_length,
        } = self;
        request.clear();
        std::io::Write::write_fmt(
            request,
            format_args!(
                "{method} {path} HTTP/1.1\r\nhost: {address}\r\n{headers}content-length: {}\r\n\r\n{body}",
                body.len()
            ),
        )?;
        let started = Instant::now();
        stream.write_all(request).await?;
        answer.clear();
        *head_length = loop {
            if stream.read_buf(answer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if let Some(head_length) = whole(answer)? {
                break head_length;
            }
        };
        let micros = u64::try_from(started.elapsed().as_micros())?;
        if answer.starts_with(b"HTTP/1.1 200 ") {
            Ok(micros)
        } else {
            let answer = String::from_utf8_lossy(answer);
            Err(format!("{method} {path} {body}\n{answer}").into())
        }
    }

    /// A header of the last answer, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = std::str::from_utf8(&self.answer[..self.head_length]).ok()?;
        header(head, name)
    }

    /// The body of the last answer.
    pub fn body(&self) -> &[u8] {
        &self.answer[self.head_length + 4..]
    }
}

/// How long the head of an answer is that has all come in.
fn whole(answer: &[u8]) -> Result<Option<usize>, Failure> {
    let Some(head_length) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&answer[..head_length])?;
    let length = header(head, "content-length").ok_or("an answer has no length")?;
    let is_whole = answer.len() >= head_length + 4 + length.parse::<usize>()?;
    Ok(is_whole.then_some(head_length))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}
