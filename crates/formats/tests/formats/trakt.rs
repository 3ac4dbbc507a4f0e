//! Trakt.

use crate::support::{check, check_zip};

pub const HISTORY: &str = r#"[
  {"id": 11, "watched_at": "2026-08-19T23:46:00.000Z", "action": "watch", "type": "movie",
   "movie": {"title": "Heat", "year": 1995, "ids": {"trakt": 1, "slug": "heat-1995", "imdb": "tt0113277",
  "tmdb": 949, "plex": {"guid": "x"}}}},
  {"id": 12, "watched_at": "1970-01-01T00:00:00.000Z", "action": "scrobble", "type": "movie",
   "movie": {"title": "Ran", "year": null, "ids": {"trakt": 2, "slug": "ran", "imdb": null, "tmdb": null}}},
  {"id": 13, "watched_at": "2026-08-19T23:46:00.000Z", "action": "watch", "type": "episode",
   "episode": {"title": "Pilot", "ids": {"trakt": 3}}, "show": {"title": "Lost", "ids": {"trakt": 4}}},
  {"id": 14, "watched_at": 7, "action": "watch", "type": "movie", "movie": "what"}
]"#;

#[test]
fn history_gives_plays_on_the_days_of_the_time_zone() {
    let expected = [
        "1: Heat (1995) tt0113277 tmdb:949 | watched 2026-08-20 trakt:11",
        "2: Ran | watched once trakt:12",
        "3: Lost - left out: episode",
        "4:  - refused: malformed",
    ];
    check("trakt", "h.json", HISTORY, &expected);
    check("trakt", "h.json", format!("\u{feff}{HISTORY}\r\n"), &expected);
}

fn movie(n: u32) -> String {
    format!(
        r#""type":"movie","movie":{{"title":"F{n}","year":2000,"ids":{{"trakt":{n},"slug":"f","imdb":"","tmdb":{n}}}}}"#
    )
}

#[test]
fn a_zip_is_read_in_the_order_of_its_pages() {
    let play =
        |n: u32| format!(r#"[{{"id":{n},"watched_at":"2020-01-01T12:00:00.000Z","action":"watch",{}}}]"#, movie(n));
    let (first, second, tenth) = (play(1), play(2), play(10));
    let watched = format!(r#"[{{"plays":3,"last_watched_at":"2020-01-01T12:00:00.000Z",{}}}]"#, movie(1));
    let rated = format!(r#"[{{"rated_at":"2020-01-01T12:00:00.000Z","rating":7,{}}}]"#, movie(1));
    let wanted = format!(r#"[{{"rank":1,"id":5,"listed_at":"2020-01-01T12:00:00.000Z","notes":"soon",{}}}]"#, movie(3));
    let listed = format!(
        r#"[{{"rank":2,"id":6,"listed_at":"2020-01-01T12:00:00.000Z","notes":null,{}}},
        {{"rank":1,"id":7,"listed_at":"x","type":"person","person":{{"name":"Ann","ids":{{"trakt":9}}}}}}]"#,
        movie(4)
    );
    let lists = r#"[{"name":"Best","description":"of all","privacy":"private","item_count":2,
        "display_numbers":true,"ids":{"trakt":77,"slug":"best"}}]"#;
    let comment = format!(r#"[{{"comment":{{"comment":"Great *film*"}},{}}}]"#, movie(1));
    let owned = format!(r#"[{{"collected_at":"2020-01-01T12:00:00.000Z","metadata":{{"hdr":"x"}},{}}}]"#, movie(5));
    let files: [(&str, &[u8]); 13] = [
        ("ann/watched-history-10.json", tenth.as_bytes()),
        ("ann/watched-history-2.json", second.as_bytes()),
        ("ann/watched-history-1.json", first.as_bytes()),
        ("ann/watched-movies.json", watched.as_bytes()),
        ("ann/ratings-movies.json", rated.as_bytes()),
        ("ann/lists-watchlist.json", wanted.as_bytes()),
        ("ann/lists-list-77-best.json", listed.as_bytes()),
        ("ann/lists-lists.json", lists.as_bytes()),
        ("ann/comments-movies.json", comment.as_bytes()),
        ("ann/collection-movies.json", owned.as_bytes()),
        ("ann/hidden-progress-watched.json", b"[]"),
        ("ann/user-profile.json", br#"{"username":"ann"}"#),
        ("ann/api-keys.json", br#"[{"key":"secret"}]"#),
    ];
    let expected = [
        "1: F1 (2000) tmdb:1 | watched 2020-01-01 trakt:1",
        "1: F2 (2000) tmdb:2 | watched 2020-01-01 trakt:2",
        "1: F10 (2000) tmdb:10 | watched 2020-01-01 trakt:10",
        "1: F1 (2000) tmdb:1 | seen",
        "1: F1 (2000) tmdb:1 | ★3.5 rated 2020-01-01",
        "1: F3 (2000) tmdb:3 | watchlist 2020-01-01T12:00:00.000Z | notes \"soon\"",
        "list trakt:77 “Best” about \"of all\" ranked",
        "1: F4 (2000) tmdb:4 | on trakt:77 at 2",
        "2: Ann - left out: person",
        "list collection “Collection”",
        "1: F5 (2000) tmdb:5 | on collection",
        "1: F1 (2000) tmdb:1 | notes \"Great *film*\"",
    ];
    let reports = [
        "ann/watched-history-1.json trakt 1",
        "ann/watched-history-2.json trakt 1",
        "ann/watched-history-10.json trakt 1",
        "ann/watched-movies.json trakt 1",
        "ann/ratings-movies.json trakt 1",
        "ann/lists-watchlist.json trakt 1",
        "ann/lists-lists.json trakt 0 reference",
        "ann/lists-list-77-best.json trakt 2",
        "ann/collection-movies.json trakt 1",
        "ann/comments-movies.json trakt 1",
        "ann/api-keys.json trakt 0 not_imported",
        "ann/hidden-progress-watched.json trakt 0 not_imported",
        "ann/user-profile.json trakt 0 not_imported",
    ];
    check_zip("trakt", &files, &expected, &reports);
}

#[test]
fn the_older_layout_with_folders_is_read() {
    let listed = format!(r#"[{{"rank":2,"id":6,"listed_at":"2020-01-01T12:00:00.000Z",{}}}]"#, movie(4));
    let files: [(&str, &[u8]); 3] = [
        ("watched/history-1.json", HISTORY.as_bytes()),
        ("lists/watchlist.json", listed.as_bytes()),
        ("lists/list-9001-my-films-2.json", listed.as_bytes()),
    ];
    let expected = [
        "1: Heat (1995) tt0113277 tmdb:949 | watched 2026-08-20 trakt:11",
        "2: Ran | watched once trakt:12",
        "3: Lost - left out: episode",
        "4:  - refused: malformed",
        "1: F4 (2000) tmdb:4 | watchlist 2020-01-01T12:00:00.000Z",
        "list trakt:9001 “my films”",
        "1: F4 (2000) tmdb:4 | on trakt:9001 at 2",
    ];
    let reports =
        ["watched/history-1.json trakt 4", "lists/watchlist.json trakt 1", "lists/list-9001-my-films-2.json trakt 1"];
    check_zip("trakt", &files, &expected, &reports);
}

#[test]
fn watched_films_alone_tell_how_often() {
    let watched = format!(r#"[{{"plays":3,"last_watched_at":"2020-01-01T12:00:00.000Z",{}}}]"#, movie(1));
    check(
        "trakt",
        "watched-movies.json",
        watched,
        &["1: F1 (2000) tmdb:1 | watched 2020-01-01 joins | watched once | watched once"],
    );
}
