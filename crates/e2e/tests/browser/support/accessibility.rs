//! The accessibility checker axe-core.

use super::browser::Browser;
use super::settings;
use anyhow::{Context, Result};
use serde_json::Value;

const RUN: &str = "const done = arguments[arguments.length - 1];
    const only = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
    axe.run(document, { runOnly: only, resultTypes: ['violations'] }).then(
        (result) => done(result.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map(
            (v) => v.id + ' (' + v.help + '): ' + v.nodes.slice(0, 5).map((n) => n.target.join(' ') + ' — '
                + (n.any[0] ?? n.all[0] ?? n.none[0])?.message).join(' | '))),
        (error) => done(['axe failed: ' + error]))";

impl Browser {
    /// What the checker finds of serious and critical violations on the page as it is.
    pub async fn violations(&self) -> Result<Vec<String>> {
        if self.script("return typeof axe === 'undefined'", Vec::new()).await? == Value::Bool(true) {
            let file = settings::axe();
            let source = std::fs::read_to_string(&file).with_context(|| format!("{} can't be read", file.display()))?;
            self.script(&source, Vec::new()).await?;
        }
        let violations = self.client().execute_async(RUN, Vec::new()).await?;
        Ok(serde_json::from_value(violations)?)
    }
}
