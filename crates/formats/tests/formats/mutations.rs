//! Broken files of all kinds: whatever is wrong with them, reading ends, without a panic.

use crate::support::{options, read_with, zip};
use crate::{
    criticker, imdb, kinopoisk, kodi, letterboxd, movary, movielens, netflix, ryot, sheets, simkl, tmdb, trakt,
    tv_time, watcharr, yamtrack,
};
use formats::Column;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// How often each sample is changed at random.
const ROUNDS: usize = 100;

/// A generator of numbers (`SplitMix64`) that gives the same ones in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// A sample of each format, by the name of its file.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let cell = |value: &str| format!(r#"<c t="inlineStr"><is><t>{value}</t></is></c>"#);
    let row = format!("<row r=\"1\">{}{}</row><row><c s=\"1\"><v>46130</v></c></row>", cell("Title"), cell("Date"));
    let table = "<table:table-row table:number-rows-repeated=\"3\">\
        <table:table-cell table:number-columns-repeated=\"2\">\
        <text:p>Title</text:p></table:table-cell></table:table-row>";
    let texts = [
        ("diary.csv", letterboxd::DIARY),
        ("list.csv", letterboxd::LIST),
        ("history.json", trakt::HISTORY),
        ("ratings.csv", imdb::RATINGS),
        ("tracking.csv", tv_time::RECORDS),
        ("tmdb.csv", tmdb::RATINGS),
        ("simkl.json", simkl::BACKUP),
        ("netflix.csv", netflix::HISTORY),
        ("movielens.csv", movielens::RATINGS),
        ("movary.csv", movary::HISTORY),
        ("yamtrack.csv", yamtrack::OLD),
        ("watcharr.json", watcharr::EXPORT),
        ("ryot.json", ryot::EXPORT),
        ("kinopoisk.csv", kinopoisk::RATINGS),
        ("criticker.xml", criticker::RATINGS),
        ("movie.nfo", kodi::NFO),
        ("any.jsonl", "{\"title\":\"Heat\",\"year\":1995}\n{\"title\":\"Ran\"}\n"),
    ];
    let members: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let mut samples: Vec<(&str, Vec<u8>)> =
        texts.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
    samples.push(("all.zip", zip(&members[..8])));
    samples.push(("book.xlsx", sheets::excel(&row)));
    samples.push(("book.ods", sheets::open_document(table)));
    samples
}

/// The files of a zip.
fn members(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut members = Vec::new();
    for number in 0..archive.len() {
        let mut file = archive.by_index(number).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        members.push((file.name().unwrap().into_owned(), content));
    }
    members
}

/// Changes some bytes.
fn change(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    const PIECES: [&[u8]; 12] = [
        b"\"",
        b",",
        b"\n",
        b"\r",
        b"\0",
        b"{",
        b"]",
        b"<",
        b"&#x110000;",
        b"\xFF\xFE",
        b"9999999999999999999",
        b"\xC3",
    ];
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len());
        let end = bytes.len().min(at + 1 + numbers.below(50));
        match numbers.below(4) {
            _ if bytes.is_empty() => {}
            0 => bytes[at] = u8::try_from(numbers.below(256)).unwrap(),
            1 => drop(bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].iter().copied())),
            2 => drop(bytes.drain(at..end)),
            _ => {
                let copy = bytes[at..end].to_vec();
                let to = numbers.below(bytes.len());
                bytes.splice(to..to, copy);
            }
        }
    }
}

fn check(name: &str, bytes: &[u8]) {
    let mut options = options();
    let _ = read_with(name, bytes, &options);
    options.day_first = Some(true);
    options.columns =
        Some(vec![Column::Title, Column::Year, Column::WatchedOn, Column::RatingOfTen, Column::Watchlist]);
    let (_, told) = read_with(name, bytes, &options);
    for entry in told.entries {
        assert!(entry.movie.title.chars().count() <= 300 && !entry.movie.title.contains(char::is_control));
    }
}

#[test]
fn a_file_can_break_off_anywhere() {
    for (name, bytes) in samples() {
        for end in (0..bytes.len()).step_by(3) {
            check(name, &bytes[..end]);
        }
    }
}

#[test]
fn a_file_can_be_changed_anywhere() {
    let mut numbers = Numbers(1);
    for (name, sample) in samples() {
        for _ in 0..ROUNDS {
            let mut bytes = sample.clone();
            change(&mut bytes, &mut numbers);
            check(name, &bytes);
        }
    }
}

#[test]
fn what_is_inside_of_zips_and_spreadsheets_can_be_changed_anywhere() {
    let mut numbers = Numbers(2);
    for (name, sample) in samples().into_iter().filter(|(_, sample)| sample.starts_with(b"PK")) {
        let members = members(&sample);
        for _ in 0..ROUNDS * 2 {
            let mut members = members.clone();
            let at = numbers.below(members.len());
            change(&mut members[at].1, &mut numbers);
            let files: Vec<(&str, &[u8])> =
                members.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            check(name, &zip(&files));
        }
    }
}
