//! What is written for other services.

use crate::account::{Account, account, export, full, moment, names, stars, unzip};
use crate::support::read_file;
use domain::transfer::exports::{ExportFormat, ExportedMovie, ExportedRating, ExportedWatch};

#[test]
fn no_table_has_a_cell_that_a_spreadsheet_runs() {
    for format in [ExportFormat::Csv, ExportFormat::Letterboxd, ExportFormat::Trakt, ExportFormat::Imdb] {
        let account = Account { movies: vec![ExportedMovie { rating: stars(7), ..full() }], ..account() };
        let bytes = export(format, &account);
        let single = || vec![("x.csv".to_owned(), String::from_utf8(bytes.clone()).unwrap())];
        let files = if format.extension() == "zip" { unzip(&bytes) } else { single() };
        assert!(files.iter().any(|(_, text)| text.contains("'=1+1")), "{format:?}");
        for (name, text) in files {
            let text = text.trim_start_matches('\u{feff}');
            for record in csv::Reader::from_reader(text.as_bytes()).records() {
                for cell in &record.unwrap() {
                    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}: {cell:?}");
                }
            }
        }
    }
}

#[test]
fn files_for_letterboxd_keep_to_its_limits() {
    let long = ExportedMovie {
        title: "Long".to_owned(),
        watches: vec![ExportedWatch { comment: Some("x".repeat(9_000)), ..ExportedWatch::default() }; 250],
        ..ExportedMovie::default()
    };
    let wanted = ExportedMovie { title: "Wanted".to_owned(), watchlisted_at: Some(moment(0)), ..Default::default() };
    let mut movies = vec![wanted; 2_000];
    movies.push(long);
    let files = unzip(&export(ExportFormat::Letterboxd, &Account { movies, ..Account::default() }));
    let (mut watches, mut wanted) = (0, 0);
    for (name, text) in &files {
        let rows = csv::Reader::from_reader(text.as_bytes()).into_records().count();
        assert!(text.len() <= 1_000_000 && rows <= 1_900, "{name}: {rows} rows, {} bytes", text.len());
        if name.starts_with("films") { watches += rows } else { wanted += rows }
    }
    assert_eq!((watches, wanted), (250, 2_000));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["films-1.csv", "films-2.csv", "films-3.csv", "watchlist-1.csv", "watchlist-2.csv"]);
}

#[test]
fn letterboxd_is_told_what_it_can_keep() {
    let watch = |date: &str, half_stars| ExportedWatch {
        watched_on: Some(date.parse().unwrap()),
        rating: stars(half_stars),
        rewatch: Some(date == "2024-05-02"),
        ..ExportedWatch::default()
    };
    let heat = ExportedMovie {
        title: "Heat".to_owned(),
        year: Some(1995),
        imdb_id: Some("tt0113277".to_owned()),
        rating: stars(8),
        tags: names(&["crime, night"]),
        watches: vec![watch("2024-05-02", 0), watch("2020", 9)],
        ..ExportedMovie::default()
    };
    let rated = ExportedMovie { title: "Ran".to_owned(), rating: stars(10), ..ExportedMovie::default() };
    let files = unzip(&export(ExportFormat::Letterboxd, &Account { movies: vec![heat, rated], ..account() }));
    let expected = "tmdbID,imdbID,Title,Year,Rating,WatchedDate,Rewatch,Tags,Review\r\n\
        ,tt0113277,Heat,1995,4,2024-05-02,Yes,crime  night,\r\n,tt0113277,Heat,1995,4.5,,,,\r\n,,Ran,,5,,,,\r\n";
    assert_eq!(files[0], ("films-1.csv".to_owned(), expected.to_owned()));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["films-1.csv", "lists/001-best-of-1.csv", "lists/002-empty-1.csv"]);
}

#[test]
fn tables_in_the_shape_of_imdb_are_read_as_those_of_imdb() {
    let heat = ExportedMovie {
        title: "Heat".to_owned(),
        year: Some(1995),
        runtime_minutes: Some(170),
        genres: names(&["Crime"]),
        imdb_id: Some("tt0113277".to_owned()),
        rating: stars(9),
        ratings: vec![ExportedRating { rated_at: moment(0), rating: stars(9) }],
        watchlisted_at: Some(moment(0)),
        ..ExportedMovie::default()
    };
    let zip = export(ExportFormat::Imdb, &Account { movies: vec![heat], ..Account::default() });
    let told = read_file("imdb", "x.zip", zip);
    let expected = [
        "2: Heat (1995) tt0113277 170min [Crime] | \u{2605}4.5 rated 2023-11-14",
        "2: Heat (1995) tt0113277 170min [Crime] | \u{2605}4.5 rated 2023-11-14 | watchlist 2023-11-14T11:00:00.000Z",
    ];
    assert_eq!(told.lines, expected);
}

#[test]
fn trakt_gets_a_row_for_each_watch_rating_and_wish() {
    let day = Some("2024-05-02".parse().unwrap());
    let ran = ExportedMovie {
        title: "Ran".to_owned(),
        tmdb_id: Some(11645),
        rating: stars(9),
        watchlisted_at: Some(moment(0)),
        watches: vec![ExportedWatch { watched_on: day, ..Default::default() }, ExportedWatch::default()],
        ..ExportedMovie::default()
    };
    let csv = export(ExportFormat::Trakt, &Account { movies: vec![ran], ..Account::default() });
    let expected = "type,title,year,imdb_id,tmdb_id,watched_at,watchlisted_at,rating,rated_at\r\n\
        movie,Ran,,,11645,2024-05-02T12:00:00.000Z,,,\r\nmovie,Ran,,,11645,unknown,,,\r\n\
        movie,Ran,,,11645,,,9,\r\nmovie,Ran,,,11645,,2023-11-14T22:13:20.123Z,,\r\n";
    assert_eq!(String::from_utf8(csv).unwrap(), expected);
}
