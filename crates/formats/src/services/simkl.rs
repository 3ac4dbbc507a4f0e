//! Simkl: its backup in JSON, plain or in a zip, and its CSV. It knows the last watch only.

use crate::dates::{Dates, Order};
use crate::entry::Entry;
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::json::{Text, or_default};
use crate::outcome::{LeftOut, Reason};
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;
use serde::Deserialize;

const JSON: Part = 0;
const CSV: Part = 1;

/// The format.
pub(crate) struct Simkl;

impl Format for Simkl {
    fn name(&self) -> &'static str {
        "simkl"
    }

    fn title(&self) -> &'static str {
        "Simkl"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        let keys =
            [".movies[].added_to_watchlist_at", ".shows[].added_to_watchlist_at", ".anime[].added_to_watchlist_at"];
        let ids = [".movies[].movie.ids.simkl", ".shows[].show.ids.simkl", ".anime[].show.ids.simkl"];
        if head.has_key(&keys) || head.has_key(&ids) {
            return Some(JSON);
        }
        head.has_columns(&["simkl_id", "title", "type", "watchlist"]).then_some(CSV)
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Item {
    added_to_watchlist_at: Text,
    last_watched_at: Text,
    status: Text,
    user_rating: Text,
    user_rated_at: Text,
    anime_type: Text,
    #[serde(deserialize_with = "or_default")]
    memo: Memo,
    // Films among the anime are told as shows.
    #[serde(alias = "show")]
    movie: Titled,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Memo {
    text: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Titled {
    title: Text,
    year: Text,
    #[serde(deserialize_with = "or_default")]
    ids: Ids,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Ids {
    imdb: Text,
    tmdb: Text,
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    if input.part == CSV {
        return read_csv(input, out);
    }
    input.items(|key, number, raw| {
        if !["movies", "shows", "anime"].contains(&key) {
            return Ok(());
        }
        let Ok(item) = serde_json::from_str::<Item>(raw) else {
            return out.refuse(number, "", Reason::Malformed);
        };
        if key == "shows" || (key == "anime" && &*item.anime_type != "movie") {
            return out.left_out(number, &item.movie.title, LeftOut::Series);
        }
        let mut entry = Entry::new(&item.movie.title);
        entry.year(&item.movie.year);
        entry.imdb(&item.movie.ids.imdb);
        entry.tmdb(&item.movie.ids.tmdb);
        entry.rating = entry.read_rating(&item.user_rating, Scale::Ten, "user_rating");
        entry.rated_on = entry.read_watched(&out.dates, &item.user_rated_at);
        entry.note(&item.memo.text);
        status(&mut entry, &item.status, &item.last_watched_at, &item.added_to_watchlist_at, &out.dates);
        out.film_or(number, entry, LeftOut::Unfinished)
    })
}

fn read_csv(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    // Simkl itself writes the day first.
    let dates = Dates { order: Order::DayFirst, ..out.dates.clone() };
    input.rows(out, |row, out| {
        if !row.get("type").to_lowercase().starts_with("movie") {
            return out.left_out(row.number, row.get("title"), LeftOut::Series);
        }
        let mut entry = Entry::new(row.get("title"));
        entry.year(row.get("year"));
        entry.imdb(row.get("imdb"));
        entry.tmdb(row.get("tmdb"));
        entry.rating = entry.read_rating(row.get("rating"), Scale::Ten, "Rating");
        entry.note(row.get("memo"));
        status(&mut entry, row.get("watchlist"), row.get("watcheddate"), "", &dates);
        out.film_or(row.number, entry, LeftOut::Unfinished)
    })
}

/// What a status says: `completed`, `plantowatch` or "Plan to Watch".
fn status(entry: &mut Entry, status: &str, watched: &str, added: &str, dates: &Dates) {
    let status: String = status.chars().filter(char::is_ascii_alphabetic).collect();
    match status.to_ascii_lowercase().as_str() {
        "completed" if watched.is_empty() => entry.seen = true,
        "completed" => {
            entry.watch(dates, watched);
        }
        "plantowatch" => entry.watchlist(dates, added),
        _ => {}
    }
}
