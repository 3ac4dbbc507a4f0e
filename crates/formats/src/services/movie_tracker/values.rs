//! The values of our own export, as texts: whoever edits a file, in a spreadsheet or by hand, writes them in many ways.

use super::picture_name;
use crate::cells::restored;
use crate::dates::Dates;
use crate::entry::{Entry, Own, Watch};
use crate::json::{Text, or_default};
use crate::ratings::Scale;
use crate::table::Line;
use crate::writing::{BACKDROPS, POSTERS};
use domain::library::movies::MAX_TITLE;
use domain::times::Timestamp;
use domain::transfer::exports::ExportedRating;
use serde::Deserialize;
use serde::de::IntoDeserializer;

/// The most characters of a watch’s ID elsewhere, and of where that is.
const MAX_EXTERNAL_ID: usize = 200;
/// The most bytes of the name of a picture.
const MAX_PICTURE_NAME: usize = 200;
/// The most ratings of a film.
const MAX_RATINGS: usize = 1000;

/// A film.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Film {
    id: Text,
    title: Text,
    original_title: Text,
    year: Text,
    runtime_minutes: Text,
    #[serde(deserialize_with = "or_default")]
    genres: Vec<Text>,
    #[serde(deserialize_with = "or_default")]
    directors: Vec<Text>,
    #[serde(deserialize_with = "or_default")]
    actors: Vec<Text>,
    #[serde(deserialize_with = "or_default")]
    services: Vec<Text>,
    overview: Text,
    notes: Text,
    rating: Text,
    #[serde(deserialize_with = "or_default")]
    ratings: Vec<Given>,
    liked: Text,
    watchlisted_at: Text,
    watchlist_order: Text,
    #[serde(deserialize_with = "or_default")]
    tags: Vec<Text>,
    imdb_id: Text,
    tmdb_id: Text,
    // Without it, only a part of the film is told.
    added_at: Option<Text>,
    poster: Text,
    backdrop: Text,
    #[serde(deserialize_with = "or_default")]
    pub watches: Vec<Viewing>,
}

/// A rating that a film was given.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Given {
    rated_at: Text,
    rating: Text,
}

/// A viewing.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Viewing {
    watched_on: Text,
    rating: Text,
    liked: Text,
    rewatch: Text,
    comment: Text,
    place: Text,
    #[serde(deserialize_with = "or_default")]
    companions: Vec<Text>,
    source: Text,
    external_id: Text,
    added_at: Text,
}

/// A list.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Listed {
    pub id: Text,
    pub name: Text,
    pub description: Text,
    pub ranked: Text,
    pub visibility: Text,
    #[serde(deserialize_with = "or_default")]
    pub tags: Vec<Text>,
    pub created_at: Text,
}

/// A film on a list.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct ListedFilm {
    pub list: Text,
    #[serde(skip)]
    pub list_name: Text,
    #[serde(skip)]
    pub position: Text,
    movie: Text,
    title: Text,
    year: Text,
    imdb_id: Text,
    tmdb_id: Text,
    pub note: Text,
    pub added_at: Text,
}

fn value(row: Line<'_>, column: &str) -> Text {
    restored(row.get(column)).into()
}

/// Several names, each on a line.
fn names(row: Line<'_>, column: &str) -> Vec<Text> {
    restored(row.get(column)).lines().filter(|name| !name.trim().is_empty()).map(Text::from).collect()
}

impl Film {
    pub fn of_row(row: Line<'_>) -> Self {
        let get = |column| value(row, column);
        Self {
            id: get("movie_id"),
            title: get("title"),
            original_title: get("original_title"),
            year: get("year"),
            runtime_minutes: get("runtime_minutes"),
            genres: names(row, "genres"),
            directors: names(row, "directors"),
            actors: names(row, "actors"),
            services: names(row, "services"),
            overview: get("overview"),
            notes: get("notes"),
            rating: get("rating"),
            liked: get("liked"),
            watchlisted_at: get("watchlisted_at"),
            watchlist_order: get("watchlist_order"),
            tags: names(row, "tags"),
            imdb_id: get("imdb_id"),
            tmdb_id: get("tmdb_id"),
            added_at: Some(get("added_at")),
            ..Self::default()
        }
    }

    /// The film, of which this tells a part only: what stands in the columns of the whole belongs to the part.
    pub fn partly(self) -> Self {
        let Self { id, title, year, imdb_id, tmdb_id, watches, .. } = self;
        Self { id, title, year, imdb_id, tmdb_id, watches, ..Self::default() }
    }

    pub fn entry(&self, dates: &Dates) -> Entry {
        let mut entry = Entry::new(&self.title);
        entry.key = Some(self.id.to_string()).filter(|id| !id.is_empty());
        entry.movie.original_title = entry.read_line("original_title", &self.original_title, MAX_TITLE);
        entry.year(&self.year);
        entry.runtime(&self.runtime_minutes);
        entry.genres(self.genres.iter().map(|name| &**name));
        entry.directors(self.directors.iter().map(|name| &**name));
        entry.actors(self.actors.iter().map(|name| &**name));
        entry.services(self.services.iter().map(|name| &**name));
        entry.overview(&self.overview);
        entry.note(&self.notes);
        entry.tags(self.tags.iter().map(|name| &**name));
        if is_imdb_id(&self.imdb_id) {
            entry.movie.imdb_id = Some(self.imdb_id.to_string());
        } else {
            entry.imdb(&self.imdb_id);
        }
        entry.tmdb(&self.tmdb_id);
        entry.rating = entry.read_rating(&self.rating, Scale::Five, "rating");
        entry.liked = is_yes(&self.liked);
        if !self.watchlisted_at.is_empty() {
            entry.watchlist(dates, &self.watchlisted_at);
            entry.watchlisted_at = moment(&self.watchlisted_at, dates);
        }
        self.watches.iter().for_each(|watch| watch.add_to(&mut entry, dates));
        entry.own = self.added_at.as_ref().map(|added_at| Own {
            added_at: moment(added_at, dates),
            watchlist_order: self.watchlist_order.parse().ok(),
            ratings: self.ratings.iter().take(MAX_RATINGS).filter_map(|given| given.exported(dates)).collect(),
            poster: picture(&self.poster, POSTERS),
            backdrop: picture(&self.backdrop, BACKDROPS),
        });
        entry
    }
}

impl From<&ListedFilm> for Film {
    fn from(it: &ListedFilm) -> Self {
        let [id, title, year] = [&it.movie, &it.title, &it.year].map(Clone::clone);
        Self { id, title, year, imdb_id: it.imdb_id.clone(), tmdb_id: it.tmdb_id.clone(), ..Self::default() }
    }
}

impl Given {
    fn exported(&self, dates: &Dates) -> Option<ExportedRating> {
        Some(ExportedRating { rated_at: moment(&self.rated_at, dates)?, rating: self.rating.parse().ok() })
    }
}

impl Viewing {
    pub fn of_row(row: Line<'_>) -> Self {
        let get = |column| value(row, column);
        Self {
            watched_on: get("watched_on"),
            rating: get("rating"),
            liked: get("liked"),
            rewatch: get("rewatch"),
            comment: get("comment"),
            place: get("place"),
            companions: names(row, "companions"),
            source: get("source"),
            external_id: get("external_id"),
            added_at: get("added_at"),
        }
    }

    fn add_to(&self, entry: &mut Entry, dates: &Dates) {
        let watch = Watch {
            watched_on: entry.read_watched(dates, &self.watched_on),
            rating: entry.read_rating(&self.rating, Scale::Five, "rating"),
            rewatch: (!self.rewatch.is_empty()).then(|| is_yes(&self.rewatch)),
            is_own: true,
            liked: is_yes(&self.liked),
            comment: entry.read_text("comment", &self.comment),
            place: entry.read_place(&self.place),
            companions: entry.read_companions(self.companions.iter().map(|name| &**name)),
            external_id: entry.read_line("external_id", &self.external_id, MAX_EXTERNAL_ID),
            source: entry.read_line("source", &self.source, MAX_EXTERNAL_ID),
            added_at: moment(&self.added_at, dates),
            joins: false,
        };
        entry.watches.push(watch);
    }
}

impl Listed {
    pub fn of_row(row: Line<'_>) -> Self {
        let get = |column| value(row, column);
        Self {
            id: get("list_id"),
            name: get("name"),
            description: get("description"),
            ranked: get("ranked"),
            visibility: get("visibility"),
            tags: names(row, "tags"),
            created_at: get("created_at"),
        }
    }
}

impl ListedFilm {
    pub fn of_row(row: Line<'_>) -> Self {
        let get = |column| value(row, column);
        Self {
            list: get("list_id"),
            list_name: get("list"),
            position: get("position"),
            movie: get("movie_id"),
            title: get("title"),
            year: get("year"),
            imdb_id: get("imdb_id"),
            tmdb_id: get("tmdb_id"),
            note: get("note"),
            added_at: get("added_at"),
        }
    }
}

/// The name of a picture, if it is one of that folder.
fn picture(text: &str, folder: &str) -> Option<String> {
    let name = picture_name(text).filter(|name| name.starts_with(folder) && name.len() <= MAX_PICTURE_NAME);
    name.map(str::to_owned)
}

pub(super) fn is_yes(text: &str) -> bool {
    ["yes", "true", "1"].contains(&text.to_ascii_lowercase().as_str())
}

/// Whether an ID is as it is kept: others are brought into that form.
fn is_imdb_id(text: &str) -> bool {
    let digits = text.strip_prefix("tt").unwrap_or_default();
    (7..=10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A moment, exactly as it was written here, or in any other way.
pub(super) fn moment(text: &str, dates: &Dates) -> Option<Timestamp> {
    use serde::de::value::{Error, StrDeserializer};
    let exact: StrDeserializer<'_, Error> = text.into_deserializer();
    Timestamp::deserialize(exact).ok().or_else(|| dates.moment(text).ok().flatten())
}
