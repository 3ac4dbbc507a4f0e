//! What a change of a film means to a list.

use super::{MoviesQuery, SortBy, Status};
use crate::library::movies::MovieSummary;

impl MoviesQuery {
    /// Whether a change of a film can bring it into the list, take it out or move it: search, filter or order look at
    /// what changed.
    pub fn depends_on(&self, before: &MovieSummary, after: &MovieSummary) -> bool {
        let people = before.directors != after.directors || before.actors != after.actors;
        let labels = before.genres != after.genres || before.tags != after.tags;
        let titles = before.title != after.title || before.original_title != after.original_title;
        let year = before.year != after.year;
        let rating = before.rating != after.rating;
        let watches = before.watched_on != after.watched_on || before.watch_count != after.watch_count;
        let order = match self.order().by {
            SortBy::Title | SortBy::Relevance => before.title != after.title,
            SortBy::Watchlisted | SortBy::Priority => before.on_watchlist != after.on_watchlist,
            SortBy::Runtime => before.runtime_minutes != after.runtime_minutes,
            SortBy::WatchedOn => watches,
            SortBy::Rating => rating,
            SortBy::Year => year,
            SortBy::Added => before.created_at != after.created_at,
        };
        let status = match self.status {
            Some(Status::Watched | Status::Unwatched) => watches,
            Some(Status::Watchlist) => before.on_watchlist != after.on_watchlist,
            None => false,
        };
        order
            || status
            || !self.search.is_empty() && (titles || labels || people)
            || !(self.genres.is_empty() && self.tags.is_empty()) && labels
            || (self.year.is_some() || self.decade.is_some()) && year
            || (self.runtime_min.is_some() || self.runtime_max.is_some())
                && before.runtime_minutes != after.runtime_minutes
            || (self.rating_min.is_some() || self.rating_max.is_some() || self.rated.is_some()) && rating
            || self.liked.is_some() && before.liked != after.liked
            // A watch may have changed whose date is not the latest.
            || self.person.is_some() && people
            || (self.watched_in.is_some() || self.place.is_some() || self.on_services.is_some()) && before.version != after.version
            || self.watched.is_some() && watches
            || self.common_with.is_some() && (before.on_watchlist != after.on_watchlist || year || titles)
    }
}
