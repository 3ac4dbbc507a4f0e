//! Waiting for what is to happen, never for a time to pass.

use super::browser::Browser;
use anyhow::{Result, bail};
use serde_json::Value;
use std::fmt::Display;
use std::time::{Duration, Instant};

/// How long anything may take. Far more than it does: an unoptimised server on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long to rest between two looks.
const PAUSE: Duration = Duration::from_millis(40);

/// Waits until `look` gives something. What it fails with is kept for the message: a page that is
/// being replaced fails for a moment.
pub async fn wait_for<T>(what: impl Display, mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let failure = match look().await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => String::new(),
            Err(error) => format!(" ({error:#})"),
        };
        if Instant::now() > deadline {
            bail!("waited {} s in vain for {what}{failure}", PATIENCE.as_secs());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

impl Browser {
    /// Waits until a script gives something that is not null, false, zero or empty.
    pub async fn until(&self, what: impl Display, script: &str, args: Vec<Value>) -> Result<Value> {
        let found = wait_for(&what, async || {
            let value = self.script(script, args.clone()).await?;
            Ok(Some(value).filter(is_truthy))
        });
        match found.await {
            Ok(value) => Ok(value),
            Err(error) => Err(error.context(self.describe().await)),
        }
    }

    /// Waits until the page's path and query are these.
    pub async fn until_path(&self, path: &str) -> Result<()> {
        let here = "return location.pathname + location.search === arguments[0]";
        self.until(format!("the address {path}"), here, vec![path.into()]).await.map(drop)
    }

    /// Where the browser is and what the page says, for a message.
    pub async fn describe(&self) -> String {
        let script = "return location.href + ' says: ' + document.body.innerText.replace(/\\s+/g, ' ').slice(0, 1500)";
        match self.script(script, Vec::new()).await {
            Ok(value) => value.as_str().unwrap_or_default().to_owned(),
            Err(error) => format!("the page can't be asked: {error:#}"),
        }
    }
}

fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
