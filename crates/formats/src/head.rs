//! What the start of a file tells of it.

mod keys;

use crate::fill::quoted;
use crate::outcome::FileProblem;
use crate::table::{MAX_COLUMNS, decode};
use csv::ByteRecord;
use std::collections::BTreeSet;

/// The rows that are looked at.
pub(crate) const SAMPLES: usize = 50;
/// The most names that an unknown file is described by.
const MAX_NAMES: usize = 20;

/// The start of a file.
#[derive(Debug)]
pub(crate) struct Head {
    /// Its path, in lower case.
    pub path: String,
    pub content: Content,
}

/// What a file seems to be.
#[derive(Debug)]
pub(crate) enum Content {
    Table(TableHead),
    /// With the paths of keys: `[].movie.ids.tmdb`.
    Json(BTreeSet<String>),
    /// With the names of its first elements, from the outermost.
    Xml(Vec<String>),
    Nothing(FileProblem),
}

/// The start of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct TableHead {
    pub kind: Kind,
    /// The names of the columns, as they are written.
    pub names: Vec<String>,
    /// The names of the columns in lower case.
    pub columns: Vec<String>,
    /// The records up to the header and with it.
    pub skip: usize,
    /// The first rows below the header.
    pub samples: Vec<Vec<String>>,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// With that byte between values.
    Csv(u8),
    /// An object of JSON on each line.
    Lines,
    Sheet,
}

impl Default for Kind {
    fn default() -> Self {
        Self::Csv(b',')
    }
}

impl Head {
    /// Looks at the first bytes; `is_whole` says that there are no more.
    pub fn new(path: &str, bytes: &[u8], is_whole: bool) -> Self {
        Self { path: path.to_ascii_lowercase(), content: content(bytes, is_whole) }
    }

    /// The start of a table.
    pub fn of_table(path: &str, table: TableHead) -> Self {
        Self { path: path.to_ascii_lowercase(), content: Content::Table(table) }
    }

    /// Whether it is a table with all these columns.
    pub fn has_columns(&self, names: &[&str]) -> bool {
        self.table().is_some_and(|table| names.iter().all(|name| table.columns.iter().any(|column| column == name)))
    }

    pub fn has_column(&self, name: &str) -> bool {
        self.has_columns(&[name])
    }

    /// Whether it is JSON with one of these keys.
    pub fn has_key(&self, paths: &[&str]) -> bool {
        matches!(&self.content, Content::Json(keys) if paths.iter().any(|path| keys.contains(*path)))
    }

    /// Whether it is XML whose outermost element is one of these.
    pub fn has_root(&self, names: &[&str]) -> bool {
        let Content::Xml(elements) = &self.content else { return false };
        elements.first().is_some_and(|root| names.contains(&root.as_str()))
    }

    pub fn table(&self) -> Option<&TableHead> {
        if let Content::Table(table) = &self.content { Some(table) } else { None }
    }

    /// The name of the file without its folders and its ending.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Whether it lies in a folder of that name, however deep.
    pub fn is_in(&self, folder: &str) -> bool {
        self.path.rsplit('/').skip(1).any(|part| part == folder)
    }

    /// Forgets what isn't needed once it is recognised: there can be thousands of files.
    pub fn shrink(&mut self) {
        match &mut self.content {
            Content::Table(table) => table.samples.clear(),
            Content::Json(keys) => keys.clear(),
            Content::Xml(names) => names.clear(),
            Content::Nothing(_) => {}
        }
    }

    /// What describes it, when it isn't recognised.
    pub fn names(&self) -> Vec<String> {
        let names: Vec<&str> = match &self.content {
            Content::Table(table) => table.names.iter().map(String::as_str).collect(),
            Content::Json(keys) => keys.iter().map(String::as_str).collect(),
            Content::Xml(names) => names.iter().map(String::as_str).collect(),
            Content::Nothing(_) => Vec::new(),
        };
        names.into_iter().take(MAX_NAMES).map(quoted).collect()
    }
}

impl TableHead {
    /// A table of these records. The header is the first that has more than one value, or just the first.
    pub fn new(kind: Kind, mut records: Vec<Vec<String>>) -> Self {
        let filled = |record: &Vec<String>| record.iter().filter(|value| !value.trim().is_empty()).count();
        let header = records.iter().position(|record| filled(record) > 1);
        let header = header.or_else(|| records.iter().position(|record| filled(record) > 0)).unwrap_or(0);
        let samples = records.split_off(records.len().min(header + 1));
        let names: Vec<String> = records.pop().unwrap_or_default().iter().map(|name| quoted(name)).collect();
        let columns = names.iter().map(|name| name.to_lowercase()).collect();
        Self { kind, names, columns, skip: header + 1, samples }
    }

    /// The values of a column in the first rows.
    pub fn values(&self, column: usize) -> impl Iterator<Item = &str> {
        self.samples.iter().filter_map(move |row| row.get(column)).map(|value| value.trim())
    }
}

fn content(bytes: &[u8], is_whole: bool) -> Content {
    let Some(start) = bytes.iter().position(|byte| !byte.is_ascii_whitespace()) else {
        return Content::Nothing(FileProblem::Empty);
    };
    if bytes.iter().all(|byte| *byte == 0) {
        return Content::Nothing(FileProblem::Nuls);
    }
    let text = &bytes[start..];
    if text.starts_with(b"PK\x03\x04") || text.starts_with(b"\x1f\x8b") || text.starts_with(b"7z\xbc\xaf") {
        return Content::Nothing(FileProblem::Nested);
    }
    if text.contains(&0) {
        return Content::Nothing(FileProblem::Unrecognised);
    }
    match text[0] {
        b'<' => Content::Xml(crate::xml::first_elements(text)),
        b'{' | b'[' => match keys::scan(text) {
            keys::Scan { values, is_object: true, .. } if values > 1 || is_one_line(text) => lines(text),
            scan => Content::Json(scan.keys),
        },
        _ => Content::Table(csv_head(text, is_whole)),
    }
}

/// Whether the first line is an object, and something follows.
fn is_one_line(text: &[u8]) -> bool {
    let Some(end) = text.iter().position(|byte| *byte == b'\n') else { return false };
    let is_more = text[end..].iter().any(|byte| !byte.is_ascii_whitespace());
    is_more && serde_json::from_slice::<serde::de::IgnoredAny>(&text[..end]).is_ok()
}

fn lines(text: &[u8]) -> Content {
    let objects = text.split(|byte| *byte == b'\n').take(SAMPLES);
    let objects: Vec<_> = objects.filter_map(|line| crate::table::object(line).ok()).collect();
    let mut names: Vec<String> = Vec::new();
    for name in objects.iter().flat_map(|object| object.keys()) {
        if names.len() < MAX_COLUMNS && !names.contains(name) {
            names.push(name.clone());
        }
    }
    let value = |object: &serde_json::Map<String, serde_json::Value>, name: &String| {
        object.get(name).map(crate::table::plain).unwrap_or_default()
    };
    let samples = objects.iter().map(|object| names.iter().map(|name| value(object, name)).collect()).collect();
    let columns = names.iter().map(|name| name.to_lowercase()).collect();
    Content::Table(TableHead { kind: Kind::Lines, names, columns, skip: 0, samples })
}

fn csv_head(text: &[u8], is_whole: bool) -> TableHead {
    let delimiter = delimiter(text);
    let mut reader = crate::table::csv_builder(delimiter).from_reader(text);
    let mut records = Vec::new();
    let mut record = ByteRecord::new();
    while records.len() < SAMPLES && reader.read_byte_record(&mut record).unwrap_or(false) {
        let is_cut = !is_whole && reader.is_done();
        if !is_cut || records.is_empty() {
            records.push(record.iter().take(MAX_COLUMNS).map(|value| decode(value).into_owned()).collect());
        }
    }
    TableHead::new(Kind::Csv(delimiter), records)
}

/// What stands between the values: what is most frequent in the first lines, outside of quotes.
fn delimiter(text: &[u8]) -> u8 {
    const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
    const LINES: usize = 5;
    let (mut counts, mut is_quoted, mut lines) = ([0_usize; 4], false, 0);
    for byte in text {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => lines += 1,
            _ if is_quoted => {}
            _ => {
                if let Some(at) = DELIMITERS.iter().position(|delimiter| delimiter == byte) {
                    counts[at] += 1;
                }
            }
        }
        // The header decides, where it has any.
        if lines >= LINES || (lines > 0 && counts.iter().any(|count| *count > 1)) {
            break;
        }
    }
    let best = (0..DELIMITERS.len()).rev().max_by_key(|at| counts[*at]).unwrap_or(0);
    DELIMITERS[best]
}
