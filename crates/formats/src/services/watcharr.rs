//! Watcharr: its export in JSON. Watches are in the history of what was done to an item.

use crate::entry::Entry;
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::json::{Text, or_default};
use crate::outcome::{LeftOut, Reason};
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;
use serde::Deserialize;

/// The most watches of a film.
const MAX_WATCHES: usize = 1000;

/// The format.
pub(crate) struct Watcharr;

impl Format for Watcharr {
    fn name(&self) -> &'static str {
        "watcharr"
    }

    fn title(&self) -> &'static str {
        "Watcharr"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        head.has_key(&["[].content.tmdbId", "[].content.release_date", "[].activity[].customDate"]).then_some(0)
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Item {
    created_at: Text,
    status: Text,
    rating: Text,
    thoughts: Text,
    content: Option<Content>,
    #[serde(deserialize_with = "or_default")]
    activity: Vec<Activity>,
    #[serde(deserialize_with = "or_default")]
    tags: Vec<Tag>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Content {
    #[serde(rename = "tmdbId")]
    tmdb_id: Text,
    title: Text,
    #[serde(rename = "type")]
    kind: Text,
    release_date: Text,
    imdb_id: Text,
    runtime: Text,
    overview: Text,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Activity {
    #[serde(rename = "type")]
    kind: Text,
    data: Text,
    created_at: Text,
    custom_date: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Tag {
    name: Text,
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    input.items(|_, number, raw| {
        let Ok(item) = serde_json::from_str::<Item>(raw) else {
            return out.refuse(number, "", Reason::Malformed);
        };
        let Some(film) = &item.content else {
            return out.left_out(number, "", LeftOut::NotAFilm);
        };
        if &*film.kind != "movie" {
            return out.left_out(number, &film.title, LeftOut::Series);
        }
        let mut entry = Entry::new(&film.title);
        entry.year(&film.release_date);
        entry.tmdb(&film.tmdb_id);
        entry.imdb(&film.imdb_id);
        entry.runtime(&film.runtime);
        entry.overview(&film.overview);
        entry.rating = entry.read_rating(&item.rating, Scale::Ten, "rating");
        entry.note(&item.thoughts);
        entry.tags(item.tags.iter().map(|tag| &*tag.name));
        for activity in item.activity.iter().filter(|activity| is_finished(activity, &item.status)).take(MAX_WATCHES) {
            let is_added = &*activity.kind != "STATUS_CHANGED";
            if !activity.custom_date.is_empty() {
                entry.watch(&out.dates, &activity.custom_date);
            } else if is_added {
                // When it was added is not when it was watched.
                entry.seen = true;
            } else {
                entry.watch(&out.dates, &activity.created_at);
            }
        }
        match &*item.status {
            "FINISHED" if entry.watches.is_empty() => entry.seen = true,
            "PLANNED" => entry.watchlist(&out.dates, &item.created_at),
            _ => {}
        }
        out.film_or(number, entry, LeftOut::Unfinished)
    })
}

/// Whether the film was watched then. What an activity is about stands in a text: as JSON, or by itself.
fn is_finished(activity: &Activity, status: &str) -> bool {
    let is_named = activity.data.contains("FINISHED");
    match &*activity.kind {
        "ADDED_WATCHED" | "IMPORTED_ADDED_WATCHED" => {
            is_named || (!activity.data.contains("status") && status == "FINISHED")
        }
        "STATUS_CHANGED" => is_named,
        _ => false,
    }
}
