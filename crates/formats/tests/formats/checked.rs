//! Reading whatever bytes there are, with small bounds: it must end without a panic, and what it tells must keep the
//! rules. Nothing is kept of it, so that the fuzzing in `fuzz/`, which includes this file, can watch the memory.

use domain::library::lists::ListDraft;
use domain::library::movies::MovieDraft;
use domain::library::ratings::Rating;
use domain::library::watches::WatchDraft;
use domain::times::{Date, parse_date};
use formats::{
    Column, Entry, Failure, FileReport, Limits, List, MAX_ROW_TEXT, Options, Outcome, Question, Row, Sink, Stopped,
    Watch, read, time_zone,
};
use std::borrow::Cow;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Begins each file in what [`packed`] makes a zip of.
pub const FILE: u8 = 0x1C;
/// Stands between the name of such a file and its content.
pub const CONTENT: u8 = 0x1D;

/// Bounds that a fuzzer can reach.
const LIMITS: Limits = Limits {
    file_bytes: 4 << 20,
    unpacked_bytes: 4 << 20,
    ratio: 500,
    members: 100,
    rows: 10_000,
    row_bytes: 64 << 10,
    sheet_bytes: 1 << 20,
};

/// Answers to the question for columns are taken from here, turn by turn.
const COLUMNS: [Column; 24] = [
    Column::Title,
    Column::Year,
    Column::WatchedOn,
    Column::RatingOfTen,
    Column::Watchlist,
    Column::Seen,
    Column::OriginalTitle,
    Column::ImdbId,
    Column::TmdbId,
    Column::RatingOfFive,
    Column::RatingOfHundred,
    Column::RatedOn,
    Column::Liked,
    Column::Rewatch,
    Column::Comment,
    Column::Notes,
    Column::Tags,
    Column::Genres,
    Column::Runtime,
    Column::Place,
    Column::Companions,
    Column::Overview,
    Column::Kind,
    Column::Ignore,
];

/// Reads bytes as a file of that name, and again with the answers to what is asked.
pub fn check(name: &str, bytes: &[u8]) {
    let today = date("2026-11-29");
    let mut options = Options::new(time_zone("Europe/Berlin").expect("a zone of the bundled database"), today);
    options.limits = LIMITS;
    let read = |options: &Options| read(&mut Cursor::new(bytes), Some(name), options, &mut Checked { today });
    while let Err(Failure::Question(question)) = read(&options) {
        match question {
            Question::DayFirst { .. } => {
                assert_eq!(options.day_first, None, "asked twice");
                options.day_first = Some(bytes.len().is_multiple_of(2));
            }
            Question::Columns { header, guesses, .. } => {
                assert_eq!(options.columns, None, "asked twice");
                assert_eq!(header.len(), guesses.len());
                let turned = COLUMNS.into_iter().cycle().skip(bytes.len() % COLUMNS.len());
                let others = turned.take(header.len()).collect();
                options.columns = Some(if bytes.len().is_multiple_of(5) { guesses } else { others });
            }
        }
    }
}

/// Text with files in it, as a zip, so that changes of the text are changes inside of the zip. Other bytes, and what is
/// a zip already, stay as they are.
pub fn packed(bytes: &[u8]) -> Cow<'_, [u8]> {
    let Some(files) = bytes.strip_prefix(&[FILE]) else { return bytes.into() };
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files.split(|byte| *byte == FILE) {
        let end = file.iter().position(|byte| *byte == CONTENT).unwrap_or(file.len());
        let name = String::from_utf8_lossy(&file[..end]);
        // Names may be too long, or there twice.
        if writer.start_file(name, SimpleFileOptions::default()).is_ok() {
            writer.write_all(file.get(end + 1..).unwrap_or_default()).expect("a file in memory");
        }
    }
    writer.finish().expect("a file in memory").into_inner().into()
}

/// Takes rows, looks at them, and forgets them.
struct Checked {
    today: Date,
}

impl Sink for Checked {
    fn row(&mut self, row: Row) -> Result<(), Stopped> {
        assert!(row.text.chars().count() <= MAX_ROW_TEXT, "the text of a row is too long");
        if let Outcome::Film(entry) = row.outcome {
            self.keeps_the_rules(&entry);
        }
        Ok(())
    }

    fn list(&mut self, list: List) -> Result<(), Stopped> {
        let List { name, description, ranked, tags, visibility, .. } = list;
        let draft = ListDraft { name, description, ranked, visibility, tags };
        assert!(draft.parse().is_ok(), "{draft:?}");
        Ok(())
    }

    fn file(&mut self, _report: FileReport) -> Result<(), Stopped> {
        Ok(())
    }
}

impl Checked {
    fn keeps_the_rules(&self, entry: &Entry) {
        let movie = entry.movie.clone();
        let has_id = movie.imdb_id.is_some() || movie.tmdb_id.is_some();
        let draft = MovieDraft {
            title: if movie.title.is_empty() && has_id { "An ID".to_owned() } else { movie.title },
            original_title: movie.original_title,
            year: movie.year.map(i64::from),
            runtime_minutes: movie.runtime_minutes.map(i64::from),
            genres: movie.genres,
            overview: movie.overview,
            notes: entry.notes.clone(),
            rating: entry.rating.map(Rating::stars),
            tags: entry.tags.clone(),
            imdb_id: movie.imdb_id,
            tmdb_id: movie.tmdb_id,
            ..MovieDraft::default()
        };
        if let Err(errors) = draft.parse(self.today) {
            panic!("{errors:?}: {draft:?}");
        }
        entry.watches.iter().for_each(|watch| self.is_a_watch(watch));
        for item in &entry.items {
            let draft = WatchDraft { comment: item.note.clone(), ..WatchDraft::default() };
            assert!(draft.parse(self.today).is_ok(), "a note of a list: {draft:?}");
        }
    }

    fn is_a_watch(&self, watch: &Watch) {
        let draft = WatchDraft {
            watched_on: watch.watched_on.map(|date| date.to_string()),
            rating: watch.rating.map(Rating::stars),
            liked: watch.liked,
            rewatch: watch.rewatch,
            comment: watch.comment.clone(),
            place: watch.place.clone(),
            companions: watch.companions.clone(),
        };
        if let Err(errors) = draft.parse(self.today) {
            panic!("{errors:?}: {draft:?}");
        }
    }
}

fn date(text: &str) -> Date {
    parse_date(text).expect("a date")
}
