//! The transport for programs: HTTP over TCP, with a cookie jar and, when set, a bearer token.

use crate::transport::{Method, Request, Response, Transport, TransportError};
use std::sync::{Arc, PoisonError, RwLock};

/// Reaches one server. Clones share the cookies and the token.
#[derive(Debug, Clone)]
pub struct NativeTransport {
    base: String,
    http: reqwest::Client,
    token: Arc<RwLock<Option<String>>>,
}

/// A builder of HTTP clients; TLS is that of rustls, with the cryptography of ring.
pub fn http_client() -> reqwest::ClientBuilder {
    // It fails where one was chosen before, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
}

impl NativeTransport {
    /// Reaches the server at this base URL, such as `http://127.0.0.1:3000`.
    ///
    /// # Errors
    /// When the system lets no client be made.
    pub fn new(base: &str) -> Result<Self, TransportError> {
        let mut builder = http_client().cookie_store(true);
        if base.starts_with("http://") {
            // Machines without any authorities, as small ones are, have no need of them here.
            builder = builder.tls_certs_only([]);
        }
        let http = builder.build().map_err(|error| reason(&error))?;
        Ok(Self { base: base.trim_end_matches('/').to_owned(), http, token: Arc::default() })
    }

    /// Sends this token with every request from now on, or none.
    pub fn set_token(&self, token: Option<String>) {
        // A thread that panicked while it held the lock can't have left half a value.
        *self.token.write().unwrap_or_else(PoisonError::into_inner) = token;
    }

    /// The token that is sent, if there is one.
    pub fn token(&self) -> Option<String> {
        self.token.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Transport for NativeTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let url = format!("{}{}", self.base, request.path_and_query);
        let mut builder = self.http.request(method(request.method), url);
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        if let Some(token) = self.token() {
            builder = builder.bearer_auth(token);
        }
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        let response = builder.send().await.map_err(|error| reason(&error))?;
        let status = response.status().as_u16();
        let text = |value: &reqwest::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let body = response.bytes().await.map_err(|error| reason(&error))?.to_vec();
        Ok(Response { status, headers, body })
    }
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

/// The error with what caused it: reqwest's own text leaves out the part that says why.
fn reason(error: &reqwest::Error) -> TransportError {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    TransportError(text)
}
