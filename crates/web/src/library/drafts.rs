//! What was typed in a dialog and is not saved yet, kept in this tab so that a reload doesn't cost it. Films
//! and watches alone: never a password, nor anything else that is secret. Where the browser keeps nothing, or
//! has no room, it is not kept, and nothing else is different.

use crate::context::use_session;
use crate::kit::browser;
use crate::kit::kept_texts::{PREFIX, names};
use domain::ids::{MovieId, WatchId};
use leptos::prelude::*;

const NEW: &str = "new";
const LOG: &str = "log.";

/// What a draft is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A film that is edited.
    Movie(MovieId),
    /// A film that is logged: the one that the dialog was opened with, if there was one.
    Log(Option<MovieId>),
    /// A watch of a film; without an id, one that is added.
    Watch(MovieId, Option<WatchId>),
}

impl Subject {
    fn name(self) -> String {
        let or_new = |id: Option<String>| id.unwrap_or_else(|| NEW.to_owned());
        match self {
            Self::Movie(id) => id.to_string(),
            Self::Log(id) => format!("{LOG}{}", or_new(id.map(|id| id.to_string()))),
            Self::Watch(movie, id) => format!("{movie}.{}", or_new(id.map(|id| id.to_string()))),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        match name.strip_prefix(LOG) {
            Some(NEW) => return Some(Self::Log(None)),
            Some(id) => return Some(Self::Log(Some(id.parse().ok()?))),
            None => {}
        }
        match name.split_once('.') {
            None => Some(Self::Movie(name.parse().ok()?)),
            Some((movie, NEW)) => Some(Self::Watch(movie.parse().ok()?, None)),
            Some((movie, watch)) => Some(Self::Watch(movie.parse().ok()?, Some(watch.parse().ok()?))),
        }
    }
}

/// What is kept of a dialog.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept {
    /// The version of the film that it changes; empty for what is added.
    pub version: String,
    /// The key under which this very draft was sent, when it was; empty otherwise.
    pub key: String,
    /// What the fields hold, in the form's own order.
    pub texts: Vec<String>,
}

impl Kept {
    fn to_json(&self) -> String {
        let all: Vec<&String> = [&self.version, &self.key].into_iter().chain(&self.texts).collect();
        // Texts are always JSON.
        serde_json::to_string(&all).unwrap_or_default()
    }

    fn from_json(json: &str) -> Option<Self> {
        let mut all = serde_json::from_str::<Vec<String>>(json).ok()?.into_iter();
        Some(Self { version: all.next()?, key: all.next()?, texts: all.collect() })
    }
}

/// The place where the draft of one dialog is kept.
#[derive(Clone, Copy)]
pub struct Draft {
    name: StoredValue<String>,
}

impl Draft {
    /// The draft of whoever is signed in.
    pub fn of(subject: Subject) -> Self {
        Self { name: StoredValue::new(format!("{}{}", prefix(), subject.name())) }
    }

    /// What was kept.
    pub fn find(self) -> Option<Kept> {
        let storage = browser::tab_storage()?;
        Kept::from_json(&self.name.with_value(|name| storage.get_item(name).ok().flatten())?)
    }

    /// Keeps this in the place of what was kept, or nothing.
    pub fn keep(self, kept: Option<&Kept>) {
        let Some(storage) = browser::tab_storage() else { return };
        self.name.with_value(|name| {
            // Without room for it, what was kept before is still better than nothing.
            let _ = match kept {
                Some(kept) => storage.set_item(name, &kept.to_json()),
                None => storage.remove_item(name),
            };
        });
    }
}

/// What there are drafts of, of whoever is signed in.
pub fn subjects() -> Vec<Subject> {
    let prefix = prefix();
    names().iter().filter_map(|name| Subject::parse(name.strip_prefix(&prefix)?)).collect()
}

fn prefix() -> String {
    let user = untrack(|| use_session().me()).map(|me| me.id.to_string()).unwrap_or_default();
    format!("{PREFIX}{user}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subject_is_known_by_its_name() {
        let movie: MovieId = "0192f0c1-2d5c-7a6e-8a7d-0242ac120002".parse().unwrap();
        let watch: WatchId = "0192f0c1-2d5c-7a6e-8a7d-0242ac120003".parse().unwrap();
        for subject in [
            Subject::Movie(movie),
            Subject::Log(None),
            Subject::Log(Some(movie)),
            Subject::Watch(movie, None),
            Subject::Watch(movie, Some(watch)),
        ] {
            assert_eq!(Subject::parse(&subject.name()), Some(subject));
        }
        assert_eq!(Subject::parse("anything else"), None);
    }

    #[test]
    fn what_was_typed_is_found_as_it_was() {
        let texts = vec!["“Amélie”\n".to_owned(), String::new()];
        let kept = Kept { version: "3".to_owned(), key: String::new(), texts };
        assert_eq!(Kept::from_json(&kept.to_json()), Some(kept));
        assert_eq!(Kept::from_json("[]"), None);
    }
}
