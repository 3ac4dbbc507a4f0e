//! MediaTracker: what a server fetched from its API and wrote into one document of JSON. First come its `lists`, then the
//! `items` of its account, and last the `listItems`.

use crate::dates::Dates;
use crate::entry::{Entry, List, ListItem};
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::json::{Text, or_default};
use crate::outcome::{LeftOut, Reason};
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;
use domain::library::lists::MAX_LISTS;
use domain::times::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;

/// The most watches of a film.
const MAX_WATCHES: usize = 1000;

/// The format.
pub(crate) struct MediaTracker;

impl Format for MediaTracker {
    fn name(&self) -> &'static str {
        "mediatracker"
    }

    fn title(&self) -> &'static str {
        "MediaTracker"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        head.has_key(&[".mediaTracker"]).then_some(0)
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Item {
    id: Text,
    media_type: Text,
    title: Text,
    original_title: Text,
    release_date: Text,
    runtime: Text,
    overview: Text,
    imdb_id: Text,
    tmdb_id: Text,
    #[serde(deserialize_with = "or_default")]
    genres: Vec<Text>,
    seen: Text,
    /// Where the history wasn’t told, which is the case for what is only on lists.
    last_seen_at: Text,
    on_watchlist: Text,
    #[serde(deserialize_with = "or_default")]
    user_rating: Rated,
    #[serde(deserialize_with = "or_default")]
    seen_history: Vec<Seen>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Rated {
    date: Text,
    rating: Text,
    review: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Seen {
    date: Text,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct ListOf {
    id: Text,
    name: Text,
    description: Text,
    is_watchlist: Text,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Place {
    list_id: Text,
    rank: Text,
    listed_at: Text,
    #[serde(rename = "type")]
    kind: Text,
    #[serde(deserialize_with = "or_default")]
    media_item: Item,
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    // Whether each list is the watchlist.
    let mut lists: HashMap<String, bool> = HashMap::new();
    input.items(|key, number, raw| match key {
        "lists" => {
            let Ok(it) = serde_json::from_str::<ListOf>(raw) else { return Ok(()) };
            let (key, is_watchlist) = (key_of(&it.id), &*it.is_watchlist == "true");
            if lists.len() < MAX_LISTS && lists.insert(key.clone(), is_watchlist).is_none() && !is_watchlist {
                out.list(List::new(&key, &it.name, &it.description))?;
            }
            Ok(())
        }
        "items" => match serde_json::from_str::<Item>(raw) {
            Ok(item) => film(number, &item, out, |_, _| ()),
            Err(_) => out.refuse(number, "", Reason::Malformed),
        },
        "listItems" => {
            let Ok(it) = serde_json::from_str::<Place>(raw) else {
                return out.refuse(number, "", Reason::Malformed);
            };
            match &*it.kind {
                "season" => return out.left_out(number, &it.media_item.title, LeftOut::Season),
                "episode" => return out.left_out(number, &it.media_item.title, LeftOut::Episode),
                _ => {}
            }
            let list = key_of(&it.list_id);
            let is_watchlist = lists.get(&list).copied();
            film(number, &it.media_item, out, |entry, dates| match is_watchlist {
                Some(true) => entry.watchlist(dates, &it.listed_at),
                Some(false) => entry.items.push(ListItem {
                    list,
                    position: it.rank.parse().ok(),
                    added_at: dates.moment(&it.listed_at).ok().flatten(),
                    ..ListItem::default()
                }),
                None => {}
            })
        }
        _ => Ok(()),
    })
}

fn key_of(id: &str) -> String {
    format!("mediatracker:{id}")
}

/// Tells of a film; `more` adds what its row knows besides.
fn film(number: u64, item: &Item, out: &mut Output<'_>, more: impl FnOnce(&mut Entry, &Dates)) -> Result<(), Stop> {
    match &*item.media_type {
        "movie" => {}
        "tv" => return out.left_out(number, &item.title, LeftOut::Series),
        _ => return out.left_out(number, &item.title, LeftOut::NotAFilm),
    }
    let mut entry = Entry::new(&item.title);
    entry.key = Some(item.id.to_string());
    entry.original_title(&item.original_title);
    entry.year(&item.release_date);
    entry.runtime(&item.runtime);
    entry.overview(&item.overview);
    entry.imdb(&item.imdb_id);
    entry.tmdb(&item.tmdb_id);
    entry.genres(item.genres.iter().map(|genre| &**genre));
    for seen in item.seen_history.iter().take(MAX_WATCHES) {
        entry.watch(&out.dates, &moment(&seen.date));
    }
    entry.seen = entry.watches.is_empty() && (&*item.seen == "true" || !item.last_seen_at.is_empty());
    entry.rating = entry.read_rating(&item.user_rating.rating, Scale::Five, "rating");
    if entry.rating.is_some() {
        entry.rated_on = entry.read_watched(&out.dates, &moment(&item.user_rating.date));
    }
    entry.note(&item.user_rating.review);
    if &*item.on_watchlist == "true" {
        entry.watchlist(&out.dates, "");
    }
    more(&mut entry, &out.dates);
    out.film_or(number, entry, LeftOut::NothingToKeep)
}

/// A moment, which is told in milliseconds since 1970. 0 is none.
fn moment(text: &str) -> String {
    match text.parse::<i64>() {
        Ok(0) => String::new(),
        Ok(millis) => Timestamp::from_millis(millis).to_string(),
        Err(_) => text.to_owned(),
    }
}
