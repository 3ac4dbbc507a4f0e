//! Any other table: people say what its columns are, with a guess to begin with.

mod guess;

use crate::entry::Entry;
use crate::failure::Question;
use crate::format::{Format, Input, Part, Reader};
use crate::head::{Head, TableHead};
use crate::options::Column;
use crate::outcome::LeftOut;
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;
use crate::table::Line;

/// The rows that are shown with the question.
const SHOWN: usize = 5;
/// The most characters of a value that is shown.
const MAX_SHOWN: usize = 100;

/// The format.
pub(crate) struct Columns;

impl Format for Columns {
    fn name(&self) -> &'static str {
        "table"
    }

    fn title(&self) -> &'static str {
        "Table"
    }

    /// It is only taken when nothing else is.
    fn recognise(&self, _: &Head) -> Option<Part> {
        None
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        reader(Vec::new())
    }
}

/// What asks for the columns of a table.
pub(crate) fn question(file: &str, head: &TableHead) -> Question {
    let show = |value: &String| crate::fill::cut(value.trim(), MAX_SHOWN).to_owned();
    let samples = head.samples.iter().take(SHOWN).map(|row| row.iter().map(show).collect()).collect();
    let header = head.names.iter().map(show).collect();
    Question::Columns { file: file.to_owned(), header, guesses: guess::columns(head), samples }
}

/// The table, whose first row isn’t a header if it looks like a film.
pub(crate) fn with_header(head: &TableHead) -> TableHead {
    if head.names.iter().any(|name| guess::is_value(name)) {
        let mut samples = vec![head.names.clone()];
        samples.extend(head.samples.iter().cloned());
        let names: Vec<String> = (1..=head.names.len()).map(|number| format!("Column {number}")).collect();
        let columns = names.iter().map(|name| name.to_lowercase()).collect();
        return TableHead { kind: head.kind, names, columns, skip: head.skip.saturating_sub(1), samples };
    }
    head.clone()
}

/// The columns that hold dates.
pub(crate) fn dated(columns: &[Column]) -> Vec<usize> {
    let is_dated = |column: &Column| matches!(column, Column::WatchedOn | Column::RatedOn | Column::Watchlist);
    columns.iter().enumerate().filter(|(_, column)| is_dated(column)).map(|(at, _)| at).collect()
}

/// What reads a table with these columns.
pub(crate) fn reader(columns: Vec<Column>) -> Box<dyn Reader> {
    Box::new(move |input: &mut Input<'_, '_>, out: &mut Output<'_>| {
        input.rows(out, |row, out| read(row, &columns, out))
    })
}

fn read(row: Line<'_>, columns: &[Column], out: &mut Output<'_>) -> Result<(), Stop> {
    let value =
        |wanted: Column| columns.iter().position(|column| *column == wanted).map(|at| row.at(at)).unwrap_or_default();
    let kind = value(Column::Kind).to_lowercase();
    if ["serie", "show", "tv", "episode", "season"].iter().any(|word| kind.contains(word)) && !kind.contains("movie") {
        return out.left_out(row.number, value(Column::Title), LeftOut::Series);
    }
    let mut entry = Entry::new(value(Column::Title));
    entry.original_title(value(Column::OriginalTitle));
    entry.year(year(value(Column::Year)));
    entry.imdb(value(Column::ImdbId));
    entry.tmdb(value(Column::TmdbId));
    entry.runtime(value(Column::Runtime));
    entry.overview(value(Column::Overview));
    entry.genres(value(Column::Genres).split([',', '|', ';']));
    entry.tags(value(Column::Tags).split([',', '|', ';']));
    entry.note(value(Column::Notes));
    entry.liked = is_yes(value(Column::Liked));
    let scales = [
        (Column::RatingOfFive, Scale::Five),
        (Column::RatingOfTen, Scale::Ten),
        (Column::RatingOfHundred, Scale::Hundred),
    ];
    let scale = scales.into_iter().find(|(column, _)| !value(*column).is_empty());
    let rating = scale.and_then(|(column, scale)| entry.read_rating(&plain_rating(value(column)), scale, "rating"));
    entry.rated_on = entry.read_watched(&out.dates, value(Column::RatedOn));
    let watchlist = value(Column::Watchlist);
    if is_yes(watchlist) {
        // A date says when.
        entry.watchlist(&out.dates, if watchlist.len() >= "1/1/20".len() { watchlist } else { "" });
    }
    if value(Column::WatchedOn).is_empty() {
        entry.rating = rating;
        entry.seen = is_yes(value(Column::Seen));
        entry.note(value(Column::Comment));
    } else {
        let comment = entry.read_text("comment", value(Column::Comment));
        let place = entry.read_place(value(Column::Place));
        let companions = entry.read_companions(value(Column::Companions).split([',', ';']));
        let watch = entry.watch(&out.dates, value(Column::WatchedOn));
        (watch.rating, watch.comment, watch.place, watch.companions) = (rating, comment, place, companions);
        watch.rewatch = is_yes(value(Column::Rewatch)).then_some(true);
    }
    out.film(row.number, entry)
}

/// The year of a date that ends with it; those that begin with it are read as they are.
fn year(text: &str) -> &str {
    let last = text.rsplit(['/', '.', '-', ' ']).next().unwrap_or_default();
    let is_year = last.len() == 4 && last.bytes().all(|byte| byte.is_ascii_digit());
    if is_year && !text.get(..4).is_some_and(|start| start.bytes().all(|byte| byte.is_ascii_digit())) {
        last
    } else {
        text
    }
}

fn is_yes(text: &str) -> bool {
    const NO: [&str; 12] = ["", "no", "n", "false", "0", "-", "nein", "non", "não", "nee", "нет", "✗"];
    !NO.contains(&text.to_lowercase().as_str())
}

/// A rating without what people write around it: "8/10", "★★★½", "80 %", "4 stars".
fn plain_rating(text: &str) -> String {
    let stars = text.chars().filter(|c| *c == '★').count();
    if stars > 0 || text == "½" {
        return format!("{stars}.{}", if text.contains('½') { 5 } else { 0 });
    }
    let end = text.find(|c: char| c == '/' || c == '%' || c.is_alphabetic());
    // A date with slashes is left for what it is.
    let is_fraction = text.matches('/').count() < 2;
    end.filter(|_| is_fraction).map_or(text, |end| &text[..end]).trim().to_owned()
}
