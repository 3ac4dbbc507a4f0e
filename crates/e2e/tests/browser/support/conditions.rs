//! What is to hold sooner or later, each with what was there instead when it never does.

use super::browser::Browser;
use super::page::field_selector;
use super::waiting::wait_for;
use anyhow::{Result, bail};
use serde_json::Value;

impl Browser {
    /// Waits until a field holds this.
    pub async fn until_value(&self, name: &str, value: &str) -> Result<()> {
        self.until_prop(&field_selector(name), value).await
    }

    /// Waits until the search box holds this.
    pub async fn until_search(&self, text: &str) -> Result<()> {
        self.until_prop("#search", text).await
    }

    async fn until_prop(&self, selector: &str, value: &str) -> Result<()> {
        self.until_equal(&format!("return document.querySelector('{selector}')?.value"), value.into()).await
    }

    /// Waits until a script gives this.
    pub async fn until_equal(&self, script: &str, value: Value) -> Result<()> {
        let mut last = Value::Null;
        let found = wait_for(format!("{value} of “{script}”"), async || {
            last = self.script(script, Vec::new()).await?;
            Ok((last == value).then_some(()))
        });
        self.or_last(found.await, &last).await
    }

    /// Waits until the focus is on what [`Browser::focused`] calls so, or so in part.
    pub async fn until_focus(&self, name: &str) -> Result<()> {
        let mut last = String::new();
        let found = wait_for(format!("the focus on “{name}”"), async || {
            last = self.focused().await?;
            Ok(last.contains(name).then_some(()))
        });
        self.or_last(found.await, &last).await
    }

    /// Waits until the focus is on something that shows exactly this.
    pub async fn until_focus_text(&self, text: &str) -> Result<()> {
        self.until_equal("return document.activeElement.textContent", text.into()).await
    }

    /// Waits until a field is marked as at fault, with a message that says this.
    pub async fn until_fault(&self, name: &str, part: &str) -> Result<()> {
        let mut last = String::new();
        let found = wait_for(format!("a fault at {name} that says “{part}”"), async || {
            last = self.fault_of(name).await?;
            Ok(last.contains(part).then_some(()))
        });
        self.or_last(found.await, &last).await
    }

    /// Waits until something visible that matches the selector says all this.
    pub async fn see_in(&self, selector: &str, parts: &[&str]) -> Result<()> {
        let mut last = String::new();
        let found = wait_for(format!("{parts:?} in {selector}"), async || {
            last = self.see_css(selector).await?.text().await?;
            Ok(parts.iter().all(|part| last.contains(part)).then_some(()))
        });
        self.or_last(found.await, &last).await
    }

    async fn or_last(&self, found: Result<()>, last: &impl std::fmt::Debug) -> Result<()> {
        match found {
            Ok(()) => Ok(()),
            Err(error) => bail!("{error:#}; at last it was {last:?}. {}", self.describe().await),
        }
    }
}
