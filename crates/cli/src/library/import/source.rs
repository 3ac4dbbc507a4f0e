//! Opening what is imported: a file or standard input, plain or gzipped.

use anyhow::{Context, Result};
use domain::library::movies::MovieDraft;
use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// The bytes that are looked at to tell lines of films from other files.
const HEAD_BYTES: usize = 256 * 1024;

/// Opens it; the bar shows how much was read.
pub fn open(path: &Path, bar: &ProgressBar) -> Result<Box<dyn BufRead>> {
    let raw: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        let file = File::open(path).with_context(|| format!("{} can't be read", path.display()))?;
        bar.set_length(file.metadata()?.len());
        Box::new(bar.wrap_read(file))
    };
    let mut plain = BufReader::with_capacity(HEAD_BYTES, raw);
    let is_gzip =
        plain.fill_buf().with_context(|| format!("{} can't be read", path.display()))?.starts_with(&[0x1f, 0x8b]);
    Ok(if is_gzip {
        Box::new(BufReader::with_capacity(HEAD_BYTES, MultiGzDecoder::new(plain)))
    } else {
        Box::new(plain)
    })
}

/// Whether a file that begins so has a film on each line: an object with a title.
pub fn is_of_lines(start: &[u8]) -> bool {
    let start = start.trim_ascii_start();
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    match serde_json::from_slice::<Map<String, Value>>(line) {
        Ok(film) => film.contains_key("title"),
        // The first line goes on behind what was read.
        Err(error) => error.is_eof() && line.len() == start.len() && begins_as_film(line),
    }
}

/// Whether the first key of an object is one of a film.
fn begins_as_film(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"{").and_then(|rest| rest.trim_ascii_start().strip_prefix(b"\"")) else {
        return false;
    };
    let key = rest.split(|byte| *byte == b'"').next().unwrap_or_default();
    let film = serde_json::to_value(MovieDraft::default()).unwrap_or_default();
    std::str::from_utf8(key).is_ok_and(|key| film.get(key).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_films_are_told_from_other_json() {
        for lines in [
            "{\"title\": \"M\"}",
            "\n {\"id\": 1, \"title\": \"M\"}\n{\"title\": \"N\"}\n",
            "{\"title\": \"and so o",
            "{ \"year\": 1995, \"tit",
        ] {
            assert!(is_of_lines(lines.as_bytes()), "{lines}");
        }
        for other in [
            "",
            "title,year\nM,1931\n",
            "[{\"title\": \"M\"}]",
            "{\n\"movie_tracker\": {\"version\": 1}",
            "{\"movies\": [{\"title\": \"M\"}]}",
            "{\"movies\": [{\"title\": \"M",
            "{\"title\": broken}\n{",
        ] {
            assert!(!is_of_lines(other.as_bytes()), "{other}");
        }
    }
}
