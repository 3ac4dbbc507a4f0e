//! A film as it is told of: alone, and in a list.

use crate::ids::MovieId;
use crate::library::images::ImageKind;
use crate::library::ratings::Rating;
use crate::library::watch_dates::WatchDate;
use crate::times::Timestamp;
use crate::versions::Versioned;
use serde::{Deserialize, Serialize};

/// Declares what is told of a film wherever it is told of, beside which a film alone has its long texts.
macro_rules! movies {
    (@methods $movie:ident) => {
        impl Versioned for $movie {
            fn version(&self) -> i64 {
                self.version
            }
        }

        impl $movie {
            /// Where its picture of this kind is, if it has one.
            pub fn image_url(&self, kind: ImageKind) -> Option<&str> {
                match kind {
                    ImageKind::Poster => self.poster_url.as_deref(),
                    ImageKind::Backdrop => self.backdrop_url.as_deref(),
                }
            }
        }
    };
    ($($(#[$meta:meta])* $field:ident: $type:ty,)+) => {
        /// A film of one owner.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct Movie {
            $($(#[$meta])* pub $field: $type,)+
            /// What it is about.
            pub overview: Option<String>,
            /// The owner’s notes.
            pub notes: Option<String>,
        }

        /// A film of one owner in a list, without its long texts: `GET /api/movies/{id}` has them.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct MovieSummary {
            $($(#[$meta])* pub $field: $type,)+
        }

        impl From<Movie> for MovieSummary {
            fn from(movie: Movie) -> Self {
                Self { $($field: movie.$field,)+ }
            }
        }

        movies!(@methods Movie);
        movies!(@methods MovieSummary);
    };
}

movies! {
    /// The film.
    id: MovieId,
    /// Its title, in the language of its owner’s account where that is known. Sending it back unchanged changes nothing.
    title: String,
    /// Its title in the language it was made in.
    original_title: Option<String>,
    /// The year it came out.
    year: Option<i16>,
    /// How long it runs.
    runtime_minutes: Option<i16>,
    /// Its genres, in the order given.
    genres: Vec<String>,
    /// Who directed it.
    #[serde(default)]
    directors: Vec<String>,
    /// Its main actors, in the order given.
    #[serde(default)]
    actors: Vec<String>,
    /// Where the owner can watch it, as they typed it: names of services, in the order given.
    #[serde(default)]
    services: Vec<String>,
    /// Whether the owner wrote notes.
    #[serde(default)]
    has_notes: bool,
    /// The owner’s latest rating.
    rating: Option<Rating>,
    /// Whether the owner likes it.
    liked: bool,
    /// The date of the latest watch; null if unknown.
    watched_on: Option<WatchDate>,
    /// How often it was watched.
    watch_count: i64,
    /// Whether the owner wants to watch it.
    on_watchlist: bool,
    /// The owner's own labels, in the order given.
    tags: Vec<String>,
    /// Its id at IMDb: `tt` and 7 to 10 digits.
    imdb_id: Option<String>,
    /// Its id at TMDB.
    tmdb_id: Option<i64>,
    /// Where its poster is on this server, up to 780 pixels wide; with `?size=small`, up to 400 pixels wide. Null when
    /// it has none.
    poster_url: Option<String>,
    /// Where its backdrop is on this server, up to 1,920 pixels wide; with `?size=small`, up to 780 pixels wide. Null
    /// when it has none.
    backdrop_url: Option<String>,
    /// When it was added.
    created_at: Timestamp,
    /// When it last changed.
    updated_at: Timestamp,
    /// When it was put in the trash; null for a film that was not deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deleted_at: Option<Timestamp>,
    /// Grows with every change; the `ETag` is this number in quotes.
    version: i64,
}
