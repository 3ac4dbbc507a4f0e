//! How the server asks the provider: by TLS (plainly on this machine alone), without following
//! redirects, and with bounds on time and size.

use super::settings::is_safe;
use super::trust;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::pin::Pin;
use std::time::Duration;

/// The longest that one answer may take, as a whole.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The most bytes of an answer: 1 MiB.
const MAX_ANSWER: usize = 1024 * 1024;

/// Why no answer came.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The address is neither https nor on this machine.
    #[error("the provider names an address without TLS")]
    Unsafe,
    /// No connection, or it broke.
    #[error("no connection: {0}")]
    Connection(String),
    /// The answer broke off, or was too large.
    #[error("the answer can't be read: {0}")]
    Answer(String),
    /// The answer was not there in time.
    #[error("no answer within {} seconds", TIMEOUT.as_secs())]
    Timeout,
}

/// The way to the provider.
pub enum HttpClient {
    /// To any host.
    Tls(Client<HttpsConnector<HttpConnector>, Full<Bytes>>),
    /// To this machine.
    Plain(Client<HttpConnector, Full<Bytes>>),
}

impl HttpClient {
    /// A client for this issuer, which trusts these authorities (as PEM) besides the system's.
    ///
    /// # Errors
    /// When there are no certificates to trust, or they can't be read.
    pub fn new(issuer: &str, authorities: Option<&[u8]>) -> Result<Self, String> {
        if issuer.starts_with("http://") {
            return Ok(Self::Plain(Client::builder(TokioExecutor::new()).build_http()));
        }
        let tls = trust::tls_config(authorities)?;
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_only().enable_http1().build();
        Ok(Self::Tls(Client::builder(TokioExecutor::new()).build(connector)))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if !is_safe(request.uri()) {
            return Err(HttpError::Unsafe);
        }
        let request = request.map(|body| Full::new(Bytes::from(body)));
        let response = match self {
            Self::Tls(client) => client.request(request).await,
            Self::Plain(client) => client.request(request).await,
        };
        let (parts, body) = response.map_err(|error| HttpError::Connection(chain(&error)))?.into_parts();
        let body = Limited::new(body, MAX_ANSWER).collect().await;
        let body = body.map_err(|error| HttpError::Answer(error.to_string()))?;
        Ok(HttpResponse::from_parts(parts, body.to_bytes().to_vec()))
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async { tokio::time::timeout(TIMEOUT, self.send(request)).await.map_err(|_| HttpError::Timeout)? })
    }
}

/// An error with what led to it, in one line that is fit for a log whoever wrote it.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    sanitized(&text)
}

/// What somebody else wrote, fit for a log: one line, and not too long.
pub fn sanitized(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::response::Redirect;
    use axum::routing::get;

    async fn ask(client: &HttpClient, url: &str) -> Result<HttpResponse, HttpError> {
        client.call(http::Request::get(url).body(Vec::new()).unwrap()).await
    }

    #[tokio::test]
    async fn redirects_are_not_followed_and_an_answer_has_its_most() {
        let large = || async { vec![b' '; MAX_ANSWER + 1] };
        let router = Router::new()
            .route("/large", get(large))
            .route("/most", get(|| async { vec![b' '; MAX_ANSWER] }))
            .route("/elsewhere", get(|| async { Redirect::temporary("/most") }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        let client = HttpClient::new(&issuer, None).unwrap();
        assert_eq!(ask(&client, &format!("{issuer}/most")).await.unwrap().body().len(), MAX_ANSWER);
        assert!(matches!(ask(&client, &format!("{issuer}/large")).await, Err(HttpError::Answer(_))));
        assert_eq!(ask(&client, &format!("{issuer}/elsewhere")).await.unwrap().status(), 307);
        server.abort();
        assert!(matches!(ask(&client, "http://id.example/keys").await, Err(HttpError::Unsafe)));
    }

    #[test]
    fn what_others_wrote_is_one_short_line_in_the_log() {
        assert_eq!(sanitized("a\nb\u{1b}[31m"), "a b [31m");
        assert_eq!(sanitized(&"é".repeat(1000)).chars().count(), 300);
    }
}
