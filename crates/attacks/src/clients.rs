//! The attackers' and their victims' side of HTTP.

use crate::databases::PASSWORD;
use anyhow::{Context, Result, ensure};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The longest that one answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// The cookie of the refresh token, without TLS.
const COOKIE: &str = "movietracker_refresh";
/// The first of the addresses that clients are said to have: a network for measurements (RFC 2544).
const FIRST_ADDRESS: u32 = 0xc612_0000;

/// An address that no client of this run had before: the trusted proxy says it.
pub fn new_address() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    Ipv4Addr::from_bits(FIRST_ADDRESS + NEXT.fetch_add(1, Ordering::Relaxed) % 0x0002_0000).to_string()
}

/// One client of one server.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    forwarded: Vec<u8>,
    authorization: Option<String>,
}

/// What came back.
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    cookie: Option<String>,
}

impl Answer {
    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The new refresh token.
    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// Whether the server did what it was asked for.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The answer, when the server did what it was asked for.
    ///
    /// # Errors
    /// With what it said instead.
    pub fn success(self) -> Result<Self> {
        let text = String::from_utf8_lossy(&self.body);
        ensure!(self.is_success(), "{}: {}", self.status, text.chars().take(300).collect::<String>());
        Ok(self)
    }

    /// A text of the body, which must be there.
    ///
    /// # Errors
    /// When it isn't.
    pub fn text(&self, name: &str) -> Result<String> {
        Ok(self.json()[name].as_str().with_context(|| format!("there is no {name} in the answer"))?.to_owned())
    }
}

impl Client {
    /// A stranger, from an address of their own.
    ///
    /// # Errors
    /// When the system lets no client be made.
    pub fn new(server: SocketAddr) -> Result<Self> {
        Ok(Self {
            http: new_http()?,
            base: format!("http://{server}"),
            forwarded: new_address().into_bytes(),
            authorization: None,
        })
    }

    /// The same client, as a proxy forwards it with this `X-Forwarded-For`.
    #[must_use]
    pub fn forwarded(&self, header: impl Into<Vec<u8>>) -> Self {
        Self { forwarded: header.into(), ..self.clone() }
    }

    /// The same client, at another server.
    #[must_use]
    pub fn at(&self, server: SocketAddr) -> Self {
        Self { base: format!("http://{server}"), ..self.clone() }
    }

    /// The same client, with no connection open yet.
    ///
    /// # Errors
    /// When the system lets no client be made.
    pub fn over_new_connection(&self) -> Result<Self> {
        Ok(Self { http: new_http()?, ..self.clone() })
    }

    /// The server that it reaches.
    ///
    /// # Errors
    /// None that happens: it was made of an address.
    pub fn address(&self) -> Result<SocketAddr> {
        Ok(self.base.trim_start_matches("http://").parse()?)
    }

    /// The same client, with an access or API token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { authorization: Some(format!("Bearer {token}")), ..self.clone() }
    }

    /// Sends JSON, or nothing.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Answer> {
        self.send_with(method, path, &[], body.map(Value::to_string)).await
    }

    /// Sends a text as JSON, with more headers.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn send_with(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &[u8])],
        body: Option<String>,
    ) -> Result<Answer> {
        let mut request = self.request(method, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        answer(request).await
    }

    /// Uploads a file.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn upload(&self, path: &str, file: Vec<u8>) -> Result<Answer> {
        answer(self.request(Method::POST, path).header("content-type", "application/octet-stream").body(file)).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if !self.forwarded.is_empty() {
            request = request.header("x-forwarded-for", self.forwarded.as_slice());
        }
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        request
    }

    /// Reads.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.send(Method::GET, path, None).await
    }

    /// Posts JSON.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send(Method::POST, path, Some(body)).await
    }

    /// Tries a password.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn log_in(&self, username: &str, password: &str) -> Result<Answer> {
        self.post("/api/auth/login", &json!({"username": username, "password": password})).await
    }

    /// Signs in, which must succeed; gives the client with its access token, and its refresh token.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn sign_in(&self, username: &str, password: &str) -> Result<(Self, String)> {
        let answer = self.log_in(username, password).await?.success().context("signing in")?;
        let refresh = answer.cookie().context("there is no refresh token in the answer")?.to_owned();
        Ok((self.with_token(&answer.text("access_token")?), refresh))
    }

    /// Renews a session by its refresh token.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn refresh(&self, token: &str) -> Result<Answer> {
        let cookie = format!("{COOKIE}={token}");
        self.send_with(Method::POST, "/api/auth/refresh", &[("cookie", cookie.as_bytes())], Some("{}".to_owned())).await
    }

    /// Has an admin, who is this client, invite somebody, who makes an account with [`PASSWORD`].
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn invite(&self, username: &str, role: &str) -> Result<()> {
        let token = self.post("/api/invites", &json!({"role": role})).await?.success()?.text("token")?;
        let guest = Self { authorization: None, ..self.forwarded(new_address()) };
        let draft = json!({"token": token, "username": username, "password": PASSWORD});
        guest.post("/api/auth/registration", &draft).await?.success().map(drop)
    }

    /// The id of an account, which an admin finds by its name.
    ///
    /// # Errors
    /// When there is none.
    pub async fn find_user(&self, username: &str) -> Result<String> {
        let page = self.get(&format!("/api/users?search={username}")).await?.success()?.json();
        let items = page["items"].as_array().map(Vec::as_slice).unwrap_or_default();
        let user = items.iter().find(|user| user["username"] == username);
        Ok(user.and_then(|user| user["id"].as_str()).with_context(|| format!("there is no {username}"))?.to_owned())
    }

    /// Makes an API token that may write.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn create_api_token(&self) -> Result<Answer> {
        let draft = json!({"name": "a program", "scope": "write", "expires_in_days": 30});
        self.post("/api/me/tokens", &draft).await
    }
}

async fn answer(request: RequestBuilder) -> Result<Answer> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    let cookies = response.headers().get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.filter_map(|cookie| cookie.split(';').next()?.split_once('='));
    let cookie = pairs.find(|(name, _)| *name == COOKIE).map(|(_, token)| token.to_owned());
    Ok(Answer { status, cookie, body: response.bytes().await?.to_vec() })
}

fn new_http() -> Result<reqwest::Client> {
    Ok(client::native::http_client().timeout(PATIENCE).build()?)
}
