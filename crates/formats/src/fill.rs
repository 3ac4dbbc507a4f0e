//! Filling an entry: every value is brought within the bounds of the domain, and what didn’t fit is noted.

use crate::dates::{Dates, Fault};
use crate::doubt::{Doubt, MAX_QUOTED};
use crate::entry::{Entry, List, Watch};
use crate::ratings::{self, Scale};
use domain::library::lists::{MAX_LIST_NAME, MAX_LIST_TAGS};
use domain::library::movies::{MAX_GENRES, MAX_PEOPLE, MAX_PERSON, MAX_TAGS, MAX_TITLE, RUNTIMES, YEARS};
use domain::library::ratings::Rating;
use domain::library::watch_dates::WatchDate;
use domain::library::watches::{MAX_COMPANIONS, MAX_LABEL, MAX_PLACE, MAX_TEXT};
use domain::times::Timestamp;

impl Entry {
    /// What is said of the film with that title.
    pub(crate) fn new(title: &str) -> Self {
        let mut entry = Self::default();
        entry.movie.title = line(&mut entry.doubts, "title", title, MAX_TITLE).unwrap_or_default();
        entry
    }

    pub(crate) fn original_title(&mut self, text: &str) {
        let title = line(&mut self.doubts, "original_title", text, MAX_TITLE);
        self.movie.original_title = title.filter(|title| *title != self.movie.title);
    }

    /// The year, also out of a date that begins with it. 0 is none.
    pub(crate) fn year(&mut self, text: &str) {
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let year = text.get(..digits).and_then(|digits| digits.parse::<i64>().ok());
        if year == Some(0) || text.is_empty() || text.eq_ignore_ascii_case("null") {
            return;
        }
        let year = year.filter(|year| YEARS.contains(year)).and_then(|year| i16::try_from(year).ok());
        if year.is_none() {
            self.doubts.push(Doubt::YearOutOfRange { text: quoted(text) });
        }
        self.movie.year = year;
    }

    /// What can’t be a running time is none.
    pub(crate) fn runtime(&mut self, text: &str) {
        let minutes = text.trim().split(['.', ' ']).next().and_then(|text| text.parse::<i64>().ok());
        self.movie.runtime_minutes =
            minutes.filter(|minutes| RUNTIMES.contains(minutes)).and_then(|minutes| i16::try_from(minutes).ok());
    }

    pub(crate) fn genres<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) {
        self.movie.genres = labels(&mut self.doubts, "genres", names, MAX_GENRES);
    }

    pub(crate) fn directors<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) {
        self.movie.directors = people(&mut self.doubts, "directors", names);
    }

    pub(crate) fn actors<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) {
        self.movie.actors = people(&mut self.doubts, "actors", names);
    }

    pub(crate) fn services<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) {
        self.movie.services = people(&mut self.doubts, "services", names);
    }

    pub(crate) fn overview(&mut self, text: &str) {
        self.movie.overview = lines(&mut self.doubts, "overview", text);
    }

    /// An ID, with or without `tt` and zeros, or an address with it.
    pub(crate) fn imdb(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() || text.eq_ignore_ascii_case("null") || text.trim_matches('0').is_empty() {
            return;
        }
        let id = text.split('/').find(|part| part.starts_with("tt")).unwrap_or(text);
        let digits = id.strip_prefix("tt").unwrap_or(id).trim_start_matches('0');
        if !(1..=10).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            self.doubts.push(Doubt::IdMalformed { text: quoted(text) });
            return;
        }
        self.movie.imdb_id = Some(format!("tt{digits:0>7}"));
    }

    /// An ID, or an address with it. 0 is none.
    pub(crate) fn tmdb(&mut self, text: &str) {
        let text = text.trim();
        let id = text.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
        let digits = id.split('-').next().unwrap_or_default().trim_end_matches(".0");
        match digits.parse::<i64>() {
            Ok(0) => {}
            Ok(id) if (1..=i64::from(i32::MAX)).contains(&id) => self.movie.tmdb_id = Some(id),
            _ if text.is_empty() || text.eq_ignore_ascii_case("null") => {}
            _ => self.doubts.push(Doubt::IdMalformed { text: quoted(text) }),
        }
    }

    /// A rating on that scale; `column` is what it is called where it was read.
    pub(crate) fn read_rating(&mut self, text: &str, scale: Scale, column: &str) -> Option<Rating> {
        match ratings::read(text, scale) {
            ratings::Read::Nothing => None,
            ratings::Read::Exactly(rating) => Some(rating),
            ratings::Read::Rounded(rating) => {
                self.doubts.push(Doubt::RatingRounded { text: quoted(text) });
                Some(rating)
            }
            ratings::Read::OutOfRange => {
                self.doubts.push(Doubt::RatingOutOfRange { text: quoted(text) });
                None
            }
            ratings::Read::Date => {
                self.doubts.push(Doubt::SpoiltColumn { column: quoted(column) });
                None
            }
        }
    }

    /// When the film was watched, or rated.
    pub(crate) fn read_watched(&mut self, dates: &Dates, text: &str) -> Option<WatchDate> {
        let date = dates.watched(text);
        self.known(date, text)
    }

    /// Adds a watch on that date; an empty text is an unknown one. Gives it to be filled further.
    pub(crate) fn watch(&mut self, dates: &Dates, text: &str) -> &mut Watch {
        let watched_on = self.read_watched(dates, text);
        self.watches.push(Watch { watched_on, ..Watch::default() });
        let last = self.watches.len() - 1;
        &mut self.watches[last]
    }

    /// Puts the film on the watchlist.
    pub(crate) fn watchlist(&mut self, dates: &Dates, text: &str) {
        let moment = dates.moment(text);
        self.watchlisted = true;
        self.watchlisted_at = self.known(moment, text);
    }

    fn known<T>(&mut self, value: Result<Option<T>, Fault>, text: &str) -> Option<T> {
        let text = || quoted(text);
        value.unwrap_or_else(|fault| {
            self.doubts.push(match fault {
                Fault::OutOfRange => Doubt::DateOutOfRange { text: text() },
                Fault::Unclear => Doubt::DateUnclear { text: text() },
            });
            None
        })
    }

    pub(crate) fn tags<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) {
        self.tags = labels(&mut self.doubts, "tags", names, MAX_TAGS);
    }

    /// Adds to the notes, as a paragraph of its own.
    pub(crate) fn note(&mut self, text: &str) {
        let text = [self.notes.as_deref().unwrap_or_default(), text.trim()].join("\n\n");
        self.notes = lines(&mut self.doubts, "notes", &text);
    }

    /// A text of several lines for a comment, or for a note in a list.
    pub(crate) fn read_text(&mut self, field: &str, text: &str) -> Option<String> {
        lines(&mut self.doubts, field, text)
    }

    /// A text of one line.
    pub(crate) fn read_line(&mut self, field: &str, text: &str, most: usize) -> Option<String> {
        line(&mut self.doubts, field, text, most)
    }

    pub(crate) fn read_place(&mut self, text: &str) -> Option<String> {
        line(&mut self.doubts, "place", text, MAX_PLACE)
    }

    pub(crate) fn read_companions<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        labels(&mut self.doubts, "companions", names, MAX_COMPANIONS)
    }

    /// Whether it says nothing of the film but what the film is.
    pub(crate) fn is_bare(&self) -> bool {
        let is_known = self.seen || self.liked || self.watchlisted || self.rating.is_some() || self.notes.is_some();
        !is_known && self.watches.is_empty() && self.items.is_empty() && self.tags.is_empty()
    }

    /// How it names itself in a report.
    pub(crate) fn name(&self) -> String {
        let movie = &self.movie;
        let title = if movie.title.is_empty() { movie.imdb_id.as_deref().unwrap_or_default() } else { &movie.title };
        movie.year.map_or_else(|| title.to_owned(), |year| format!("{title} ({year})"))
    }
}

impl List {
    /// The list with that key. One without a name is called by its key, if that can be read.
    pub(crate) fn new(key: &str, name: &str, description: &str) -> Self {
        let mut doubts = Vec::new();
        let name = [name, key].into_iter().find_map(|text| line(&mut doubts, "name", text, MAX_LIST_NAME));
        let name = name.unwrap_or_else(|| UNNAMED.to_owned());
        let description = lines(&mut doubts, "description", description);
        Self { key: key.to_owned(), name, description, doubts, ..Self::default() }
    }

    pub(crate) fn tags<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) {
        self.tags = labels(&mut self.doubts, "tags", names, MAX_LIST_TAGS);
    }
}

/// What a list is called that has no name at all.
const UNNAMED: &str = "Unnamed list";

/// How many times its most names a list may be long, when they are repeated.
const MOST_REPEATS: usize = 10;

/// The moment of that many seconds after 1970, if it is one of a calendar.
pub(crate) fn seconds(text: &str) -> Option<Timestamp> {
    let seconds = text.trim().parse::<i64>().ok()?;
    Some(Timestamp::from_millis(seconds.checked_mul(1000)?))
}

/// A value as it is repeated in a doubt.
pub(crate) fn quoted(text: &str) -> String {
    cut(text.trim(), MAX_QUOTED).to_owned()
}

/// The first characters.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| text.get(..end).unwrap_or_default())
}

/// One line without control characters.
fn line(doubts: &mut Vec<Doubt>, field: &str, text: &str, most: usize) -> Option<String> {
    let text = text.trim();
    let clean: String = if text.chars().any(char::is_control) {
        let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        spaced.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    };
    let kept = cut(&clean, most);
    if kept.len() < clean.len() {
        doubts.push(Doubt::TextTooLong { field: field.to_owned() });
    }
    let kept = kept.trim_end();
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// A text of several lines without control characters but tabs and line ends.
fn lines(doubts: &mut Vec<Doubt>, field: &str, text: &str) -> Option<String> {
    let is_kept = |c: char| !c.is_control() || c == '\n' || c == '\t';
    let clean = if text.chars().all(is_kept) {
        text.trim().to_owned()
    } else {
        let unix = text.replace("\r\n", "\n").replace('\r', "\n");
        unix.trim().chars().filter(|c| is_kept(*c)).collect()
    };
    let kept = cut(&clean, MAX_TEXT);
    if kept.len() < clean.len() {
        doubts.push(Doubt::TextTooLong { field: field.to_owned() });
    }
    let kept = kept.trim_end();
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// Names, each once in any spelling.
/// The first names of people: some services list everybody.
fn people<'a>(doubts: &mut Vec<Doubt>, field: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    names_of(doubts, field, names.into_iter().take(MAX_PEOPLE), MAX_PEOPLE, MAX_PERSON)
}

fn labels<'a>(
    doubts: &mut Vec<Doubt>,
    field: &str,
    names: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<String> {
    names_of(doubts, field, names, most, MAX_LABEL)
}

fn names_of<'a>(
    doubts: &mut Vec<Doubt>,
    field: &str,
    names: impl IntoIterator<Item = &'a str>,
    most: usize,
    max_length: usize,
) -> Vec<String> {
    let mut kept: Vec<(String, String)> = Vec::new();
    for name in names.into_iter().take(most * MOST_REPEATS) {
        let Some(name) = line(doubts, field, name, max_length) else { continue };
        let folded = domain::text::fold(&name);
        if kept.iter().any(|(_, other)| *other == folded) {
            continue;
        }
        if kept.len() == most {
            doubts.push(Doubt::TooMany { field: field.to_owned() });
            break;
        }
        kept.push((name, folded));
    }
    kept.into_iter().map(|(name, _)| name).collect()
}
