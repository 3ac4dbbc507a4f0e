//! Any other table.

use crate::support::{options, read_with};
use formats::Column::{
    self, Comment, Companions, Ignore, ImdbId, Kind, Liked, Place, RatingOfFive, RatingOfHundred, RatingOfTen, Rewatch,
    Seen, Tags, Title, TmdbId, WatchedOn, Watchlist, Year,
};
use formats::{Failure, Question};

/// What a table is guessed to be.
#[track_caller]
fn guesses(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<Column>) {
    let (result, told) = read_with(name, bytes, &options());
    let Err(Failure::Question(Question::Columns { header, guesses, samples, .. })) = result else {
        panic!("{result:?}")
    };
    assert!(told.lines.is_empty() && told.reports.is_empty());
    assert!(!samples.is_empty());
    (header, guesses)
}

/// Reads a table by its guesses, or by other columns.
#[track_caller]
fn check(bytes: &[u8], columns: Option<&[Column]>, expected: &[&str]) {
    let mut options = options();
    options.columns = Some(columns.map_or_else(|| guesses("x", bytes).1, <[Column]>::to_vec));
    let (result, told) = read_with("x", bytes, &options);
    assert_eq!(result.expect("a table").format, "table");
    assert_eq!(told.lines, expected);
}

const OWN: &str = "Film;Jahr;IMDb;Gesehen am;Bewertung;Kino;mit;Kommentar;Tags\r\n\
    Heat;1995;tt0113277;18.04.2020;4,5;Rex;Ann, Bob;gut;crime, night\r\nRan;1985;;;3/5;;;sp\u{e4}ter;\r\n";

#[test]
fn a_table_is_guessed_by_its_names() {
    let (header, guesses) = guesses("x.csv", OWN.as_bytes());
    assert_eq!(header[0], "Film");
    assert_eq!(guesses, [Title, Year, ImdbId, WatchedOn, RatingOfFive, Place, Companions, Comment, Tags]);
    let expected = [
        "2: Heat (1995) tt0113277 | watched 2020-04-18 ★4.5 \"gut\" at Rex with Ann with Bob #crime #night",
        "3: Ran (1985) | ★3 | notes \"später\"",
    ];
    check(OWN.as_bytes(), None, &expected);
    let latin: Vec<u8> = OWN.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    check(&latin, None, &expected);
}

#[test]
fn values_tell_what_names_do_not() {
    let file = "a\tb\tc\td\te\nHeat\t1995\ttt0113277\t2020-01-01\t★★★½\nRan\t1985\ttt0089881\t\t★★★★★\n";
    assert_eq!(guesses("x.tsv", file.as_bytes()).1, [Title, Year, ImdbId, WatchedOn, RatingOfFive]);
    let expected = ["2: Heat (1995) tt0113277 | watched 2020-01-01 ★3.5", "3: Ran (1985) tt0089881 | ★5"];
    check(file.as_bytes(), None, &expected);
}

#[test]
fn a_table_without_a_header_loses_no_row() {
    let file = "Heat,1995\nRan,1985\n";
    assert_eq!(guesses("x.csv", file.as_bytes()).0, ["Column 1", "Column 2"]);
    check(file.as_bytes(), None, &["1: Heat (1995)", "2: Ran (1985)"]);
}

#[test]
fn a_list_of_titles_is_a_table() {
    check(b"Title\nHeat\nRan\n", None, &["2: Heat", "3: Ran"]);
}

#[test]
fn a_table_in_a_zip_is_asked_about_though_a_text_is_beside_it() {
    let files: [(&str, &[u8]); 2] =
        [("READ ME.txt", b"Hello.\nThese are my films.\n"), ("films.csv", b"Film,Year\nHeat,1995\n")];
    let (result, _) = read_with("x.zip", &crate::support::zip(&files), &options());
    let Err(Failure::Question(Question::Columns { file, .. })) = result else { panic!("{result:?}") };
    assert_eq!(file, "films.csv");
}

#[test]
fn lines_of_json_are_a_table() {
    let file = "{\"title\": \"Heat\", \"year\": 1995, \"rating\": 9, \"tags\": [\"a\", \"b\"]}\n\n\
        {\"title\": \"Ran\", \"seen\": true}\nbroken\n";
    let (header, guesses) = guesses("x.jsonl", file.as_bytes());
    let find = |name: &str| guesses[header.iter().position(|column| column == name).unwrap()];
    let found = ["title", "year", "rating", "tags", "seen"].map(find);
    assert_eq!(found, [Title, Year, RatingOfTen, Tags, Seen]);
    check(file.as_bytes(), None, &["1: Heat (1995) | ★4.5 #a #b", "3: Ran | seen", "4:  - left out: empty"]);
}

#[test]
fn people_can_choose_other_columns() {
    let file =
        "a,b,c,d,e,f,g,h\nHeat,949,85 %,yes,2020-03-04,x,movie,\nRan,2,,no,,,film,2020-01-01\nLost,4,,,,,TV series,\n";
    let columns = [Title, TmdbId, RatingOfHundred, Liked, WatchedOn, Rewatch, Kind, Watchlist, Ignore];
    let expected = [
        "2: Heat tmdb:949 | watched 2020-03-04 ★4.5 again | liked ! rating_rounded",
        "3: Ran tmdb:2 | watchlist 2020-01-01T11:00:00.000Z",
        "4: Lost - left out: series",
    ];
    check(file.as_bytes(), Some(&columns), &expected);
}

#[test]
fn unclear_dates_of_chosen_columns_are_asked_about() {
    let mut options = options();
    options.columns = Some(vec![Title, WatchedOn]);
    let (result, _) = read_with("x", b"a,b\nHeat,1/2/2020\n", &options);
    assert!(matches!(result, Err(Failure::Question(Question::DayFirst { .. }))), "{result:?}");
    options.day_first = Some(true);
    assert_eq!(read_with("x", b"a,b\nHeat,1/2/2020\n", &options).1.lines, ["2: Heat | watched 2020-02-01"]);
}
