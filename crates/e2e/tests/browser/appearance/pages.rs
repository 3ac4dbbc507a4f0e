//! Every page and dialog, one after the other.

mod documented;
mod ended_session;
mod second_factors;

pub use ended_session::look_at_ended_session;
pub use second_factors::look_at_second_factors;

use crate::support::films::{add_film, add_known_films, painting};
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Scheme, Story, settings};
use anyhow::{Context, Result, ensure};
use documented::document;
use domain::ids::MovieId;
use domain::library::images::ImageKind;
use fantoccini::key::Key;

/// The narrowest window in which nothing may stand out.
const NARROWEST: u32 = 360;

/// Looks at pages in a window of one width, and notes what is wrong with them.
pub struct Look<'a> {
    pub(super) story: &'a Story,
    width: u32,
    faults: Vec<String>,
}

/// Looks at all pages that somebody with an account sees, in a window that wide.
pub async fn look_at_all(story: &Story, width: u32) -> Result<()> {
    let browser = &story.browser;
    let mut look = Look { story, width, faults: Vec::new() };
    browser.resize(width, 900).await?;
    browser.open("/login").await?;
    browser.see("button", "Sign in").await?;
    look.at("login").await?;
    browser.click("button", "Sign in").await?;
    browser.fault_of("username").await?;
    look.at("login-faults").await?;
    browser.submit_login(NAME, PASSWORD).await?;
    browser.see_text("No films yet").await?;
    look.at("movies-none").await?;
    browser.open("/watchlist").await?;
    browser.see_text("Your watchlist is empty").await?;
    look.at("watchlist-empty").await?;
    let film = add_films(story).await?;
    look.at_lists().await?;
    look.at_dialogs().await?;
    look.at_account_dialogs().await?;
    look.at_film(film).await?;
    look.finish()
}

/// Looks at the page on which the first account is made.
pub async fn look_at_setup(story: &Story) -> Result<()> {
    let browser = &story.browser;
    for width in [390, 1280] {
        let mut look = Look { story, width, faults: Vec::new() };
        browser.resize(width, 900).await?;
        browser.open(story.server.setup_link()?).await?;
        browser.fill("password", "four red cats").await?;
        look.at("setup").await?;
        browser.click("button", "Restore a backup").await?;
        look.at("setup-restore").await?;
        look.finish()?;
    }
    Ok(())
}

async fn add_films(story: &Story) -> Result<MovieId> {
    let api = story.server.api().await?;
    let film = add_known_films(&api).await?;
    let long = format!("An endless title {}", "without ends ".repeat(20));
    for title in ["Rashōmon, a second time", long.trim()] {
        let gone = add_film(&api, title).await?;
        api.delete_movie(gone.id, None).await?;
    }
    Ok(film.id)
}

impl<'a> Look<'a> {
    /// Looks at nothing yet.
    pub async fn begin(story: &'a Story, width: u32) -> Result<Self> {
        story.browser.resize(width, 900).await?;
        Ok(Self { story, width, faults: Vec::new() })
    }

    async fn at_lists(&mut self) -> Result<()> {
        let browser = &self.story.browser;
        for (name, path, text) in [
            ("movies", "/movies", "The Godfather"),
            ("movies-table", "/movies?view=table", "The Godfather"),
            ("movies-no-match", "/movies?search=nothing+like+it", "No films found"),
            ("watchlist", "/watchlist", "Past Lives"),
            ("diary", "/diary", "Even better"),
            ("diary-calendar", "/diary?view=calendar&watched_in=2026-01", "January 2026"),
            ("statistics", "/statistics", "Highest rated"),
            ("statistics-year", "/statistics?year=2025", "Day by day"),
            ("statistics-month", "/statistics?month=2025-11", "Watches by day"),
            ("trash", "/trash", "Rashōmon"),
            ("account", "/account", "Chrome"),
        ] {
            browser.open(path).await?;
            browser.see_text(text).await?;
            self.at(name).await?;
        }
        self.at_shared_year().await?;
        browser.open("/movies?genre=Drama&genre=Comedy&genre_match=any&rating_min=4&runtime_max=150").await?;
        browser.see_text("4 stars or more").await?;
        browser.click_css("#filters-toggle").await?;
        browser.see_css("#filter-place").await?;
        self.at("movies-filters").await
    }

    /// The dialog in which a year is shared, and what its link leads to.
    async fn at_shared_year(&mut self) -> Result<()> {
        let browser = &self.story.browser;
        browser.open("/statistics?year=2025").await?;
        browser.click("button", "Share").await?;
        browser.see("button", "Create link").await?;
        self.at("share-year").await?;
        let link = self.story.server.api().await?.create_year_link(2025).await?;
        browser.open(&link.path).await?;
        browser.see_text("Day by day").await?;
        self.at("shared-year").await
    }

    async fn at_dialogs(&mut self) -> Result<()> {
        let browser = &self.story.browser;
        browser.open("/movies").await?;
        browser.see_text("The Godfather").await?;
        browser.click_css("#account-button").await?;
        browser.see("button", "Sign out").await?;
        self.at("account-menu").await?;
        browser.press(&[Key::Escape]).await?;
        browser.press_with(Key::Control, 'k').await?;
        browser.see_css("#palette-input").await?;
        browser.type_keys("s").await?;
        browser.see_css("#palette-choices .film-line").await?;
        self.at("palette").await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;
        browser.type_keys("?").await?;
        browser.see("heading", "Keyboard shortcuts").await?;
        self.at("shortcuts").await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;
        browser.click_css("#log-movie, .tabs button").await?;
        browser.see_css("dialog[open]").await?;
        self.at("log").await?;
        browser.fill("title", "The Godfather Part II").await?;
        browser.see_text("New film:").await?;
        self.at("log-options").await?;
        browser.fill("year", "17").await?;
        browser.click("button", "More about the film").await?;
        browser.click("button", "Save").await?;
        browser.fault_of("year").await?;
        self.at("log-faults").await?;
        browser.press(&[Key::Escape]).await?;
        browser.see_text("Discard changes?").await?;
        self.at("discard").await?;
        browser.click("button", "Discard").await?;
        browser.miss_css("dialog[open]").await
    }

    async fn at_account_dialogs(&mut self) -> Result<()> {
        let browser = &self.story.browser;
        browser.open("/account").await?;
        browser.click("button", "New token").await?;
        browser.see_css("dialog[open]").await?;
        self.at("token").await?;
        browser.fill("name", "Backup script").await?;
        browser.click("button", "Create token").await?;
        browser.see_text("You won’t see it again").await?;
        self.at("token-made").await?;
        browser.click("button", "Done").await?;
        browser.miss_css("dialog[open]").await?;
        browser.click("button", "Delete account").await?;
        browser.see_css("dialog[open]").await?;
        self.at("account-deletion").await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await
    }

    async fn at_film(&mut self, film: MovieId) -> Result<()> {
        let browser = &self.story.browser;
        browser.open(&format!("/movies/{film}")).await?;
        browser.see_text("Even better").await?;
        self.at("film").await?;
        browser.click("button", "Add a watch").await?;
        browser.see_css("dialog[open]").await?;
        self.at("watch").await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;
        self.at_pictures(film).await?;
        browser.click("button", "Delete").await?;
        browser.see_text("Delete this film?").await?;
        self.at("delete").await?;
        browser.click("button", "Delete").await?;
        browser.see("button", "Undo").await?;
        self.at("undo").await
    }

    /// The film with a poster and a backdrop, and the dialog in which it gets them.
    async fn at_pictures(&mut self, film: MovieId) -> Result<()> {
        let (browser, api) = (&self.story.browser, self.story.server.api().await?);
        for (kind, (width, height)) in [(ImageKind::Poster, (400, 600)), (ImageKind::Backdrop, (960, 540))] {
            api.update_image(film, kind, painting(width, height), None).await?;
        }
        browser.open(&format!("/movies/{film}")).await?;
        browser.see_text("Even better").await?;
        let drawn =
            "return [...document.images].length > 1 && [...document.images].every((one) => one.naturalWidth > 0)";
        browser.until("both pictures", drawn, Vec::new()).await?;
        self.at("film-pictures").await?;
        browser.click("button", "Change poster").await?;
        browser.see_css("dialog[open]").await?;
        self.at("poster").await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await
    }

    /// Takes a picture of the page as it is in both themes, checks it, and tries it in a narrow window.
    pub async fn at(&mut self, name: &str) -> Result<()> {
        let browser = &self.story.browser;
        for scheme in Scheme::ALL {
            browser.prefer(scheme).await?;
            self.settle().await?;
            let (page, name) = (name, format!("{name}-{}-{}", scheme.name(), self.width));
            let picture = browser.client().screenshot().await?;
            std::fs::create_dir_all(settings::screenshots())?;
            let file = settings::screenshots().join(format!("{name}.png"));
            std::fs::write(&file, picture).with_context(|| format!("{} can't be written", file.display()))?;
            document(browser, page, &name).await?;
            self.faults.extend(browser.violations().await?.into_iter().map(|fault| format!("{name}: {fault}")));
        }
        if self.width < 500 {
            browser.resize(NARROWEST, 740).await?;
            self.check_width(name).await?;
            browser.resize(self.width, 900).await?;
        }
        self.check_width(name).await
    }

    /// Waits until nothing moves and all is drawn.
    async fn settle(&self) -> Result<()> {
        let script = "return document.getAnimations().every((animation) => animation.playState !== 'running'
            || animation.effect?.getTiming().iterations === Infinity)";
        self.story.browser.until("the end of all movement", script, Vec::new()).await.map(drop)
    }

    /// Notes when the page can be scrolled sideways.
    async fn check_width(&mut self, name: &str) -> Result<()> {
        let script = "const wide = [...document.querySelectorAll('body *')].filter((e) =>
                e.getBoundingClientRect().right > innerWidth + 1 && e.checkVisibility() && !e.closest('svg'));
            const parts = wide.slice(0, 5).map((e) => e.outerHTML.slice(0, 120));
            return [document.documentElement.scrollWidth, innerWidth, parts]";
        let found = self.story.browser.script(script, Vec::new()).await?;
        if found[0].as_u64() > found[1].as_u64() {
            self.faults.push(format!("{name} can be scrolled sideways: {found}"));
        }
        Ok(())
    }

    /// Fails when anything was wrong.
    pub fn finish(self) -> Result<()> {
        ensure!(self.faults.is_empty(), "{}", self.faults.join("\n"));
        Ok(())
    }
}
