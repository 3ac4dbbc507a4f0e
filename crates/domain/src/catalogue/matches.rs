//! Films that one has, and those of the catalogue that they are.

use super::movies::CatalogueMovie;
use crate::field_errors::FieldErrors;
use crate::ids::UndoId;
use crate::library::movies::{Movie, MovieSummary};
use crate::text::fold;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// The most films of the catalogue that are proposed for one.
pub const MAX_CANDIDATES: usize = 6;

/// A field of a film that the catalogue knows, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MatchField {
    /// The title.
    Title,
    /// The original title.
    OriginalTitle,
    /// The year.
    Year,
    /// The runtime.
    RuntimeMinutes,
    /// The genres.
    Genres,
    /// The directors.
    Directors,
    /// The actors.
    Actors,
}

impl MatchField {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Title,
        Self::OriginalTitle,
        Self::Year,
        Self::RuntimeMinutes,
        Self::Genres,
        Self::Directors,
        Self::Actors,
    ];

    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::OriginalTitle => "original_title",
            Self::Year => "year",
            Self::RuntimeMinutes => "runtime_minutes",
            Self::Genres => "genres",
            Self::Directors => "directors",
            Self::Actors => "actors",
        }
    }

    /// Whether a film has another value than the catalogue. Where one of the two has none, they don't differ; nor by
    /// accents and capitals.
    fn differs(self, movie: &MovieSummary, other: &CatalogueMovie) -> bool {
        fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
            one.zip(other).is_some_and(|(one, other)| one != other)
        }
        let texts = |one: Option<&String>, other: Option<&String>| {
            differ(one.map(|text| fold(text)), other.map(|text| fold(text)))
        };
        let names = |one: &[String], other: &[String]| {
            let folded = |all: &[String]| Some(all.iter().map(|name| fold(name)).collect::<Vec<_>>());
            differ(folded(one).filter(|all| !all.is_empty()), folded(other).filter(|all| !all.is_empty()))
        };
        match self {
            Self::Title => texts(Some(&movie.title), Some(&other.title)),
            Self::OriginalTitle => texts(movie.original_title.as_ref(), other.original_title.as_ref()),
            Self::Year => differ(movie.year, other.year),
            Self::RuntimeMinutes => differ(movie.runtime_minutes, other.runtime_minutes),
            Self::Genres => names(&movie.genres, &other.genres),
            Self::Directors => names(&movie.directors, &other.directors),
            Self::Actors => names(&movie.actors, &other.actors),
        }
    }
}

/// The fields in which a film differs from one of the catalogue.
pub fn differing_fields(movie: &MovieSummary, other: &CatalogueMovie) -> Vec<MatchField> {
    MatchField::ALL.into_iter().filter(|field| field.differs(movie, other)).collect()
}

/// A film of the catalogue that one's own may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatchCandidate {
    /// The film.
    pub movie: CatalogueMovie,
    /// The fields in which your film has a different value. They stay as they are unless you take the catalogue’s.
    pub differing_fields: Vec<MatchField>,
}

/// A film without an ID elsewhere, and what it may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovieMatch {
    /// Your film.
    pub movie: MovieSummary,
    /// What it may be, the likeliest first.
    pub candidates: Vec<MatchCandidate>,
}

/// A run through one's films without an ID elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatchRun {
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended; null while it is under way.
    pub finished_at: Option<Timestamp>,
    /// How many films were sure, and got IDs and what they lacked.
    pub matched_count: i64,
    /// How many are to be checked.
    pub to_check_count: i64,
    /// How many weren’t found in the catalogue.
    pub not_found_count: i64,
    /// What `POST /api/undo` takes to take back all that this run matched, or the last one that matched anything, for a
    /// day. Null when there is nothing to take back.
    pub undo: Option<UndoId>,
}

/// How one's films are tied to the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatchesInfo {
    /// Whether the server that answers has a catalogue.
    pub has_catalogue: bool,
    /// Whether your films are being matched now.
    pub is_running: bool,
    /// Whether matching is being undone now, a portion of your films at a time.
    #[serde(default)]
    pub is_undoing: bool,
    /// How many films are no longer matched since that began.
    #[serde(default)]
    pub undone_count: i64,
    /// How many films are to be checked.
    pub to_check_count: u64,
    /// The latest run; null before the first.
    pub latest_run: Option<MatchRun>,
}

/// Which film of the catalogue one's own is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct MatchDraft {
    /// The ID in the catalogue, such as `tt0113277`: that of a candidate, or of any other film.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub candidate: String,
    /// The fields that take the catalogue’s value instead of yours. Empty fields are always filled.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<MatchField>))]
    pub fields: Vec<String>,
}

impl MatchDraft {
    /// Checks what was chosen.
    ///
    /// # Errors
    /// When nothing was chosen, or there are no such fields.
    pub fn parse(&self) -> Result<(String, Vec<MatchField>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let candidate = self.candidate.trim();
        if candidate.is_empty() {
            errors.add("candidate", "required", "Give the film’s ID in the catalogue.");
        }
        let mut fields = Vec::new();
        for name in &self.fields {
            match MatchField::ALL.into_iter().find(|field| field.as_str() == name) {
                Some(field) if !fields.contains(&field) => fields.push(field),
                Some(_) => {}
                None => {
                    let names = MatchField::ALL.map(MatchField::as_str).join(", ");
                    errors.add("fields", "unknown", format!("Fields can be {names}."));
                    break;
                }
            }
        }
        errors.into_result((candidate.to_owned(), fields))
    }
}

/// A film that was tied to one of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Matched {
    /// Your film, as it is now.
    pub movie: Movie,
    /// What `POST /api/undo` takes to take it back. Null when the film was that one already.
    pub undo: Option<UndoId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_names_a_film_and_known_fields() {
        let draft = |candidate: &str, fields: &[&str]| MatchDraft {
            candidate: candidate.to_owned(),
            fields: fields.iter().map(|name| (*name).to_owned()).collect(),
        };
        let chosen = draft(" tt0113277 ", &["year", "title", "year"]).parse();
        assert_eq!(chosen, Ok(("tt0113277".to_owned(), vec![MatchField::Year, MatchField::Title])));
        assert!(draft(" ", &[]).parse().is_err_and(|errors| errors.of("candidate").is_some()));
        assert!(draft("tt1", &["rating"]).parse().is_err_and(|errors| errors.of("fields").is_some()));
    }
}
