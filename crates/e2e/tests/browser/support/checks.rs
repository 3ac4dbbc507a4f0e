//! What must hold at the end of every story: nothing broke in the page, and it asked nobody else.

use super::browser::Browser;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// The open stream of changes breaks off with a server that is killed, and the browser notes it.
const BROKEN_OFF: &str = "/api/changes/events - Failed to load resource: net::ERR_INCOMPLETE_CHUNKED_ENCODING";

impl Browser {
    /// From now on a request may fail of which the console says this, such as `status of 401`; the
    /// browser notes each as an error, and for this story it is none.
    pub fn expect_failures(&self, message: &str) {
        self.expected.lock().unwrap().push(message.to_owned());
    }

    /// Fails when the console holds an error, or a request went to another origin.
    pub async fn check(&self) -> Result<()> {
        self.check_console().await?;
        self.check_requests().await
    }

    async fn check_console(&self) -> Result<()> {
        let mut expected = self.expected.lock().unwrap().clone();
        expected.push(BROKEN_OFF.to_owned());
        let is_fault = |entry: &Value| {
            let message = entry["message"].as_str().unwrap_or_default();
            let is_expected = entry["source"] == "network" && expected.iter().any(|part| message.contains(part));
            let is_bad = matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING"));
            is_bad && !is_expected
        };
        let faults: Vec<_> = self.log("browser").await?.into_iter().filter(is_fault).collect();
        ensure!(faults.is_empty(), "the console says: {}", json!(faults));
        Ok(())
    }

    async fn check_requests(&self) -> Result<()> {
        let urls = self.requests().await?;
        ensure!(!urls.is_empty(), "no request was noted, so none was checked");
        for url in urls {
            ensure!(self.may_ask(&url), "a request went to another origin: {url}");
        }
        Ok(())
    }

    /// The addresses of the requests since the last time.
    pub async fn requests(&self) -> Result<Vec<String>> {
        let mut urls = Vec::new();
        for entry in self.log("performance").await? {
            let text = entry["message"].as_str().context("an entry without a message")?;
            let event: Value = serde_json::from_str(text)?;
            let params = &event["message"]["params"];
            // The browser's own first page asks for its own parts.
            let is_own = params["documentURL"].as_str().is_some_and(|url| url.starts_with("chrome:"));
            if event["message"]["method"] == "Network.requestWillBeSent" && !is_own {
                urls.push(params["request"]["url"].as_str().context("a request without a URL")?.to_owned());
            }
        }
        Ok(urls)
    }
}
