//! An account that imports, through the API.

use crate::http::{Connection, Request};
use crate::servers::Server;
use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use http::Method;
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How often it is asked how far an import is.
const PAUSE: Duration = Duration::from_millis(20);
/// The longest that a step may take: an access token doesn't last longer.
const PATIENCE: Duration = Duration::from_mins(9);

/// Somebody who is signed in and has one import.
pub struct Account {
    connection: Connection,
    authorization: String,
    path: String,
}

impl Account {
    /// Signs in.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn sign_in(server: &Server, username: &str) -> Result<Self> {
        let authorization = server.sign_in_as(username).await?;
        let connection = Connection::open(server.address).await?;
        Ok(Self { connection, authorization, path: String::new() })
    }

    /// Uploads a file and waits until it is read: the import, and how long that took.
    ///
    /// # Errors
    /// When it can't be read, or something is asked.
    pub async fn upload(&mut self, name: &str, file: Vec<u8>) -> Result<(Value, Duration)> {
        let start = Instant::now();
        let target = format!("/api/imports?time_zone=Europe/Berlin&file_name={name}");
        let import = self.call(Method::POST, &target, file.into()).await?;
        self.path = format!("/api/imports/{}", import["id"].as_str().context("the import has no ID")?);
        self.wait_for("ready", start).await
    }

    /// Applies the import: how it is then, and how long that took.
    ///
    /// # Errors
    /// When it can't be applied.
    pub async fn apply(&mut self) -> Result<(Value, Duration)> {
        let start = Instant::now();
        let path = format!("{}/apply", self.path);
        self.call(Method::POST, &path, Bytes::new()).await?;
        self.wait_for("applied", start).await
    }

    /// Undoes the import; gives how long that took.
    ///
    /// # Errors
    /// When it can't be undone.
    pub async fn undo(&mut self) -> Result<Duration> {
        let start = Instant::now();
        let path = self.path.clone();
        self.call(Method::DELETE, &path, Bytes::new()).await?;
        Ok(self.wait_for("undone", start).await?.1)
    }

    /// How many films the library has.
    ///
    /// # Errors
    /// When the server doesn't tell.
    pub async fn count_films(&mut self) -> Result<u64> {
        let page = self.call(Method::GET, "/api/movies?limit=1", Bytes::new()).await?;
        page["total"].as_u64().context("there is no count of films")
    }

    async fn wait_for(&mut self, state: &str, start: Instant) -> Result<(Value, Duration)> {
        while start.elapsed() < PATIENCE {
            let path = self.path.clone();
            let import = self.call(Method::GET, &path, Bytes::new()).await?;
            match import["state"].as_str() {
                Some(it) if it == state => return Ok((import, start.elapsed())),
                Some("failed" | "asking") => bail!("{} {}", import["failure"], import["question"]),
                _ => sleep(PAUSE).await,
            }
        }
        bail!("it takes too long until the import is {state}")
    }

    async fn call(&mut self, method: Method, target: &str, body: Bytes) -> Result<Value> {
        let headers = [("authorization", &*self.authorization), ("content-type", "application/octet-stream")];
        let headers = if body.is_empty() { &headers[..1] } else { &headers[..] };
        let response = self.connection.send(&Request::with(method, target, headers, body)).await?;
        let text = String::from_utf8_lossy(&response.body);
        ensure!((200..300).contains(&response.status), "{target} gave {}: {text}", response.status);
        Ok(serde_json::from_str(&text)?)
    }
}
