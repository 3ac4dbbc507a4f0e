//! Simkl.

use crate::support::{check, check_zip};

pub const BACKUP: &str = r#"{"shows": [{"status": "completed", "show": {"title": "Lost", "year": 2004,
  "ids": {"simkl": 1}}}],
"movies": [
 {"added_to_watchlist_at": "2020-01-01T10:00:00Z", "last_watched_at": "2020-02-01T23:30:00Z",
  "status": "completed", "user_rating": 8,
  "user_rated_at": "2020-02-02T10:00:00Z", "memo": {"text": "good"}, "movie": {"title": "Heat", "year": 1995,
  "ids": {"simkl": 2, "imdb": "tt0113277", "tmdb": "949"}}},
 {"added_to_watchlist_at": "2020-01-01T10:00:00Z", "last_watched_at": null, "status": "plantowatch",
  "user_rating": null, "memo": null,
  "movie": {"title": "Ran", "year": 1985, "ids": {"simkl": 3, "tmdb": "11645"}}},
 {"status": "completed", "movie": {"title": "Jaws", "year": 1975, "ids": {}}},
 {"status": "dropped", "movie": {"title": "Cats", "year": 2019, "ids": {}}},
 17],
"anime": [{"status": "completed", "anime_type": "movie", "show": {"title": "Akira", "year": 1988, "ids": {"simkl": 4}}},
 {"status": "completed", "anime_type": "tv", "show": {"title": "Bebop", "ids": {}}}]}"#;

#[test]
fn a_backup_is_read() {
    let expected = [
        "1: Lost - left out: series",
        "1: Heat (1995) tt0113277 tmdb:949 | watched 2020-02-02 | ★4 rated 2020-02-02 | notes \"good\"",
        "2: Ran (1985) tmdb:11645 | watchlist 2020-01-01T10:00:00.000Z",
        "3: Jaws (1975) | seen",
        "4: Cats (2019) - left out: unfinished",
        "5:  - refused: malformed",
        "1: Akira (1988) | seen",
        "2: Bebop - left out: series",
    ];
    check("simkl", "x.json", BACKUP, &expected);
    check_zip("simkl", &[("SimklBackup.json", BACKUP.as_bytes())], &expected, &["SimklBackup.json simkl 8"]);
}

#[test]
fn the_table_is_read() {
    let file = "SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB\n\
        1,Heat,movie,1995,completed,,18-12-2023 21:50:41,9,\"so, so\",,949,tt0113277\n\
        2,Ran,movie,1985,Plan to Watch,,,,,,11645,\n3,Lost,tv,2004,completed,s1e1,04-05-2023 10:00:00,,,,,\n\
        4,Jaws,movie,1975,completed,,04-05-2023 21:50:41,,,,,\n";
    let expected = [
        "2: Heat (1995) tt0113277 tmdb:949 | watched 2023-12-18 | ★4.5 | notes \"so, so\"",
        "3: Ran (1985) tmdb:11645 | watchlist",
        "4: Lost - left out: series",
        "5: Jaws (1975) | watched 2023-05-04",
    ];
    check("simkl", "x.csv", file, &expected);
}
