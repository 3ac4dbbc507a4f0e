//! An account with some films, and the servers that import a file for it.

use super::archives::{self, KNOWN};
use crate::clients::Client;
use crate::databases::{Database, PASSWORD};
use crate::lab::Lab;
use crate::servers::Server;
use anyhow::{Context, Result, bail, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use storage::{Engine, Error};
use tokio::time::sleep;

/// The longest that an import may take to settle.
const PATIENCE: Duration = Duration::from_mins(2);
/// How often it is looked at.
pub const PAUSE: Duration = Duration::from_millis(20);

/// What the library has: films and watches.
pub type Totals = (u64, u64);

/// The account, its servers and their database.
pub struct Library<'a> {
    /// What everything is kept by.
    pub database: &'a Database,
    /// One on SQLite, two on PostgreSQL.
    pub servers: Vec<Server>,
    /// A program with an API token of the account.
    ana: Client,
    /// What it had before anything was imported.
    pub before: Totals,
    /// The file to import.
    pub file: Vec<u8>,
}

impl<'a> Library<'a> {
    /// A new account with the films that the file is about, and a few watches.
    pub async fn open(lab: &Lab, database: &'a Database) -> Result<Self> {
        database.add_account("ana", "member").await?;
        let servers = lab.serve_all(database, 2).await?;
        let (ana, _) = Client::new(servers[0].address)?.sign_in("ana", PASSWORD).await?;
        let token = ana.create_api_token().await?.success()?.text("token")?;
        let ana = ana.with_token(&token);
        for number in 0..KNOWN {
            let (title, year) = (archives::title(number), archives::year(number));
            let draft = json!({"title": title, "year": year, "watched_on": "2023-05-06", "tags": ["mine"]});
            ana.post("/api/movies", &draft).await?.success()?;
        }
        let file = archives::letterboxd(lab.size(900, 6_000))?;
        let mut this = Self { database, servers, ana, before: (0, 0), file };
        this.before = this.totals().await?;
        Ok(this)
    }

    /// What everything is kept by.
    pub fn engine(&self) -> Engine {
        self.database.engine
    }

    /// The account's program, at one of the servers, over a new connection: those to a killed server are broken.
    pub fn at(&self, server: usize) -> Result<Client> {
        self.ana.at(self.servers[server % self.servers.len()].address).over_new_connection()
    }

    /// What the library has now.
    pub async fn totals(&self) -> Result<Totals> {
        let client = self.at(0)?;
        let total = async |path| {
            let page = client.get(path).await?.success()?.json();
            page["total"].as_u64().context("there is no total")
        };
        Ok((total("/api/movies?limit=1").await?, total("/api/watches?limit=1").await?))
    }

    /// The imports that are there.
    pub async fn list(&self) -> Result<Vec<Value>> {
        let page = self.at(0)?.get("/api/imports").await?.success()?.json();
        page["items"].as_array().cloned().context("there are no imports in the answer")
    }

    /// The import that is there, if there is one.
    async fn find(&self) -> Result<Option<Value>> {
        let mut imports = self.list().await?;
        ensure!(imports.len() <= 1, "there are {} imports", imports.len());
        Ok(imports.pop())
    }

    /// The import, once no server works on it; one whose upload broke off is given as it is.
    pub async fn settled(&self) -> Result<Option<Value>> {
        let start = Instant::now();
        loop {
            let import = self.find().await?;
            let state = import.as_ref().and_then(|it| it["state"].as_str()).unwrap_or_default();
            if !["reading", "applying", "undoing"].contains(&state) {
                return Ok(import);
            }
            if start.elapsed() > PATIENCE {
                bail!("an import is still {state} after {} s", PATIENCE.as_secs());
            }
            sleep(PAUSE).await;
        }
    }

    /// Uploads the file, and waits until it is read.
    pub async fn upload(&self) -> Result<Value> {
        self.at(0)?.upload(UPLOAD, self.file.clone()).await?.success().context("uploading")?;
        self.expect("ready").await
    }

    /// The import, which must settle in this state.
    pub async fn expect(&self, state: &str) -> Result<Value> {
        let import = self.settled().await?.context("there is no import")?;
        ensure!(import["state"] == state, "the import is {}, not {state}: {}", import["state"], import["failure"]);
        Ok(import)
    }

    /// Tells a server to apply the import, to discard it or to undo it.
    pub async fn tell(&self, server: usize, import: &Value, word: &Word) -> Result<u16> {
        let path = path(import)?;
        let client = self.at(server)?;
        let answer = match word {
            Word::Apply => client.post(&format!("{path}/apply"), &json!({})).await?,
            Word::LeaveOut => {
                client
                    .send(Method::PATCH, &format!("{path}/rows"), Some(&json!({"state": "ready", "taken": false})))
                    .await?
            }
            Word::Delete => client.send(Method::DELETE, &path, None).await?,
        };
        ensure!(answer.status < 500, "{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
        Ok(answer.status)
    }

    /// Discards the import, undoing it before if it is applied. Gives how many rows of it are left in the database.
    pub async fn clear(&self) -> Result<i64> {
        if let Some(import) = self.settled().await?
            && self.tell(0, &import, &Word::Delete).await? == 202
        {
            let undone = self.expect("undone").await?;
            self.tell(0, &undone, &Word::Delete).await?;
        }
        self.left().await
    }

    /// How many rows of imports there are in the database.
    pub async fn left(&self) -> Result<i64> {
        let store = self.database.open().await?;
        Ok(store.read::<_, Error, _>(|tx| tx.query_one(LEFT, &[])).await?)
    }
}

/// What a server is told about an import.
#[derive(Clone, Copy)]
pub enum Word {
    /// To apply it.
    Apply,
    /// To take none of its rows.
    LeaveOut,
    /// To undo or discard it.
    Delete,
}

/// Where a file is uploaded.
pub const UPLOAD: &str = "/api/imports?file_name=letterboxd.zip";

const LEFT: &str = "SELECT (SELECT count(*) FROM imports) + (SELECT count(*) FROM import_rows)
    + (SELECT count(*) FROM import_chunks) + (SELECT count(*) FROM import_effects)";

fn path(import: &Value) -> Result<String> {
    Ok(format!("/api/imports/{}", import["id"].as_str().context("an import has no id")?))
}
