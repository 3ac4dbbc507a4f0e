//! One kept HTTP/1.1 connection, one request at a time: as little work as possible, since it shares the processor
//! with the server that it measures.

use anyhow::{Context, Result};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Uri};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;

/// The longest that one answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request, ready to be sent any number of times.
#[derive(Clone)]
pub struct Request(http::Request<Full<Bytes>>);

impl Request {
    /// A GET with these headers.
    pub fn get(target: &str, headers: &[(&str, &str)]) -> Self {
        Self::new(Method::GET, target, headers, Bytes::new())
    }

    /// A POST of JSON with these headers.
    pub fn post(target: &str, headers: &[(&str, &str)], body: &Value) -> Self {
        let headers = [headers, &[("content-type", "application/json")]].concat();
        Self::new(Method::POST, target, &headers, body.to_string().into())
    }

    /// A request with a body that isn't JSON, or with none.
    pub fn with(method: Method, target: &str, headers: &[(&str, &str)], body: Bytes) -> Self {
        Self::new(method, target, headers, body)
    }

    #[expect(clippy::unwrap_used, reason = "they are written in this program")]
    fn new(method: Method, target: &str, headers: &[(&str, &str)], body: Bytes) -> Self {
        let mut request = http::Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = Uri::try_from(target).unwrap();
        for (name, value) in [("host", "localhost")].iter().chain(headers) {
            request.headers_mut().append(HeaderName::try_from(*name).unwrap(), HeaderValue::try_from(*value).unwrap());
        }
        Self(request)
    }
}

/// What came back.
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The body as it was sent, compressed or not.
    pub body: Bytes,
}

/// A connection that is kept.
pub struct Connection(SendRequest<Full<Bytes>>);

impl Connection {
    /// Connects to a server.
    ///
    /// # Errors
    /// When nobody listens there.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // Whoever waits for the answer is told what became of it.
        tokio::spawn(connection);
        Ok(Self(sender))
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// # Errors
    /// When the connection ends, or the answer can't be read.
    pub async fn send(&mut self, request: &Request) -> Result<Response> {
        self.0.ready().await.context("the server closed the connection")?;
        let (head, body) = self.0.send_request(request.0.clone()).await?.into_parts();
        Ok(Response { status: head.status.as_u16(), body: body.collect().await?.to_bytes() })
    }

    /// As [`Connection::send`], but bounded in time. A timer for each request would distort a load.
    ///
    /// # Errors
    /// As [`Connection::send`], and when it takes too long.
    pub async fn send_once(&mut self, request: &Request) -> Result<Response> {
        tokio::time::timeout(PATIENCE, self.send(request)).await.context("the server does not answer")?
    }
}
