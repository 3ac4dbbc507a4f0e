//! Ryot: its complete export in JSON.

use crate::doubt::Doubt;
use crate::entry::{Entry, List, ListItem};
use crate::fill::quoted;
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::json::{Text, or_default};
use crate::outcome::{LeftOut, Reason};
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;
use domain::library::lists::MAX_LISTS;
use serde::Deserialize;
use std::collections::HashSet;

/// The collections that every account has. Those without a meaning here are left out.
const BUILT_IN: [&str; 7] = ["Watchlist", "Completed", "In Progress", "Owned", "Monitoring", "Custom", "Reminders"];
/// The most reviews of a film; the latest count.
const MAX_REVIEWS: usize = 100;
/// The most watches of a film.
const MAX_WATCHES: usize = 1000;

/// The format.
pub(crate) struct Ryot;

impl Format for Ryot {
    fn name(&self) -> &'static str {
        "ryot"
    }

    fn title(&self) -> &'static str {
        "Ryot"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        let keys = [".metadata[].lot", ".media[].lot", ".metadata[].seen_history", ".media[].seen_history"];
        head.has_key(&keys).then_some(0)
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Item {
    lot: Text,
    source: Text,
    source_id: Text,
    identifier: Text,
    #[serde(deserialize_with = "or_default")]
    seen_history: Vec<Seen>,
    #[serde(deserialize_with = "or_default")]
    reviews: Vec<Rated>,
    #[serde(deserialize_with = "or_default")]
    collections: Vec<Collection>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Seen {
    ended_on: Text,
    progress: Text,
    provider_watched_on: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Rated {
    rating: Text,
    #[serde(deserialize_with = "or_default")]
    review: Review,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Review {
    date: Text,
    text: Text,
}

/// A collection that a film is in: by its name alone in old versions.
#[derive(Deserialize)]
#[serde(untagged)]
enum Collection {
    Name(String),
    Named {
        #[serde(alias = "collectionName", alias = "collection_name")]
        name: String,
        #[serde(default, alias = "createdOn", alias = "created_on")]
        created: Text,
    },
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    let scale = scale(input)?;
    let mut told = HashSet::new();
    input.items(|key, number, raw| {
        if !is_of_films(key) {
            return Ok(());
        }
        let Ok(item) = serde_json::from_str::<Item>(raw) else {
            return out.refuse(number, "", Reason::Malformed);
        };
        match &*item.lot {
            "movie" => {}
            "show" | "anime" => return out.left_out(number, &item.source_id, LeftOut::Series),
            _ => return out.left_out(number, &item.source_id, LeftOut::NotAFilm),
        }
        let mut entry = Entry::new(&item.source_id);
        match &*item.source {
            "tmdb" => entry.tmdb(&item.identifier),
            "imdb" => entry.imdb(&item.identifier),
            _ => {}
        }
        for seen in item.seen_history.iter().filter(|seen| is_finished(seen)).take(MAX_WATCHES) {
            let place = entry.read_place(&seen.provider_watched_on);
            entry.watch(&out.dates, &seen.ended_on).place = place;
        }
        let mut reviews = item.reviews;
        // The latest rating counts. Dates are written so that their texts have their order.
        reviews.sort_by(|one, other| one.review.date.cmp(&other.review.date));
        for rated in &reviews[reviews.len().saturating_sub(MAX_REVIEWS)..] {
            let rating = entry.read_rating(&rated.rating, scale, "rating");
            if rating.is_some() {
                entry.rating = rating;
                entry.rated_on = entry.read_watched(&out.dates, &rated.review.date);
            }
            entry.note(&rated.review.text);
        }
        for collection in &item.collections {
            collect(&mut entry, collection, &mut told, out)?;
        }
        out.film_or(number, entry, LeftOut::Unfinished)
    })
}

fn is_of_films(key: &str) -> bool {
    key == "metadata" || key == "media"
}

fn is_finished(seen: &Seen) -> bool {
    let is_whole = seen.progress.parse::<f64>().is_ok_and(|progress| progress >= 100.0);
    is_whole || (seen.progress.is_empty() && !seen.ended_on.is_empty())
}

fn collect(
    entry: &mut Entry,
    collection: &Collection,
    told: &mut HashSet<String>,
    out: &mut Output<'_>,
) -> Result<(), Stop> {
    let (name, created) = match collection {
        Collection::Name(name) => (name, ""),
        Collection::Named { name, created } => (name, &**created),
    };
    match name.as_str() {
        "Watchlist" => entry.watchlist(&out.dates, created),
        "Completed" => entry.seen = true,
        name if BUILT_IN.contains(&name) => {}
        name => {
            let key = format!("ryot:{}", quoted(name));
            if !told.contains(&key) {
                if told.len() == MAX_LISTS {
                    entry.doubts.push(Doubt::TooMany { field: "lists".to_owned() });
                    return Ok(());
                }
                out.list(List::new(&key, name, ""))?;
                told.insert(key.clone());
            }
            entry.items.push(ListItem { list: key, ..ListItem::default() });
        }
    }
    Ok(())
}

/// The scale of the ratings, which each account chooses: what the highest of them is on.
fn scale(input: &mut Input<'_, '_>) -> Result<Scale, Stop> {
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Ratings {
        #[serde(deserialize_with = "or_default")]
        reviews: Vec<Rated>,
    }
    let mut highest = 0.0_f64;
    let result = input.items(|key, _, raw| {
        if is_of_films(key) {
            let item = serde_json::from_str::<Ratings>(raw).unwrap_or_default();
            let ratings = item.reviews.iter().filter_map(|rated| rated.rating.parse::<f64>().ok());
            highest = ratings.fold(highest, f64::max);
        }
        Ok(())
    });
    match result {
        // What is damaged is told when the rows are given.
        Ok(()) | Err(Stop::File(_)) if highest > 10.0 => Ok(Scale::Hundred),
        Ok(()) | Err(Stop::File(_)) if highest > 5.0 => Ok(Scale::Ten),
        Ok(()) | Err(Stop::File(_)) => Ok(Scale::Five),
        Err(stop) => Err(stop),
    }
}
