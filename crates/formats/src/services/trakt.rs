//! Trakt: the zip of an account in all its layouts, or any file of it. Scrob's zip is built like it.

use crate::doubt::Doubt;
use crate::entry::{Entry, List, ListItem, Watch};
use crate::format::{Format, Input, Part, Reader};
use crate::head::{Content, Head};
use crate::json::{Text, or_default};
use crate::outcome::{FileProblem, LeftOut, Reason};
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;
use domain::library::lists::MAX_LISTS;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

const HISTORY: Part = 0;
const WATCHED: Part = 1;
const RATINGS: Part = 2;
const WATCHLIST: Part = 3;
const FAVORITES: Part = 4;
const LISTS: Part = 5;
const LIST: Part = 6;
const COLLECTION: Part = 7;
const NOTES: Part = 8;
const OTHER: Part = 9;

/// The most plays without a date that a film gets.
const MAX_PLAYS: usize = 100;
/// What the list of owned films is called.
const COLLECTION_NAME: &str = "Collection";
/// What the files of an export begin with, those of the older layout without their folder.
const STEMS: [&str; 10] =
    ["watched-", "ratings-", "lists-", "collection-", "comments-", "notes-", "hidden-", "user-", "list-", "api-keys"];

/// The format.
pub(crate) struct Trakt;

impl Format for Trakt {
    fn name(&self) -> &'static str {
        "trakt"
    }

    fn title(&self) -> &'static str {
        "Trakt"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        let parts: [(&[&str], Part); 8] = [
            (&["[].action"], HISTORY),
            (&["[].plays", "[].last_watched_at"], WATCHED),
            (&["[].rated_at"], RATINGS),
            (&["[].item_count"], LISTS),
            (&["[].collected_at", "[].last_collected_at"], COLLECTION),
            (&["[].comment.comment", "[].note.notes"], NOTES),
            (&["[].listed_at"], list(head)),
            (&["[].hidden_at"], OTHER),
        ];
        let is_of_trakt = ["movie", "show", "season", "episode", "person"].iter().any(|kind| {
            head.has_key(&[&format!("[].{kind}.ids"), &format!("[].{kind}.ids.slug"), &format!("[].{kind}.ids.trakt")])
        });
        let found = parts.into_iter().find(|(keys, _)| head.has_key(keys)).map(|(_, part)| part);
        let found = found.filter(|part| is_of_trakt || *part == LISTS);
        // Files that are empty, or hold nothing of films.
        let is_named = || STEMS.iter().any(|stem| head.stem().starts_with(stem)) && !head.has_key(&["[].content"]);
        found.or_else(|| (matches!(head.content, Content::Json(_)) && is_named()).then_some(OTHER))
    }

    fn reader(&self, parts: &[Part]) -> Box<dyn Reader> {
        Box::new(TraktReader { has_history: parts.contains(&HISTORY), ..TraktReader::default() })
    }
}

fn list(head: &Head) -> Part {
    let stem = head.stem();
    if stem.contains("watchlist") {
        WATCHLIST
    } else if stem.contains("favorites") {
        FAVORITES
    } else {
        LIST
    }
}

#[derive(Default)]
struct TraktReader {
    /// Whether every play is told: otherwise, watched films tell how many there were.
    has_history: bool,
    /// The lists by their ID.
    lists: HashMap<String, List>,
    /// The keys of the lists that were told.
    told: HashSet<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Item {
    id: Text,
    #[serde(rename = "type")]
    kind: Text,
    movie: Option<Titled>,
    show: Option<Titled>,
    season: Option<Titled>,
    episode: Option<Titled>,
    person: Option<Titled>,
    watched_at: Text,
    plays: Text,
    last_watched_at: Text,
    rating: Text,
    rated_at: Text,
    rank: Text,
    listed_at: Text,
    notes: Text,
    #[serde(deserialize_with = "or_default")]
    comment: Comment,
    #[serde(deserialize_with = "or_default")]
    note: Note,
    // Of lists themselves.
    name: Text,
    description: Text,
    display_numbers: Text,
    #[serde(deserialize_with = "or_default")]
    ids: Ids,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Titled {
    title: Text,
    name: Text,
    year: Text,
    #[serde(deserialize_with = "or_default")]
    ids: Ids,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Ids {
    trakt: Text,
    slug: Text,
    imdb: Text,
    tmdb: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Comment {
    comment: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Note {
    notes: Text,
}

impl Item {
    /// What it is, if it isn't a film.
    fn other(&self) -> Option<LeftOut> {
        match &*self.kind {
            "movie" => None,
            "show" => Some(LeftOut::Series),
            "season" => Some(LeftOut::Season),
            "episode" => Some(LeftOut::Episode),
            "person" => Some(LeftOut::Person),
            _ if self.movie.is_some() => None,
            _ if self.episode.is_some() => Some(LeftOut::Episode),
            _ if self.season.is_some() => Some(LeftOut::Season),
            _ if self.show.is_some() => Some(LeftOut::Series),
            _ if self.person.is_some() => Some(LeftOut::Person),
            _ => Some(LeftOut::NotAFilm),
        }
    }

    fn name(&self) -> &str {
        let titled = [&self.show, &self.movie, &self.episode, &self.person].into_iter().flatten();
        let names = titled.flat_map(|it| [&*it.title, &*it.name]);
        names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
    }
}

impl Reader for TraktReader {
    fn read(&mut self, input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
        let part = input.part;
        if part == OTHER {
            return Err(FileProblem::NotImported.into());
        }
        let key = match part {
            LIST => self.tell_list(input.head, out)?,
            COLLECTION => COLLECTION_NAME.to_lowercase(),
            _ => String::new(),
        };
        input.items(|_, number, raw| {
            let Ok(item) = serde_json::from_str::<Item>(raw) else {
                return out.refuse(number, "", Reason::Malformed);
            };
            if part == LISTS {
                self.keep_list(&item);
                return Ok(());
            }
            match (item.other(), &item.movie) {
                (None, Some(movie)) => {
                    let mut entry = described(movie);
                    if part == COLLECTION && self.told.insert(key.clone()) {
                        out.list(List::new(&key, COLLECTION_NAME, ""))?;
                    }
                    self.fill(&mut entry, part, &key, &item, out);
                    out.film(number, entry)
                }
                (None, None) => out.refuse(number, "", Reason::NoTitle),
                (Some(kind), _) => out.left_out(number, item.name(), kind),
            }
        })?;
        // What the lists are is told with their films.
        if part == LISTS { Err(FileProblem::Reference.into()) } else { Ok(()) }
    }
}

impl TraktReader {
    fn fill(&self, entry: &mut Entry, part: Part, key: &str, item: &Item, out: &Output<'_>) {
        let dates = &out.dates;
        let notes = [&*item.notes, &*item.comment.comment, &*item.note.notes];
        match part {
            HISTORY => {
                entry.watch(dates, known(&item.watched_at)).external_id =
                    item.id.parse::<u64>().ok().map(|id| format!("trakt:{id}"));
            }
            WATCHED if self.has_history => entry.seen = true,
            WATCHED => {
                entry.watch(dates, known(&item.last_watched_at)).joins = true;
                let plays = item.plays.parse::<usize>().unwrap_or(1).max(1);
                if plays > MAX_PLAYS {
                    entry.doubts.push(Doubt::TooMany { field: "watches".to_owned() });
                }
                entry.watches.resize_with(plays.min(MAX_PLAYS), Watch::default);
            }
            RATINGS => {
                entry.rating = entry.read_rating(&item.rating, Scale::Ten, "rating");
                entry.rated_on = entry.read_watched(dates, &item.rated_at);
            }
            WATCHLIST => entry.watchlist(dates, &item.listed_at),
            FAVORITES => entry.liked = true,
            LIST => {
                let note = entry.read_text("note", &item.notes);
                entry.items.push(ListItem {
                    list: key.to_owned(),
                    position: item.rank.parse().ok(),
                    note,
                    added_at: None,
                });
            }
            COLLECTION => entry.items.push(ListItem { list: key.to_owned(), ..ListItem::default() }),
            _ => {}
        }
        if part != LIST {
            notes.into_iter().filter(|text| !text.is_empty()).for_each(|text| entry.note(text));
        }
    }

    fn keep_list(&mut self, item: &Item) {
        if self.lists.len() < MAX_LISTS {
            let mut list = List::new(&format!("trakt:{}", &*item.ids.trakt), &item.name, &item.description);
            list.ranked = &*item.display_numbers == "true";
            self.lists.insert(item.ids.trakt.to_string(), list);
        }
    }

    /// Tells the list that a file is of, once; gives its key. The ID is in the file's name.
    fn tell_list(&mut self, head: &Head, out: &mut Output<'_>) -> Result<String, Stop> {
        let stem = head.stem();
        let name = stem.rsplit_once("list-").map_or(stem, |(_, name)| name);
        let (id, slug) = name.split_once('-').unwrap_or((name, ""));
        let list = self.lists.remove(id).unwrap_or_else(|| {
            let slug = slug.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-').replace('-', " ");
            let key = if slug.is_empty() { out.key() } else { format!("trakt:{id}") };
            List::new(&key, if slug.is_empty() { stem } else { &slug }, "")
        });
        let key = list.key.clone();
        if self.told.insert(key.clone()) {
            out.list(list)?;
        }
        Ok(key)
    }
}

fn described(movie: &Titled) -> Entry {
    let mut entry = Entry::new(&movie.title);
    entry.year(&movie.year);
    entry.imdb(&movie.ids.imdb);
    entry.tmdb(&movie.ids.tmdb);
    entry
}

/// A time; one that isn't known is written as the start of 1970, or in words.
fn known(text: &str) -> &str {
    if text.starts_with("1970-01-01") || text == "unknown" { "" } else { text }
}
