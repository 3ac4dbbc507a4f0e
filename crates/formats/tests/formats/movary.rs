//! Movary.

use crate::support::check;

pub const HISTORY: &str = "title,year,tmdbId,imdbId,watchedAt,comment,location\n\
    \"Heat\",1995,949,tt0113277,2020-01-01,\"Loud, and\nlong\",Cinema\n\"Heat\",1995,949,tt0113277,2020-01-01,,\n\
    \"Ran\",1985,11645,,,,\n";

#[test]
fn as_many_rows_are_as_many_watches() {
    let expected = [
        "2: Heat (1995) tt0113277 tmdb:949 | watched 2020-01-01 \"Loud, and\\nlong\" at Cinema",
        "4: Heat (1995) tt0113277 tmdb:949 | watched 2020-01-01",
        "5: Ran (1985) tmdb:11645 | watched once",
    ];
    check("movary", "history.csv", HISTORY, &expected);
}

#[test]
fn quotes_inside_of_titles_are_kept() {
    let file = "title,year,tmdbId,imdbId,watchedAt\n\"The \"Great\", Film\",1999,1,tt0000001,2020-01-01\n\
        \"Say \"\"hi\"\"\",1999,2,,2020-01-02\n\"Plain, yes\",1999,3,,\n,,,,\n\"\"All\"\",1999,4,,\n";
    let expected = [
        "2: The \"Great\", Film (1999) tt0000001 tmdb:1 | watched 2020-01-01",
        "3: Say \"hi\" (1999) tmdb:2 | watched 2020-01-02",
        "4: Plain, yes (1999) tmdb:3 | watched once",
        "5:  - left out: empty",
        "6: \"All\" (1999) tmdb:4 | watched once",
    ];
    check("movary", "history.csv", file, &expected);
}

#[test]
fn ratings_and_watchlist_are_read() {
    let ratings = "title,year,tmdbId,imdbId,userRating\n\"Heat\",1995,949,tt0113277,9\n\"Ran\",1985,2,,0\n";
    check("movary", "x.csv", ratings, &["2: Heat (1995) tt0113277 tmdb:949 | ★4.5", "3: Ran (1985) tmdb:2"]);
    let wanted = "title,year,tmdbId,imdbId,addedAt\n\"Heat\",1995,949,tt0113277,2020-01-01 10:00:00\n";
    let expected = ["2: Heat (1995) tt0113277 tmdb:949 | watchlist 2020-01-01T09:00:00.000Z"];
    check("movary", "x.csv", wanted, &expected);
}
