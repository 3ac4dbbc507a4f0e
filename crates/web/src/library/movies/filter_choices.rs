//! What can be chosen in the filters, and what it asks for.

use crate::kit::ratings;
use crate::ui::select::Choice;
use domain::library::movies_query::{MoviesQuery, Watched};
use domain::library::ratings::Rating;

fn any() -> Choice {
    (String::new(), "Any".to_owned())
}

/// Any, or one of these values.
pub fn fixed(choices: &[(&str, &str)]) -> Vec<Choice> {
    let choices = choices.iter().map(|(value, text)| ((*value).to_owned(), (*text).to_owned()));
    [any()].into_iter().chain(choices).collect()
}

/// Any decade, or one of them.
pub fn decade_choices() -> Vec<Choice> {
    let decades = (187..=203).rev().map(|decade| (format!("{decade}0"), format!("{decade}0s")));
    [any()].into_iter().chain(decades).collect()
}

/// The decade that is asked for.
pub fn decade(query: &MoviesQuery) -> String {
    query.decade.map(|year| year.to_string()).unwrap_or_default()
}

/// Asks for a decade.
pub fn set_decade(query: &mut MoviesQuery, chosen: &str) {
    query.decade = chosen.parse().ok();
}

const LONGEST: [i16; 5] = [60, 90, 100, 120, 150];
const SHORTEST: [i16; 3] = [120, 150, 180];

/// Any runtime, or one of some bounds.
pub fn runtime_choices() -> Vec<Choice> {
    let longest = LONGEST.map(|minutes| (format!("-{minutes}"), format!("Up to {minutes} min")));
    let shortest = SHORTEST.map(|minutes| (format!("{minutes}-"), format!("{minutes} min or more")));
    [any()].into_iter().chain(longest).chain(shortest).collect()
}

/// The bounds that are asked for.
pub fn runtime(query: &MoviesQuery) -> String {
    let text = |minutes: Option<i16>| minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
    match (query.runtime_min, query.runtime_max) {
        (None, None) => String::new(),
        (min, max) => format!("{}-{}", text(min), text(max)),
    }
}

/// Asks for films within these bounds.
pub fn set_runtime(query: &mut MoviesQuery, chosen: &str) {
    let (min, max) = chosen.split_once('-').unwrap_or_default();
    (query.runtime_min, query.runtime_max) = (min.parse().ok(), max.parse().ok());
}

const UNRATED: &str = "unrated";
const RATED: &str = "rated";

/// Any rating, at least so many stars, or whether there is one.
pub fn rating_choices() -> Vec<Choice> {
    let least = (2..=10).rev().map(|half_stars| (half_stars.to_string(), ratings::at_least(half_stars)));
    let others = [(RATED, "Rated"), (UNRATED, "Unrated")].map(|(value, text)| (value.to_owned(), text.to_owned()));
    [any()].into_iter().chain(least).chain(others).collect()
}

/// What is asked of ratings.
pub fn rating(query: &MoviesQuery) -> String {
    match (query.rating_min, query.rated) {
        (Some(rating), _) => rating.half_stars().to_string(),
        (None, Some(true)) => RATED.to_owned(),
        (None, Some(false)) => UNRATED.to_owned(),
        (None, None) => String::new(),
    }
}

/// Asks for films that are rated so.
pub fn set_rating(query: &mut MoviesQuery, chosen: &str) {
    query.rating_min = chosen.parse().ok().and_then(Rating::from_half_stars);
    query.rated = match chosen {
        RATED => Some(true),
        UNRATED => Some(false),
        _ => None,
    };
}

/// Whether films are liked.
pub const LIKED: [(&str, &str); 2] = [("true", "Liked"), ("false", "Not liked")];

/// What is asked of likes.
pub fn liked(query: &MoviesQuery) -> String {
    query.liked.map(|liked| liked.to_string()).unwrap_or_default()
}

/// Asks for films that are liked, or not.
pub fn set_liked(query: &mut MoviesQuery, chosen: &str) {
    query.liked = chosen.parse().ok();
}

/// Whether one's services have films.
pub const ON_SERVICES: [(&str, &str); 2] = [("true", "On my services"), ("false", "Not on my services")];

/// What is asked of one's services.
pub fn on_services(query: &MoviesQuery) -> String {
    query.on_services.map(|it| it.to_string()).unwrap_or_default()
}

/// Asks for films that one's services have, or not.
pub fn set_on_services(query: &mut MoviesQuery, chosen: &str) {
    query.on_services = chosen.parse().ok();
}

/// How often films were watched.
pub const WATCHED: [(&str, &str); 3] = [("never", "Never"), ("once", "Once"), ("several", "More than once")];

/// How often films must have been watched.
pub fn watched(query: &MoviesQuery) -> String {
    query.watched.map(|watched| watched.name().to_owned()).unwrap_or_default()
}

/// Asks for films that were watched so often.
pub fn set_watched(query: &mut MoviesQuery, chosen: &str) {
    query.watched = Watched::from_name(chosen);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_is_what_is_set() {
        type Field = (Vec<Choice>, fn(&MoviesQuery) -> String, fn(&mut MoviesQuery, &str));
        let fields: [Field; 6] = [
            (decade_choices(), decade, set_decade),
            (runtime_choices(), runtime, set_runtime),
            (rating_choices(), rating, set_rating),
            (fixed(&LIKED), liked, set_liked),
            (fixed(&WATCHED), watched, set_watched),
            (fixed(&ON_SERVICES), on_services, set_on_services),
        ];
        for (choices, read, write) in fields {
            let mut query = MoviesQuery::default();
            for (value, text) in choices.iter().chain(&choices[..1]) {
                write(&mut query, value);
                assert_eq!(read(&query), *value, "{text}");
            }
            assert_eq!(query, MoviesQuery::default());
        }
    }
}
