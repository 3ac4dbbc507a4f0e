//! Where films that wait for the server are kept: in this browser, over all tabs, under a name for each, so that tabs never
//! overwrite what others keep. They belong to one user, and nobody else sees them.

use super::entry::{Entry, Sending};
use crate::context::use_session;
use crate::kit::browser;
use crate::kit::kept_texts::{self, PREFIX};
use domain::ids::UserId;
use domain::library::movies::MovieSummary;
use leptos::prelude::*;

/// What this tab is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Something was kept because the server is away.
    Kept,
    /// Something that is kept was edited, or was discarded and comes back.
    Changed,
}

thread_local! {
    /// What this tab was told last. The forms that tell it and what hears it don't know each other.
    static NEWS: ArcRwSignal<Option<News>> = ArcRwSignal::new(None);
}

/// What this tab was told last; reading it tracks what comes next.
pub fn news() -> Option<News> {
    NEWS.with(ArcRwSignal::get)
}

fn announce(news: News) {
    NEWS.with(|heard| heard.set(Some(news)));
}

/// The most films that are kept for one user.
const MOST: usize = 100;

const FULL: &str = "This device already keeps 100 films that aren’t saved yet. Try again when you’re back online.";
const NO_ROOM: &str = "The server can’t be reached, and this browser has no room to keep the film. Try again later.";
const GONE: &str = "This film was saved in the meantime. You can edit it in your diary.";

/// The films that wait, of one user.
#[derive(Debug, Clone, PartialEq)]
pub struct Outbox {
    /// Whose they are.
    pub user: Option<UserId>,
}

impl Outbox {
    /// Those of the signed-in user.
    pub fn own() -> Self {
        Self { user: untrack(|| use_session().me()).map(|me| me.id) }
    }

    /// All of them, in the order in which they were kept.
    pub fn list(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self.names().iter().filter_map(|name| find_by(name)).collect();
        entries.sort_by(|one, other| one.id.cmp(&other.id));
        entries
    }

    /// The one of this name.
    pub fn find(&self, id: &str) -> Option<Entry> {
        find_by(&self.name(id))
    }

    /// Keeps another one; `news` is what this tab is told.
    ///
    /// # Errors
    /// Why it can't be kept.
    pub fn add(&self, entry: Entry, news: News) -> Result<(), &'static str> {
        if self.names().len() >= MOST {
            return Err(FULL);
        }
        let key = &entry.sending.key;
        let id =
            if entry.id.is_empty() { format!("{:015}.{key}", browser::now().as_millis()) } else { entry.id.clone() };
        self.write(&Entry { id, ..entry })?;
        announce(news);
        Ok(())
    }

    /// Keeps it in the place of what there was of its name; nobody hears of it.
    ///
    /// # Errors
    /// That nothing of its name is there any more; or why it can't be kept.
    pub fn replace(&self, entry: &Entry) -> Result<(), &'static str> {
        if self.find(&entry.id).is_none() {
            return Err(GONE);
        }
        self.write(entry)
    }

    /// Keeps what an entry was edited to: the film that was chosen, and what the fields hold.
    ///
    /// # Errors
    /// As those of [`Outbox::replace`].
    pub fn edit(
        &self,
        entry: &Entry,
        sending: Sending,
        (film, texts): (Option<MovieSummary>, Vec<String>),
    ) -> Result<(), &'static str> {
        // Another tab may have sent it meanwhile.
        let now = self.find(&entry.id).ok_or(GONE)?;
        self.replace(&now.edited(sending, film, texts))?;
        announce(News::Changed);
        Ok(())
    }

    /// Forgets one; nobody hears of it.
    pub fn remove(&self, id: &str) {
        browser::store(&self.name(id), None);
    }

    /// Whether a name in the browser's storage is that of one of them.
    pub fn has(&self, name: &str) -> bool {
        name.starts_with(&self.prefix())
    }

    /// Forgets what was kept for others who were signed in here.
    pub fn forget_others(&self) {
        let names = browser::shared_storage().as_ref().map(kept_texts::names_in).unwrap_or_default();
        for name in names.iter().filter(|name| !self.has(name)) {
            browser::store(name, None);
        }
    }

    fn write(&self, entry: &Entry) -> Result<(), &'static str> {
        let storage = browser::shared_storage().ok_or(NO_ROOM)?;
        let json = serde_json::to_string(entry).map_err(|_| NO_ROOM)?;
        storage.set_item(&self.name(&entry.id), &json).map_err(|_| NO_ROOM)
    }

    fn names(&self) -> Vec<String> {
        let names = browser::shared_storage().as_ref().map(kept_texts::names_in).unwrap_or_default();
        names.into_iter().filter(|name| self.has(name)).collect()
    }

    fn name(&self, id: &str) -> String {
        format!("{}{id}", self.prefix())
    }

    fn prefix(&self) -> String {
        format!("{PREFIX}{}.", self.user.map(|id| id.to_string()).unwrap_or_default())
    }
}

fn find_by(name: &str) -> Option<Entry> {
    serde_json::from_slice(browser::stored(name)?.as_bytes()).ok()
}
