//! An example of each format, out of the tests.

use crate::account::{account, export};
use crate::support::zip;
use crate::{
    criticker, imdb, kinopoisk, kodi, letterboxd, media_tracker, movary, movielens, netflix, ryot, sheets, simkl, tmdb,
    trakt, tv_time, watcharr, yamtrack,
};
use domain::transfer::exports::ExportFormat;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// A sample of each format, by the name of its file.
pub fn samples() -> Vec<(&'static str, Vec<u8>)> {
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
        ("mediatracker.json", media_tracker::FETCHED),
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
    samples.push(("our.json", export(ExportFormat::Json, &account())));
    samples.push(("our tables.zip", export(ExportFormat::Csv, &account())));
    samples.push(("for letterboxd.zip", export(ExportFormat::Letterboxd, &account())));
    samples
}

/// The files of a zip.
pub fn members(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
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
