//! What the diary is asked for.

use crate::library::ratings::Rating;
use crate::library::watch_dates::WatchDate;
use crate::queries::{Kind, keep, parameters};

/// Which watches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct WatchesQuery {
    /// Only watches in this year or month, or on this day.
    pub watched_in: Option<WatchDate>,
    /// Only watches until the end of this year or month, or of this day.
    pub until: Option<WatchDate>,
    /// Only watches rated at least so.
    pub rating_min: Option<Rating>,
    /// Only watches that were liked, or that were not.
    pub liked: Option<bool>,
    /// Only rewatches, or only first watches.
    pub rewatch: Option<bool>,
    /// Only watches of films with this tag.
    pub tag: Option<String>,
    /// Only watches at this place.
    pub place: Option<String>,
    /// Only watches with this person.
    pub companion: Option<String>,
}

parameters!(WatchesQuery {
    "watched_in": Kind::WatchDate, "Only watches in this year (`2025`) or month (`2025-03`), or on this day.",
        |query, value| keep(&mut query.watched_in, value.parse().ok()), |query| query.watched_in.map(|it| it.to_string());
    "until": Kind::WatchDate, "Only watches until the end of this year or month, or of this day.",
        |query, value| keep(&mut query.until, value.parse().ok()), |query| query.until.map(|it| it.to_string());
    "rating_min": Kind::Rating, "Only watches rated at least this high, in halves.",
        |query, value| keep(&mut query.rating_min, value.parse().ok()), |query| query.rating_min.map(|it| it.to_string());
    "liked": Kind::Bool, "Only watches that were liked, or that weren’t.",
        |query, value| keep(&mut query.liked, value.parse().ok()), |query| query.liked.map(|it| it.to_string());
    "rewatch": Kind::Bool, "Only rewatches, or only first watches.",
        |query, value| keep(&mut query.rewatch, value.parse().ok()), |query| query.rewatch.map(|it| it.to_string());
    "tag": Kind::Text, "Only watches of films with this tag.",
        |query, value| keep(&mut query.tag, Some(value.to_owned())), |query| query.tag.clone();
    "place": Kind::Text, "Only watches at this place.",
        |query, value| keep(&mut query.place, Some(value.to_owned())), |query| query.place.clone();
    "companion": Kind::Text, "Only watches with this person.",
        |query, value| keep(&mut query.companion, Some(value.to_owned())), |query| query.companion.clone();
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::ListQuery;

    #[test]
    fn a_query_is_read_back_as_it_was_written() {
        let pairs = [
            ("watched_in", "2024-03"),
            ("until", "2025"),
            ("rating_min", "3.5"),
            ("liked", "true"),
            ("rewatch", "false"),
            ("tag", "club"),
            ("place", "Lux"),
            ("companion", "Bo"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (query, errors) = WatchesQuery::parse_with(&pairs, |_, _, _| false);
        assert_eq!(errors.iter().count(), 0);
        let written: Vec<_> = query.to_pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(written, pairs);
    }
}
