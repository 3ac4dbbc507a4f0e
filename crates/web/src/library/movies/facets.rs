//! The filters that are set, in words, and the list without each.

use crate::kit::ratings;
use crate::library::watch_dates;
use domain::library::movies_query::{MoviesQuery, Watched};
use domain::library::ratings::Rating;
use domain::library::watch_dates::WatchDate;

/// A filter that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facet {
    /// A genre.
    Genre(String),
    /// A tag.
    Tag(String),
    /// The year.
    Year,
    /// The decade.
    Decade,
    /// The runtime.
    Runtime,
    /// The least rating.
    Rating,
    /// Whether it is rated.
    Rated,
    /// Whether it is liked.
    Liked,
    /// How often it was watched.
    Watched,
    /// When it was watched.
    WatchedIn,
    /// Where it was watched.
    Place,
    /// Who directed it or played in it.
    Person,
    /// The list it is on.
    List,
    /// Whether someone else wants to watch it, too.
    Common,
    /// Whether one of one's services has it.
    OnServices,
}

/// The filters of a query besides search and status, in the order of the panel.
pub fn facets(query: &MoviesQuery) -> Vec<Facet> {
    let genres = query.genres.iter().cloned().map(Facet::Genre);
    let tags = query.tags.iter().cloned().map(Facet::Tag);
    let others = [
        (Facet::Year, query.year.is_some()),
        (Facet::Decade, query.decade.is_some()),
        (Facet::Runtime, query.runtime_min.is_some() || query.runtime_max.is_some()),
        (Facet::Rating, query.rating_min.is_some() || query.rating_max.is_some()),
        (Facet::Rated, query.rated.is_some()),
        (Facet::Liked, query.liked.is_some()),
        (Facet::Watched, query.watched.is_some()),
        (Facet::WatchedIn, query.watched_in.is_some()),
        (Facet::Place, query.place.is_some()),
        (Facet::Person, query.person.is_some()),
        (Facet::List, query.list.is_some()),
        (Facet::Common, query.common_with.is_some()),
        (Facet::OnServices, query.on_services.is_some()),
    ];
    genres.chain(tags).chain(others.into_iter().filter(|(_, is_set)| *is_set).map(|(facet, _)| facet)).collect()
}

impl Facet {
    /// What it asks for.
    pub fn text(&self, query: &MoviesQuery) -> String {
        let number = |number: Option<i16>| number.map(|number| number.to_string()).unwrap_or_default();
        match self {
            Self::Genre(name) => name.clone(),
            Self::Tag(name) => format!("#{name}"),
            Self::Year => number(query.year),
            Self::Decade => format!("{}s", number(query.decade)),
            Self::Runtime => match (query.runtime_min, query.runtime_max) {
                (Some(min), Some(max)) => format!("{min} to {max} min"),
                (Some(min), None) => format!("{min} min or more"),
                (None, max) => format!("Up to {} min", number(max)),
            },
            Self::Rating => {
                ratings::within(query.rating_min.map(Rating::half_stars), query.rating_max.map(Rating::half_stars))
            }
            Self::Rated => if query.rated == Some(true) { "Rated" } else { "Unrated" }.to_owned(),
            Self::Liked => if query.liked == Some(true) { "Liked" } else { "Not liked" }.to_owned(),
            Self::Watched => match query.watched {
                Some(Watched::Never) => "Never watched".to_owned(),
                Some(Watched::Once) => "Watched once".to_owned(),
                Some(Watched::Several) | None => "Rewatched".to_owned(),
            },
            Self::WatchedIn => query.watched_in.map(watched_in).unwrap_or_default(),
            // Its name isn't known here; the panel shows it.
            Self::List => "On a list".to_owned(),
            Self::Common => "On both watchlists".to_owned(),
            Self::OnServices => {
                if query.on_services == Some(true) { "On my services" } else { "Not on my services" }.to_owned()
            }
            Self::Person => format!("Director or cast: {}", query.person.as_deref().unwrap_or_default()),
            Self::Place => format!("Watched at {}", query.place.as_deref().unwrap_or_default()),
        }
    }

    /// Takes it out of a query.
    pub fn remove(&self, query: &mut MoviesQuery) {
        match self {
            Self::Genre(name) => query.genres.retain(|other| other != name),
            Self::Tag(name) => query.tags.retain(|other| other != name),
            Self::Year => query.year = None,
            Self::Decade => query.decade = None,
            Self::Runtime => (query.runtime_min, query.runtime_max) = (None, None),
            Self::Rating => (query.rating_min, query.rating_max) = (None, None),
            Self::Rated => query.rated = None,
            Self::Liked => query.liked = None,
            Self::Watched => query.watched = None,
            Self::WatchedIn => query.watched_in = None,
            Self::Place => query.place = None,
            Self::Person => query.person = None,
            Self::List => query.list = None,
            Self::Common => query.common_with = None,
            Self::OnServices => query.on_services = None,
        }
    }
}

/// “Watched in March 2025”, “Watched on 3 March 2025”.
fn watched_in(date: WatchDate) -> String {
    let preposition = if date.day().is_some() { "on" } else { "in" };
    format!("Watched {preposition} {}", watch_dates::in_words(date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::queries::ListQuery;

    #[test]
    fn every_filter_is_told_and_can_be_taken_away() {
        let pairs = [
            ("genre", "Drama"),
            ("genre", "War"),
            ("tag", "own"),
            ("year", "1995"),
            ("decade", "1990"),
            ("runtime_max", "100"),
            ("rating_min", "4.5"),
            ("rated", "true"),
            ("liked", "true"),
            ("watched", "several"),
            ("watched_in", "2024"),
            ("place", "Lux"),
            ("person", "Agnès Varda"),
            ("on_services", "true"),
            ("list", "0192f0c1-2d5c-7a6e-8a7d-0242ac120002"),
            ("status", "watched"),
            ("search", "x"),
            ("sort", "title"),
        ];
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (mut query, _) = MoviesQuery::parse_with(&pairs, |_, _, _| false);
        let all = facets(&query);
        let texts: Vec<_> = all.iter().map(|facet| facet.text(&query)).collect();
        assert_eq!(
            texts,
            [
                "Drama",
                "War",
                "#own",
                "1995",
                "1990s",
                "Up to 100 min",
                "4.5 stars or more",
                "Rated",
                "Liked",
                "Rewatched",
                "Watched in 2024",
                "Watched at Lux",
                "Director or cast: Agnès Varda",
                "On a list",
                "On my services"
            ]
        );
        for facet in all {
            facet.remove(&mut query);
        }
        assert_eq!(facets(&query), []);
        let kept: Vec<_> = query.to_pairs().into_iter().map(|(name, _)| name).collect();
        assert_eq!(kept, ["search", "status", "sort"]);
    }

    #[test]
    fn runtimes_are_told_as_they_are_bounded() {
        let text = |min, max| {
            Facet::Runtime.text(&MoviesQuery { runtime_min: min, runtime_max: max, ..MoviesQuery::default() })
        };
        assert_eq!(text(Some(150), None), "150 min or more");
        assert_eq!(text(Some(60), Some(90)), "60 to 90 min");
    }
}
