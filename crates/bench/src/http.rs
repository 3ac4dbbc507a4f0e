//! A small HTTP/1.1 client: one kept connection, one request at a time, as little work as possible,
//! since it shares the processor with the server that it measures.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The longest that one answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes read at once.
const CHUNK: usize = 64 * 1024;

/// A request, ready to be sent any number of times.
#[derive(Clone)]
pub struct Request(Vec<u8>);

impl Request {
    /// A GET with these headers.
    pub fn get(target: &str, headers: &[(&str, &str)]) -> Self {
        Self::new("GET", target, headers, &[])
    }

    /// A POST of JSON with these headers.
    pub fn post(target: &str, headers: &[(&str, &str)], body: &Value) -> Self {
        let headers = [headers, &[("content-type", "application/json")]].concat();
        Self::new("POST", target, &headers, body.to_string().as_bytes())
    }

    fn new(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let mut head = format!("{method} {target} HTTP/1.1\r\nhost: localhost\r\n");
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if !body.is_empty() {
            let _ = write!(head, "content-length: {}\r\n", body.len());
        }
        head.push_str("\r\n");
        Self([head.as_bytes(), body].concat())
    }
}

/// What came back.
pub struct Response<'a> {
    /// The status code.
    pub status: u16,
    /// The body as it was sent, compressed or not.
    pub body: &'a [u8],
}

/// A connection that is kept.
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    /// Connects to a server.
    ///
    /// # Errors
    /// When nobody listens there.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: vec![0; CHUNK] })
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// # Errors
    /// When the connection ends, or the answer is none that tells its length.
    pub async fn send(&mut self, request: &Request) -> Result<Response<'_>> {
        self.stream.write_all(&request.0).await?;
        let mut filled = 0;
        let head = loop {
            filled += self.read(filled).await?;
            if let Some(head) = read_head(&self.received[..filled])? {
                break head;
            }
        };
        let end = head.length + head.body_length;
        while filled < end {
            filled += self.read(filled).await?;
        }
        ensure!(filled == end, "the server sent more than it announced");
        Ok(Response { status: head.status, body: &self.received[head.length..end] })
    }

    /// As [`Connection::send`], but bounded in time. A timer for each request would distort a load.
    ///
    /// # Errors
    /// As [`Connection::send`], and when it takes too long.
    pub async fn send_once(&mut self, request: &Request) -> Result<Response<'_>> {
        tokio::time::timeout(PATIENCE, self.send(request)).await.context("the server does not answer")?
    }

    async fn read(&mut self, filled: usize) -> Result<usize> {
        if filled == self.received.len() {
            self.received.resize(filled + CHUNK, 0);
        }
        let count = self.stream.read(&mut self.received[filled..]).await?;
        ensure!(count > 0, "the server closed the connection");
        Ok(count)
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Bytes of the head itself, its empty line included.
    length: usize,
    body_length: usize,
}

/// The head of an answer, once all of it is there.
fn read_head(received: &[u8]) -> Result<Option<Head>> {
    let Some(end) = received.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&received[..end]).context("the answer's head is no text")?;
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok());
    let status = status.context("that is no HTTP answer")?;
    let length = end + 4;
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { bail!("a header without a colon") };
        if name.eq_ignore_ascii_case("content-length") {
            let body_length = value.trim().parse().context("the length is no number")?;
            return Ok(Some(Head { status, length, body_length }));
        }
    }
    ensure!(status == 204 || status == 304, "the answer does not tell its length");
    Ok(Some(Head { status, length, body_length: 0 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answers_head_tells_status_and_length() {
        let text = b"HTTP/1.1 201 Created\r\nContent-Length: 12\r\n\r\n{";
        assert_eq!(read_head(text).unwrap(), Some(Head { status: 201, length: 44, body_length: 12 }));
        assert_eq!(read_head(&text[..43]).unwrap(), None);
        assert!(read_head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
        assert_eq!(read_head(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap().unwrap().body_length, 0);
    }

    #[test]
    fn a_request_with_a_body_tells_its_length() {
        let Request(bytes) = Request::post("/x", &[("a", "b")], &serde_json::json!({"c": 1}));
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("POST /x HTTP/1.1\r\nhost: localhost\r\na: b\r\ncontent-type: application/json\r\n"));
        assert!(text.ends_with("content-length: 7\r\n\r\n{\"c\":1}"));
    }
}
