//! What TMDB answers, as far as it is used.

use serde::{Deserialize, Deserializer, Serialize};

/// A film that a search has found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Hit {
    /// Its ID.
    pub id: i64,
    /// Its title in the language that was asked for.
    #[serde(default)]
    pub title: Option<String>,
    /// Its title where it comes from.
    #[serde(default)]
    pub original_title: Option<String>,
    /// When it came out: `YYYY-MM-DD`, or nothing.
    #[serde(default)]
    pub release_date: Option<String>,
    /// How many people rated it.
    #[serde(default)]
    pub vote_count: u32,
    /// Their average rating.
    #[serde(default)]
    pub vote_average: f64,
}

/// The films that a search has found, the best match first.
#[derive(Debug, Deserialize)]
pub struct Results {
    /// The first page of them.
    pub results: Vec<Hit>,
}

/// What has an ID elsewhere.
#[derive(Debug, Deserialize)]
pub struct FoundById {
    /// The films with it.
    pub movie_results: Vec<Hit>,
}

/// All that is asked of a film.
#[derive(Debug, Clone, Deserialize)]
pub struct Details {
    /// Its ID.
    pub id: i64,
    /// Its title in the language that was asked for.
    #[serde(default)]
    pub title: Option<String>,
    /// Its title where it comes from.
    #[serde(default)]
    pub original_title: Option<String>,
    /// The language it was made in, by its two letters.
    #[serde(default)]
    pub original_language: Option<String>,
    /// When it came out: `YYYY-MM-DD`, or nothing.
    #[serde(default)]
    pub release_date: Option<String>,
    /// How many minutes it runs; 0 when that isn't known.
    #[serde(default)]
    pub runtime: Option<i64>,
    /// Its genres.
    #[serde(default, deserialize_with = "list")]
    pub genres: Vec<Genre>,
    /// What it is about.
    #[serde(default)]
    pub overview: Option<String>,
    /// The name of its poster.
    #[serde(default)]
    pub poster_path: Option<String>,
    /// The name of its backdrop.
    #[serde(default)]
    pub backdrop_path: Option<String>,
    /// Its ID at IMDb.
    #[serde(default)]
    pub imdb_id: Option<String>,
    /// How many people rated it.
    #[serde(default)]
    pub vote_count: u32,
    /// Their average rating.
    #[serde(default)]
    pub vote_average: f64,
    /// Who made it.
    #[serde(default)]
    pub credits: Option<Credits>,
    /// The collection that it is part of.
    #[serde(default)]
    pub belongs_to_collection: Option<CollectionId>,
    /// What it is about, in other languages.
    #[serde(default)]
    pub translations: Option<Translations>,
}

impl Details {
    /// What it is about, in this language where it is known in that; otherwise in the one that was asked for.
    pub fn overview_in(&self, language: Option<&str>) -> Option<&str> {
        let all = self.translations.iter().flat_map(|it| &it.translations);
        let wanted = all.filter(|it| it.iso_639_1.is_some() && it.iso_639_1.as_deref() == language);
        let texts = wanted.filter_map(|it| it.data.as_ref()?.overview.as_deref());
        texts.chain(self.overview.as_deref()).find(|text| !text.trim().is_empty())
    }
}

/// A film's texts in other languages.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Translations {
    /// Those in each of them; several where countries have their own.
    #[serde(default, deserialize_with = "list")]
    pub translations: Vec<Translation>,
}

/// A film's texts in a language.
#[derive(Debug, Clone, Deserialize)]
pub struct Translation {
    /// The language.
    #[serde(default)]
    pub iso_639_1: Option<String>,
    /// The country.
    #[serde(default)]
    pub iso_3166_1: Option<String>,
    /// The texts.
    #[serde(default)]
    pub data: Option<TranslatedTexts>,
}

/// The texts of a translation.
#[derive(Debug, Clone, Deserialize)]
pub struct TranslatedTexts {
    /// Its title; empty when it is that of the original.
    #[serde(default)]
    pub title: Option<String>,
    /// What it is about.
    #[serde(default)]
    pub overview: Option<String>,
}

/// Which collection it is.
#[derive(Debug, Clone, Deserialize)]
pub struct CollectionId {
    /// Its ID.
    pub id: i64,
}

/// A collection.
#[derive(Debug, Clone, Deserialize)]
pub struct Collection {
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Its films.
    #[serde(default, deserialize_with = "list")]
    pub parts: Vec<Hit>,
}

/// A genre.
#[derive(Debug, Clone, Deserialize)]
pub struct Genre {
    /// Its name.
    pub name: String,
}

/// Who made a film.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Credits {
    /// The actors, the main ones first.
    #[serde(default, deserialize_with = "list")]
    pub cast: Vec<Actor>,
    /// All others.
    #[serde(default, deserialize_with = "list")]
    pub crew: Vec<Worker>,
}

/// Somebody in front of the camera.
#[derive(Debug, Clone, Deserialize)]
pub struct Actor {
    /// Their ID.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Whom they play.
    #[serde(default)]
    pub character: Option<String>,
}

/// Somebody behind the camera.
#[derive(Debug, Clone, Deserialize)]
pub struct Worker {
    /// Their ID.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// What they did, such as `Director`.
    #[serde(default)]
    pub job: Option<String>,
}

/// A list; null is an empty one.
pub fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// The year of a date.
pub fn year_of(date: Option<&str>) -> Option<i16> {
    date?.split('-').next()?.parse().ok().filter(|year| *year > 0)
}
