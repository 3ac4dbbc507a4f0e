//! The client for outgoing HTTP.

use super::authorities::tls_config;
use super::destinations::{AllowedAddresses, Destinations};
use super::untrusted_text::chain;
use bytes::{Bytes, BytesMut};
use http::StatusCode;
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, NoProxy, Proxy};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// How requests travel.
#[derive(Debug, Clone, Copy, Default)]
pub struct Route<'a> {
    /// The proxy that all requests go through, but for those to this machine; none to go directly. With a proxy,
    /// it is the proxy that resolves names.
    pub proxy: Option<&'a str>,
    /// The certificates, as PEM, of authorities that are trusted besides the system’s.
    pub authorities: Option<&'a [u8]>,
}

/// The bounds of a request.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The longest that an answer may take, with all redirects, to its last byte.
    pub timeout: Duration,
    /// The most bytes of an answer’s body.
    pub max_body: usize,
    /// How many redirects are followed; with 0, the redirect is the answer.
    pub max_redirects: usize,
}

/// The longest that nothing of an answer may arrive.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Why no answer came.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// Requests may not go there.
    #[error("requests may not go to this address")]
    Forbidden,
    /// No connection, or it broke.
    #[error("no connection: {0}")]
    Connection(String),
    /// The answer broke off.
    #[error("the answer can’t be read: {0}")]
    Answer(String),
    /// The answer is larger than allowed.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The answer was not there in time.
    #[error("no answer within {} seconds", .0.as_secs())]
    Timeout(Duration),
}

/// A client; it keeps connections for the next request.
pub struct HttpClient {
    inner: Client,
    destinations: Destinations,
    limits: Limits,
}

impl HttpClient {
    /// A client for these destinations.
    ///
    /// # Errors
    /// When there are no certificates to trust, or the proxy’s address can’t be read.
    pub fn new(destinations: Destinations, route: Route, limits: Limits) -> Result<Self, String> {
        let builder = Client::builder()
            .user_agent(concat!("MovieTracker/", env!("CARGO_PKG_VERSION")))
            .tls_backend_preconfigured(tls_config(route.authorities)?)
            .connect_timeout(limits.timeout.min(Duration::from_secs(5)))
            .timeout(limits.timeout)
            .read_timeout(limits.timeout.min(LONGEST_PAUSE))
            .redirect(Policy::custom(move |attempt| follow(attempt, destinations, limits.max_redirects)))
            .referer(false)
            .no_proxy();
        let builder = match destinations {
            Destinations::Configured => builder,
            Destinations::Public | Destinations::OwnNetwork => {
                builder.dns_resolver(Arc::new(AllowedAddresses(destinations)))
            }
        };
        let builder = match route.proxy {
            None => builder,
            Some(proxy) => {
                let proxy = Proxy::all(proxy).map_err(|error| format!("the proxy can’t be used: {}", chain(&error)))?;
                builder.proxy(proxy.no_proxy(NoProxy::from_string("localhost,127.0.0.0/8,::1")))
            }
        };
        let inner = builder.build().map_err(|error| chain(&error))?;
        Ok(Self { inner, destinations, limits })
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Bytes>, HttpError> {
        let mut answer = self.begin(request).await?;
        let mut body = BytesMut::new();
        while let Some(piece) = answer.next().await? {
            body.extend_from_slice(&piece);
        }
        let mut response = http::Response::new(body.freeze());
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.inner.headers_mut());
        Ok(response)
    }

    /// Sends a request; the body of the answer is read piece by piece.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn begin(&self, request: http::Request<Vec<u8>>) -> Result<Answer<'_>, HttpError> {
        let url = Url::parse(&request.uri().to_string()).map_err(|_| HttpError::Forbidden)?;
        if !self.destinations.allow(&url) {
            return Err(HttpError::Forbidden);
        }
        let request = reqwest::Request::try_from(request).map_err(|error| self.failure(error))?;
        let inner = self.inner.execute(request).await.map_err(|error| self.failure(error))?;
        let answer = Answer { inner, client: self, bytes_read: 0 };
        match answer.length() {
            Some(length) if length > self.limits.max_body as u64 => Err(HttpError::TooLarge(self.limits.max_body)),
            _ => Ok(answer),
        }
    }

    fn failure(&self, error: reqwest::Error) -> HttpError {
        // An address may be signed, which nobody should read in a log.
        let error = error.without_url();
        if error.is_timeout() {
            HttpError::Timeout(self.limits.timeout)
        } else if error.is_redirect() {
            HttpError::Forbidden
        } else if error.is_body() || error.is_decode() {
            HttpError::Answer(chain(&error))
        } else {
            HttpError::Connection(chain(&error))
        }
    }
}

/// An answer whose body isn’t read yet.
pub struct Answer<'a> {
    inner: reqwest::Response,
    client: &'a HttpClient,
    bytes_read: usize,
}

impl Answer<'_> {
    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.inner.status()
    }

    /// How many bytes the body has, when the answer says so.
    pub fn length(&self) -> Option<u64> {
        self.inner.content_length()
    }

    /// The next piece of the body; none at its end.
    ///
    /// # Errors
    /// When it breaks off, or is too large.
    pub async fn next(&mut self) -> Result<Option<Bytes>, HttpError> {
        let piece = self.inner.chunk().await.map_err(|error| self.client.failure(error))?;
        self.bytes_read += piece.as_ref().map_or(0, Bytes::len);
        let max = self.client.limits.max_body;
        if self.bytes_read > max { Err(HttpError::TooLarge(max)) } else { Ok(piece) }
    }
}

fn follow(attempt: Attempt, destinations: Destinations, max: usize) -> reqwest::redirect::Action {
    if attempt.previous().len() > max {
        return attempt.stop();
    }
    let is_allowed = attempt.previous().last().is_some_and(|from| destinations.allow_redirect(from, attempt.url()));
    if is_allowed { attempt.follow() } else { attempt.error("it leads to where requests may not go") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::response::Redirect;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    const MAX: usize = 1024;
    const LIMITS: Limits = Limits { timeout: Duration::from_secs(20), max_body: MAX, max_redirects: 1 };

    async fn get_from(client: &HttpClient, url: &str) -> Result<http::Response<Bytes>, HttpError> {
        client.send(http::Request::get(url).body(Vec::new()).unwrap()).await
    }

    async fn serve(router: Router) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        origin
    }

    /// An answer that doesn’t say how long it is, and never ends.
    async fn serve_without_end() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut peer, _) = listener.accept().await.unwrap();
            assert!(peer.read(&mut [0; 1024]).await.unwrap() > 0);
            peer.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").await.unwrap();
            while peer.write_all(&[b' '; 64]).await.is_ok() {}
        });
        url
    }

    fn client(limits: Limits) -> HttpClient {
        HttpClient::new(Destinations::Configured, Route::default(), limits).unwrap()
    }

    #[tokio::test]
    async fn an_answer_has_its_most() {
        let sized = |size: usize| get(move || async move { vec![b' '; size] });
        let router = Router::new().route("/most", sized(MAX)).route("/large", sized(MAX + 1));
        let (origin, client) = (serve(router).await, client(LIMITS));
        assert_eq!(get_from(&client, &format!("{origin}/most")).await.unwrap().body().len(), MAX);
        for url in [format!("{origin}/large"), serve_without_end().await] {
            let refused = get_from(&client, &url).await;
            assert!(matches!(refused, Err(HttpError::TooLarge(MAX))), "{url}: {refused:?}");
        }
    }

    #[tokio::test]
    async fn redirects_are_followed_as_often_as_allowed_and_never_elsewhere() {
        let router = Router::new()
            .route("/there", get(|| async { "there" }))
            .route("/once", get(|| async { Redirect::temporary("/there") }))
            .route("/twice", get(|| async { Redirect::temporary("/once") }))
            .route("/elsewhere", get(|| async { Redirect::temporary("http://films.example/") }));
        let origin = serve(router).await;
        let (once, never) = (client(LIMITS), client(Limits { max_redirects: 0, ..LIMITS }));
        assert_eq!(get_from(&once, &format!("{origin}/once")).await.unwrap().body(), "there");
        assert_eq!(get_from(&once, &format!("{origin}/twice")).await.unwrap().status(), 307);
        assert_eq!(get_from(&never, &format!("{origin}/once")).await.unwrap().status(), 307);
        assert!(matches!(get_from(&once, &format!("{origin}/elsewhere")).await, Err(HttpError::Forbidden)));
    }

    #[tokio::test]
    async fn what_users_give_does_not_reach_this_machine() {
        let origin = serve(Router::new().route("/", get(|| async { "secret" }))).await;
        let client = HttpClient::new(Destinations::Public, Route::default(), LIMITS).unwrap();
        assert!(matches!(get_from(&client, &origin).await, Err(HttpError::Forbidden)));
    }

    #[tokio::test]
    async fn a_host_that_does_not_answer_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let client = client(Limits { timeout: Duration::from_millis(50), ..LIMITS });
        assert!(matches!(get_from(&client, &url).await, Err(HttpError::Timeout(_))));
    }

    #[tokio::test]
    async fn requests_go_through_the_proxy() {
        let proxy = serve(Router::new().fallback(|uri: http::Uri| async move { format!("by proxy: {uri}") })).await;
        let route = Route { proxy: Some(&proxy), ..Route::default() };
        let client = HttpClient::new(Destinations::Public, route, LIMITS).unwrap();
        let answer = get_from(&client, "http://films.example.org/poster").await.unwrap();
        assert_eq!(answer.body(), "by proxy: http://films.example.org/poster");
        // But for this machine.
        let origin = serve(Router::new().route("/", get(|| async { "here" }))).await;
        let client = HttpClient::new(Destinations::Configured, route, LIMITS).unwrap();
        assert_eq!(get_from(&client, &origin).await.unwrap().body(), "here");
    }

    #[test]
    fn a_proxy_that_is_no_address_is_refused() {
        let route = Route { proxy: Some("not a proxy"), ..Route::default() };
        assert!(HttpClient::new(Destinations::Configured, route, LIMITS).is_err());
    }
}
