//! A browser of a story's own, for as long as that lasts.

use super::process::{Process, kill};
use super::settings;
use anyhow::{Context, Result};
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::process::Command;
use std::sync::Mutex;
use tempfile::TempDir;
use url::Url;

/// A browser that is to visit one origin and no other.
pub struct Browser {
    running: Running,
    origin: String,
    /// The failures of requests that the story provokes: a part of the message in the console.
    pub(super) expected: Mutex<Vec<String>>,
    other_origins: Mutex<Vec<String>>,
    /// What keeps its first tab from having a service worker, as Chromium calls it.
    pub(super) no_worker: Mutex<Option<String>>,
}

/// A browser with a profile of its own, and its driver.
struct Running {
    client: Client,
    time_zone: String,
    /// How many stories were told in it.
    stories: u32,
    process: Option<i32>,
    // Dropped last to first: the driver ends before its browser's folder goes.
    _driver: Process,
    _profile: TempDir,
}

/// The browsers that wait for their next story: to start one costs as much as a short story.
static IDLE: Mutex<Vec<Running>> = Mutex::new(Vec::new());
/// After so many stories a browser has grown, and another is started.
const MOST_STORIES: u32 = 25;

impl Running {
    async fn start(time_zone: &str) -> Result<Self> {
        let profile = TempDir::new().context("no folder for the browser")?;
        let (driver, port) = start_driver(&profile, time_zone)?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&profile))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .context("the browser doesn't start")?;
        let process = client.capabilities().and_then(|found| found.get("goog:processID")).and_then(Value::as_i64);
        let process = process.and_then(|id| i32::try_from(id).ok());
        let time_zone = time_zone.to_owned();
        Ok(Self { client, time_zone, stories: 0, process, _driver: driver, _profile: profile })
    }

    /// Takes everything away that a story left: its tabs with all that was told to them, what the origins stored,
    /// what is cached, and what was logged.
    async fn clean(&self, origins: &[String]) -> Result<()> {
        let client = &self.client;
        let _ = client.dismiss_alert().await;
        let old = client.windows().await?;
        let fresh = client.new_window(true).await?.handle;
        for handle in old {
            client.switch_to_window(handle).await?;
            client.close_window().await?;
        }
        client.switch_to_window(fresh).await?;
        self.command("Network.clearBrowserCookies", json!({})).await?;
        self.command("Network.clearBrowserCache", json!({})).await?;
        self.command("Browser.resetPermissions", json!({})).await?;
        for origin in origins {
            let all = json!({ "origin": origin, "storageTypes": "all" });
            self.command("Storage.clearDataForOrigin", all).await?;
        }
        for kind in ["browser", "performance"] {
            self.log(kind).await?;
        }
        Ok(())
    }

    async fn command(&self, name: &str, params: Value) -> Result<Value> {
        let body = json!({ "cmd": name, "params": params });
        self.client.issue_cmd(Own { path: "goog/cdp/execute", body }).await.with_context(|| name.to_owned())
    }

    async fn log(&self, kind: &str) -> Result<Vec<Value>> {
        let entries = self.client.issue_cmd(Own { path: "se/log", body: json!({ "type": kind }) }).await?;
        Ok(entries.as_array().cloned().unwrap_or_default())
    }
}

impl Browser {
    /// A browser as if it had just been started, in this time zone.
    pub async fn open_at(origin: &str, time_zone: &str) -> Result<Self> {
        let idle = {
            let mut idle = IDLE.lock().unwrap();
            let fits = idle.iter().position(|running| running.time_zone == time_zone);
            fits.map(|index| idle.swap_remove(index))
        };
        let running = match idle {
            Some(running) => running,
            None => Running::start(time_zone).await?,
        };
        let browser = Self {
            running,
            origin: origin.to_owned(),
            expected: Mutex::default(),
            other_origins: Mutex::default(),
            no_worker: Mutex::default(),
        };
        browser.forbid_worker().await?;
        Ok(browser)
    }

    /// Ends the browsers that wait for a story.
    pub fn quit_idle() {
        IDLE.lock().unwrap().clear();
    }

    /// Leaves the browser to the next story.
    pub async fn leave(mut self) {
        let mut origins = self.other_origins.lock().unwrap().clone();
        origins.push(self.origin.clone());
        self.running.stories += 1;
        if self.running.stories < MOST_STORIES && self.running.clean(&origins).await.is_ok() {
            IDLE.lock().unwrap().push(self.running);
        } else {
            self.quit().await;
        }
    }

    /// The browser, for what no helper does.
    pub fn client(&self) -> &Client {
        &self.running.client
    }

    /// Where the server is for it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// From now on it may also visit this origin.
    pub fn allow_origin(&self, origin: &str) {
        self.other_origins.lock().unwrap().push(origin.to_owned());
    }

    /// Whether it may ask for this address.
    pub fn may_ask(&self, url: &str) -> bool {
        let others = self.other_origins.lock().unwrap();
        let own = others.iter().chain([&self.origin]).any(|origin| url.starts_with(&format!("{origin}/")));
        // Chromium's own pages, such as that of a new tab, are not the page's doing.
        own || ["data:", "chrome:", "chrome-untrusted:"].iter().any(|scheme| url.starts_with(scheme))
    }

    /// Goes to a path by its address, as by typing it.
    pub async fn open(&self, path: &str) -> Result<()> {
        self.client().goto(&format!("{}{path}", self.origin)).await.with_context(|| format!("{path} doesn't open"))
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str, args: Vec<Value>) -> Result<Value> {
        Ok(self.client().execute(script, args).await?)
    }

    /// Gives a command of Chromium's own protocol.
    pub async fn command(&self, name: &str, params: Value) -> Result<Value> {
        self.running.command(name, params).await
    }

    /// Gives a command of the standard that the library has no method for.
    pub(super) async fn standard(&self, path: &'static str, body: Value) -> Result<Value> {
        self.client().issue_cmd(Own { path, body }).await.context(path)
    }

    /// What was logged since the last time, of one kind.
    pub async fn log(&self, kind: &str) -> Result<Vec<Value>> {
        self.running.log(kind).await
    }

    /// Closes the browser.
    pub async fn quit(&self) {
        // Whatever it is doing: what counted was checked before.
        let _ = self.client().clone().close().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(process) = self.process {
            kill(process);
        }
    }
}

/// Starts a driver; gives the port at which it listens too.
fn start_driver(profile: &TempDir, time_zone: &str) -> Result<(Process, String)> {
    let start = || {
        let mut command = Command::new(settings::chromedriver());
        command.arg("--port=0").env("TZ", time_zone).env("LANGUAGE", "en_US").env("HOME", profile.path());
        let driver = Process::spawn(&mut command)?;
        let line = driver.wait_for_line(|line| line.contains("started successfully on port"))?;
        let port = line.trim_end_matches('.').rsplit(' ').next().context("no port")?.to_owned();
        Ok((driver, port))
    };
    // It wants the same port of both families of addresses, takes one that is free in the first, and ends
    // when that is taken in the second.
    start().or_else(|_: anyhow::Error| start()).or_else(|_| start())
}

fn capabilities(profile: &TempDir) -> Capabilities {
    let folder = format!("--user-data-dir={}", profile.path().display());
    let mut args = vec![
        "--headless",
        // It ends when the driver does, also where that ends because the tests are over.
        "--remote-debugging-pipe",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
        "--lang=en-US",
        "--force-prefers-reduced-motion",
        // A mouse, which hovers: machines without a screen have none.
        "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
        // A page that asks another host gets no answer, and the story fails for it.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        &folder,
    ];
    if rustix::process::geteuid().is_root() {
        args.push("--no-sandbox");
    }
    let wanted = json!({
        "browserName": settings::browser_name(),
        "goog:chromeOptions": {
            "binary": settings::chromium(),
            "args": args,
            "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false },
        },
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    });
    wanted.as_object().cloned().unwrap_or_default()
}

/// A command that chromedriver has beside those of the standard.
#[derive(Debug)]
struct Own {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
