//! What the columns of a table seem to be, by their names and then by their values.

use crate::head::TableHead;
use crate::options::Column;
use domain::library::movies::YEARS;

/// Names of columns without spaces and marks, in the languages of the services' exports.
const NAMES: [(&[&str], Column); 17] = [
    (
        &[
            "title",
            "name",
            "film",
            "movie",
            "filmtitle",
            "movietitle",
            "titel",
            "título",
            "titulo",
            "titre",
            "titolo",
            "название",
            "filmname",
            "moviename",
        ],
        Column::Title,
    ),
    (&["originaltitle", "originaltitel", "titreoriginal"], Column::OriginalTitle),
    (
        &["year", "releaseyear", "released", "releasedate", "release", "jahr", "año", "année", "anno", "ano", "год"],
        Column::Year,
    ),
    (&["imdb", "imdbid", "const", "imdburl", "imdblink"], Column::ImdbId),
    (&["tmdb", "tmdbid", "themoviedbid", "tmdburl"], Column::TmdbId),
    (
        &[
            "watched",
            "watcheddate",
            "datewatched",
            "watchedon",
            "watchedat",
            "date",
            "seenon",
            "viewed",
            "viewdate",
            "dateviewed",
            "lastwatched",
            "datum",
            "gesehenam",
            "fecha",
            "data",
            "vule",
            "дата",
        ],
        Column::WatchedOn,
    ),
    (&["daterated", "ratedon", "ratedat", "ratingdate"], Column::RatedOn),
    (&["seen", "iswatched", "gesehen", "vu", "vista", "visto"], Column::Seen),
    (&["watchlist", "towatch", "wanttowatch", "plantowatch", "onwatchlist"], Column::Watchlist),
    (&["liked", "like", "favorite", "favourite", "heart", "loved"], Column::Liked),
    (&["rewatch", "rewatched"], Column::Rewatch),
    (&["comment", "comments", "review", "thoughts", "kommentar"], Column::Comment),
    (&["notes", "note", "notizen"], Column::Notes),
    (&["tags", "tag", "labels"], Column::Tags),
    (&["genres", "genre"], Column::Genres),
    (&["runtime", "runtimemins", "duration", "length", "minutes", "laufzeit"], Column::Runtime),
    (&["type", "titletype", "mediatype", "kind", "category"], Column::Kind),
];
const MORE_NAMES: [(&[&str], Column); 3] = [
    (&["place", "location", "venue", "cinema", "where", "theater", "theatre", "kino", "ort"], Column::Place),
    (&["companions", "with", "watchedwith", "people", "mit"], Column::Companions),
    (&["overview", "plot", "description", "synopsis"], Column::Overview),
];
const RATINGS: [&str; 14] = [
    "rating",
    "myrating",
    "yourrating",
    "yourating",
    "userrating",
    "rated",
    "score",
    "myscore",
    "stars",
    "grade",
    "bewertung",
    "nota",
    "оценка",
    "rating10",
];

/// What the columns are, each meaning once.
pub(super) fn columns(head: &TableHead) -> Vec<Column> {
    let mut guesses: Vec<Column> = (0..head.names.len()).map(|at| by_name(head, at)).collect();
    for (at, guess) in guesses.iter_mut().enumerate().filter(|(_, guess)| **guess == Column::Ignore) {
        *guess = by_values(head, at);
    }
    for at in 0..guesses.len() {
        if guesses[..at].contains(&guesses[at]) {
            guesses[at] = Column::Ignore;
        }
    }
    if !guesses.contains(&Column::Title)
        && let Some(at) = (0..guesses.len()).find(|at| guesses[*at] == Column::Ignore && is_text(head, *at))
    {
        guesses[at] = Column::Title;
    }
    guesses
}

fn by_name(head: &TableHead, at: usize) -> Column {
    let name: String = head.columns[at].chars().filter(|c| c.is_alphanumeric()).collect();
    if RATINGS.contains(&name.as_str()) {
        return scale(head, at);
    }
    let mut known = NAMES.iter().chain(&MORE_NAMES);
    let found = known.find(|(names, _)| names.contains(&name.as_str())).map_or(Column::Ignore, |(_, column)| *column);
    match found {
        // "Watched" is a date in some tables, and yes or no in others.
        Column::WatchedOn if !head.values(at).all(|value| value.is_empty() || is_date(value)) => {
            if name == "watched" {
                Column::Seen
            } else {
                Column::Ignore
            }
        }
        Column::Seen if head.values(at).any(is_date) => Column::WatchedOn,
        found => found,
    }
}

fn by_values(head: &TableHead, at: usize) -> Column {
    let all = |is: fn(&str) -> bool| {
        let mut filled = head.values(at).filter(|value| !value.is_empty()).peekable();
        filled.peek().is_some() && filled.all(is)
    };
    if all(is_imdb) {
        Column::ImdbId
    } else if all(is_year) {
        Column::Year
    } else if all(is_date) {
        Column::WatchedOn
    } else if all(|value| value.contains('★')) {
        Column::RatingOfFive
    } else {
        Column::Ignore
    }
}

/// The scale of a rating, by the highest in the first rows.
fn scale(head: &TableHead, at: usize) -> Column {
    let number = |value: &str| super::plain_rating(value).replace(',', ".").parse::<f64>().ok();
    let highest = head.values(at).filter_map(number).fold(0.0, f64::max);
    let is_of = |most: &str| head.values(at).any(|value| value.replace(' ', "").ends_with(most));
    if highest > 10.0 || is_of("/100") || is_of("%") {
        Column::RatingOfHundred
    } else if highest > 5.0 || is_of("/10") {
        Column::RatingOfTen
    } else {
        Column::RatingOfFive
    }
}

/// Whether it is the value of a film instead of the name of a column.
pub(super) fn is_value(name: &str) -> bool {
    is_year(name) || is_imdb(name) || (is_date(name) && name.len() > 4)
}

fn is_year(value: &str) -> bool {
    value.len() == 4 && value.parse::<i64>().is_ok_and(|year| YEARS.contains(&year))
}

fn is_imdb(value: &str) -> bool {
    let id = value.split('/').find(|part| part.starts_with("tt")).unwrap_or_default();
    id.len() >= 9 && id[2..].bytes().all(|byte| byte.is_ascii_digit())
}

fn is_date(value: &str) -> bool {
    let date = value.split([' ', 'T', ',']).next().unwrap_or_default();
    crate::dates::parts(date).is_some() || date.parse::<domain::library::watch_dates::WatchDate>().is_ok()
}

fn is_text(head: &TableHead, at: usize) -> bool {
    head.values(at).any(|value| value.chars().any(char::is_alphabetic))
}
