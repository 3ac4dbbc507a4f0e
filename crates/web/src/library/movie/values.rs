//! The film's form as typed, and the draft that it makes.

use crate::kit::numbers::whole_number;
use domain::field_errors::FieldErrors;
use domain::library::movies::{Movie, MovieDraft};
use domain::library::ratings::Rating;
use domain::times::Date;

/// What the fields of the form hold; each is described at [`domain::library::movies::MovieDraft`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values {
    pub title: String,
    pub original_title: String,
    pub year: String,
    pub runtime_minutes: String,
    pub genres: Vec<String>,
    pub directors: Vec<String>,
    pub actors: Vec<String>,
    pub services: Vec<String>,
    pub overview: String,
    pub notes: String,
    /// In half stars, 0 for none.
    pub rating: u8,
    pub liked: bool,
    pub on_watchlist: bool,
    pub tags: Vec<String>,
    pub imdb_id: String,
    pub tmdb_id: String,
}

impl Values {
    /// What editing this film starts from.
    pub fn of(movie: &Movie) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
        Self {
            title: movie.title.clone(),
            original_title: text(&movie.original_title),
            year: number(movie.year.map(i64::from)),
            runtime_minutes: number(movie.runtime_minutes.map(i64::from)),
            genres: movie.genres.clone(),
            directors: movie.directors.clone(),
            actors: movie.actors.clone(),
            services: movie.services.clone(),
            overview: text(&movie.overview),
            notes: text(&movie.notes),
            rating: movie.rating.map_or(0, Rating::half_stars),
            liked: movie.liked,
            on_watchlist: movie.on_watchlist,
            tags: movie.tags.clone(),
            imdb_id: text(&movie.imdb_id),
            tmdb_id: number(movie.tmdb_id),
        }
    }

    /// All of them as texts, in the order of the fields.
    pub fn to_texts(&self) -> Vec<String> {
        let flag = |is_set: bool| if is_set { "yes" } else { "" }.to_owned();
        vec![
            self.title.clone(),
            self.original_title.clone(),
            self.year.clone(),
            self.runtime_minutes.clone(),
            self.genres.join("\n"),
            self.overview.clone(),
            self.notes.clone(),
            self.rating.to_string(),
            flag(self.liked),
            flag(self.on_watchlist),
            self.tags.join("\n"),
            self.imdb_id.clone(),
            self.tmdb_id.clone(),
            self.directors.join("\n"),
            self.actors.join("\n"),
            self.services.join("\n"),
        ]
    }

    /// The values that gave these texts.
    pub fn from_texts(texts: Vec<String>) -> Self {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap_or_default();
        // No genre and no tag has a line break in it.
        let names = |joined: String| joined.lines().map(str::to_owned).collect();
        Self {
            title: next(),
            original_title: next(),
            year: next(),
            runtime_minutes: next(),
            genres: names(next()),
            overview: next(),
            notes: next(),
            rating: next().parse().unwrap_or(0),
            liked: !next().is_empty(),
            on_watchlist: !next().is_empty(),
            tags: names(next()),
            imdb_id: next(),
            tmdb_id: next(),
            directors: names(next()),
            actors: names(next()),
            services: names(next()),
        }
    }

    /// These values, typed over `start`, with what has changed from `start` to `theirs`. None when both changed one field,
    /// and not alike.
    pub fn merged(&self, start: &Self, theirs: &Self) -> Option<Self> {
        let fields = self.to_texts().into_iter().zip(start.to_texts()).zip(theirs.to_texts());
        let merged = fields.map(|((mine, start), theirs)| match (mine == start, theirs == start) {
            (true, _) => Some(theirs),
            (false, true) => Some(mine),
            (false, false) => Some(mine).filter(|mine| *mine == theirs),
        });
        merged.collect::<Option<Vec<_>>>().map(Self::from_texts)
    }

    /// The draft, all rules kept.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn draft(&self, today: Date) -> Result<MovieDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let text = |value: &String| Some(value.clone()).filter(|value| !value.trim().is_empty());
        let draft = MovieDraft {
            title: self.title.clone(),
            original_title: text(&self.original_title),
            year: whole_number(&mut errors, "year", "Year", &self.year),
            runtime_minutes: whole_number(&mut errors, "runtime_minutes", "Runtime", &self.runtime_minutes),
            genres: self.genres.clone(),
            directors: self.directors.clone(),
            actors: self.actors.clone(),
            services: self.services.clone(),
            overview: text(&self.overview),
            notes: text(&self.notes),
            rating: Rating::from_half_stars(self.rating.into()).map(Rating::stars),
            liked: self.liked,
            watched_on: None,
            on_watchlist: self.on_watchlist,
            tags: self.tags.clone(),
            imdb_id: text(&self.imdb_id),
            tmdb_id: whole_number(&mut errors, "tmdb_id", "A TMDB id", &self.tmdb_id),
        };
        if let Err(more) = draft.parse(today) {
            errors.extend(more);
        }
        errors.into_result(draft)
    }
}

/// Whether one of the fields below “More” is at fault.
pub fn is_below_more(errors: &FieldErrors) -> bool {
    MORE.iter().any(|field| errors.of(field).is_some())
}

const MORE: [&str; 10] = [
    "directors",
    "actors",
    "services",
    "original_title",
    "runtime_minutes",
    "overview",
    "notes",
    "tags",
    "imdb_id",
    "tmdb_id",
];

#[cfg(test)]
mod tests {
    use super::*;
    use domain::times::parse_date;

    fn movie() -> Movie {
        let json = r#"{"id": "0192f0c1-2d5c-7a6e-8a7d-0242ac120002", "title": "Alien", "original_title": null,
            "year": 1979, "runtime_minutes": 117, "genres": ["Horror"], "directors": ["Ridley Scott"],
            "actors": ["Sigourney Weaver", "Tom Skerritt"], "services": ["Disney Plus", "Blu-ray"], "overview": null, "notes": "Loud",
            "rating": 4.5, "liked": true, "watched_on": "2019-04-02", "watch_count": 2, "on_watchlist": false, "tags": ["own"],
            "imdb_id": "tt0078748", "tmdb_id": 348, "poster_url": null, "backdrop_url": null, "created_at": "2026-01-01T00:00:00.000Z",
            "updated_at": "2026-01-01T00:00:00.000Z", "version": 3}"#;
        serde_json::from_str(json).unwrap()
    }

    fn draft(values: &Values) -> Result<MovieDraft, Vec<String>> {
        let draft = values.draft(parse_date("2026-11-23").unwrap());
        draft.map_err(|errors| errors.iter().map(|error| error.field.clone()).collect())
    }

    #[test]
    fn a_form_that_was_not_touched_changes_nothing() {
        let values = Values::of(&movie());
        assert_eq!(draft(&values), Ok(MovieDraft::from(&movie())));
    }

    #[test]
    fn a_form_that_was_kept_is_found_as_it_was() {
        let typed = Values { year: "MCMLXXIX".to_owned(), genres: Vec::new(), ..Values::of(&movie()) };
        for values in [typed, Values::of(&movie()), Values::default()] {
            assert_eq!(Values::from_texts(values.to_texts()), values);
        }
    }

    #[test]
    fn changes_of_different_fields_go_together() {
        let start = Values::of(&movie());
        let mine = Values { title: "Aliens".to_owned(), rating: 10, ..start.clone() };
        let theirs = Values { overview: "In space".to_owned(), rating: 10, ..start.clone() };
        let both = Values { title: "Aliens".to_owned(), ..theirs.clone() };
        assert_eq!(mine.merged(&start, &theirs), Some(both));
        let other = Values { title: "Alien 3".to_owned(), ..start.clone() };
        assert_eq!(mine.merged(&start, &other), None);
    }

    #[test]
    fn every_field_at_fault_is_named_once() {
        let values = Values {
            title: " ".to_owned(),
            year: "MCMLXXIX".to_owned(),
            runtime_minutes: "0".to_owned(),
            tmdb_id: "1.5".to_owned(),
            ..Values::default()
        };
        let faults = draft(&values).unwrap_err();
        assert_eq!(faults, ["year", "tmdb_id", "title", "runtime_minutes"]);
    }
}
