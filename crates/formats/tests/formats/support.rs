//! Reading a file and telling each row in one line.

use formats::{
    Entry, Failure, FileReport, List, ListItem, Options, Outcome, Row, Sink, Stopped, Summary, Watch, read, time_zone,
};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What was told, in order.
#[derive(Default)]
pub struct Told {
    pub lines: Vec<String>,
    pub entries: Vec<Entry>,
    pub reports: Vec<FileReport>,
}

impl Sink for Told {
    fn row(&mut self, row: Row) -> Result<(), Stopped> {
        let what = match row.outcome {
            Outcome::Film(entry) => {
                let told = tell(&entry);
                self.entries.push(*entry);
                told
            }
            Outcome::LeftOut(kind) => format!("{} - left out: {}", row.text, kind.code()),
            Outcome::Refused(reason) => format!("{} - refused: {}", row.text, reason.code()),
        };
        self.lines.push(format!("{}: {what}", row.line));
        Ok(())
    }

    fn list(&mut self, list: List) -> Result<(), Stopped> {
        let mut line = format!("list {} “{}”", list.key, list.name);
        if let Some(text) = list.description {
            let _ = write!(line, " about {text:?}");
        }
        for tag in list.tags {
            let _ = write!(line, " #{tag}");
        }
        line.push_str(if list.ranked { " ranked" } else { "" });
        self.lines.push(line);
        Ok(())
    }

    fn file(&mut self, report: FileReport) -> Result<(), Stopped> {
        self.reports.push(report);
        Ok(())
    }
}

/// An entry in one line; what is usual is left out.
fn tell(entry: &Entry) -> String {
    let movie = &entry.movie;
    let mut line = movie.title.clone();
    let mut add = |text: String| line.push_str(&text);
    movie.year.iter().for_each(|year| add(format!(" ({year})")));
    movie.original_title.iter().for_each(|title| add(format!(" = {title}")));
    movie.imdb_id.iter().for_each(|id| add(format!(" {id}")));
    movie.tmdb_id.iter().for_each(|id| add(format!(" tmdb:{id}")));
    movie.runtime_minutes.iter().for_each(|minutes| add(format!(" {minutes}min")));
    if !movie.genres.is_empty() {
        add(format!(" [{}]", movie.genres.join(", ")));
    }
    entry.watches.iter().for_each(|watch| add(tell_watch(watch)));
    add(if entry.seen { " | seen" } else { "" }.to_owned());
    entry.rating.iter().for_each(|rating| add(format!(" | ★{rating}")));
    entry.rated_on.iter().for_each(|day| add(format!(" rated {day}")));
    add(if entry.liked { " | liked" } else { "" }.to_owned());
    if entry.watchlisted {
        add(" | watchlist".to_owned());
        entry.watchlisted_at.iter().for_each(|at| add(format!(" {at}")));
    }
    entry.tags.iter().for_each(|tag| add(format!(" #{tag}")));
    entry.notes.iter().for_each(|notes| add(format!(" | notes {notes:?}")));
    for ListItem { list, position, note, .. } in &entry.items {
        add(format!(" | on {list}"));
        add(position.map_or_else(String::new, |position| format!(" at {position}")));
        add(note.as_ref().map_or_else(String::new, |note| format!(" {note:?}")));
    }
    entry.doubts.iter().for_each(|doubt| add(format!(" ! {}", doubt.code())));
    line
}

fn tell_watch(watch: &Watch) -> String {
    let mut line = " | watched ".to_owned();
    let mut add = |text: String| line.push_str(&text);
    add(watch.watched_on.map_or_else(|| "once".to_owned(), |date| date.to_string()));
    watch.rating.iter().for_each(|rating| add(format!(" ★{rating}")));
    watch.rewatch.iter().for_each(|rewatch| add(if *rewatch { " again" } else { " first" }.to_owned()));
    watch.comment.iter().for_each(|comment| add(format!(" {comment:?}")));
    watch.place.iter().for_each(|place| add(format!(" at {place}")));
    watch.companions.iter().for_each(|name| add(format!(" with {name}")));
    watch.external_id.iter().for_each(|id| add(format!(" {id}")));
    add(if watch.joins { " joins" } else { "" }.to_owned());
    line
}

/// Berlin, on 29 November 2026.
pub fn options() -> Options {
    let today = jiff_date("2026-11-29");
    Options::new(time_zone("Europe/Berlin").expect("a zone of the bundled database"), today)
}

fn jiff_date(text: &str) -> domain::times::Date {
    domain::times::parse_date(text).expect("a date")
}

/// Reads bytes as a file of that name.
pub fn read_with(name: &str, bytes: &[u8], options: &Options) -> (Result<Summary, Failure>, Told) {
    let mut told = Told::default();
    let result = read(&mut Cursor::new(bytes), Some(name), options, &mut told);
    (result, told)
}

/// Reads bytes that must be of that format.
pub fn read_file(format: &str, name: &str, bytes: impl AsRef<[u8]>) -> Told {
    let (result, told) = read_with(name, bytes.as_ref(), &options());
    assert_eq!(result.expect("a file that is known").format, format);
    told
}

/// Compares the rows of a file with what they must become.
#[track_caller]
pub fn check(format: &str, name: &str, bytes: impl AsRef<[u8]>, expected: &[&str]) {
    let told = read_file(format, name, bytes);
    assert_eq!(told.lines, expected, "{name}");
    assert_eq!(told.reports.iter().map(|report| report.problem).collect::<Vec<_>>(), [None], "{name}");
}

/// Compares the rows of a zip of these files, and what is told of the files, with what they must be.
#[track_caller]
pub fn check_zip(format: &str, files: &[(&str, &[u8])], expected: &[&str], reports: &[&str]) {
    let told = read_file(format, "export.zip", zip(files));
    assert_eq!(told.lines, expected);
    assert_eq!(told.reports.iter().map(tell_report).collect::<Vec<_>>(), reports);
}

pub fn tell_report(report: &FileReport) -> String {
    let format = report.format.as_deref().unwrap_or("-");
    let problem = report.problem.map_or(String::new(), |problem| format!(" {}", problem.code()));
    format!("{} {format} {}{problem}", report.file, report.rows)
}

/// A zip of these files.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a file in memory");
        writer.write_all(bytes).expect("a file in memory");
    }
    writer.finish().expect("a file in memory").into_inner()
}
