//! The films' page.

use super::browser::Browser;
use anyhow::Result;
use serde_json::json;

const TITLES: &str = "[...document.querySelectorAll('#movie-grid .film-title a, #movie-table th[scope=row] a, \
    ul[aria-label^=Films] .film-title :is(a, button)')]
    .map((link) => link.textContent)";

impl Browser {
    /// The titles of the films on the page, in their order.
    pub async fn films(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.script(&format!("return {TITLES}"), Vec::new()).await?)?)
    }

    /// Waits until the films on the page are these, in this order.
    pub async fn until_films(&self, titles: &[&str]) -> Result<()> {
        let same = format!("return JSON.stringify({TITLES}) === JSON.stringify(arguments[0])");
        self.until(format!("the films {titles:?}"), &same, vec![json!(titles)]).await.map(drop)
    }

    /// Waits until the count above the films is this, such as `1 film`.
    pub async fn until_count(&self, count: &str) -> Result<()> {
        let script = "return document.querySelector('#movie-count')?.textContent === arguments[0]";
        self.until(format!("the count “{count}”"), script, vec![count.into()]).await.map(drop)
    }

    /// Presses a film's button: `Log`, `Watchlist`, `Edit` or `Delete`.
    pub async fn film_action(&self, title: &str, action: &str) -> Result<()> {
        let group = format!("Actions for {title}").replace('"', "\\\"");
        self.click_css(&format!("[role=group][aria-label=\"{group}\"] [aria-label=\"{action}\"]")).await
    }

    /// Types a search in the place of the one that is there.
    pub async fn search(&self, text: &str) -> Result<()> {
        let field = self.see_css("#search").await?;
        field.click().await?;
        field.send_keys(&format!("\u{e009}a\u{e000}{text}")).await?;
        Ok(())
    }

    /// Types a day, `YYYY-MM-DD`, as people in the United States type it.
    pub async fn fill_day(&self, name: &str, day: &str) -> Result<()> {
        let mut parts = day.split('-');
        let (year, month, date) = (parts.next(), parts.next(), parts.next());
        let typed: String = [month, date, year].into_iter().flatten().collect();
        self.field(name).await?.send_keys(&typed).await?;
        let script = "return document.querySelector(arguments[0]).value === arguments[1]";
        let args = vec![format!("[name={name}]").into(), day.into()];
        self.until(format!("{day} in the field {name}"), script, args).await.map(drop)
    }

    /// Waits until the star slider is set so.
    pub async fn until_stars(&self, stars: &str) -> Result<()> {
        let script = "const all = [...document.querySelectorAll('[role=slider]')];
            return all.at(-1)?.getAttribute('aria-valuenow') === arguments[0]";
        self.until(format!("{stars} stars"), script, vec![stars.into()]).await.map(drop)
    }
}
