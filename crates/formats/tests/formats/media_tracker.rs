//! MediaTracker.

use crate::support::check;

pub const FETCHED: &str = r#"{"mediaTracker": 1,
"lists": [{"id": 1, "name": "Watchlist", "isWatchlist": true}, {"id": 2, "name": "Noir", "description": "At night."}],
"items": [
 {"id": 10, "mediaType": "movie", "title": "Heat", "originalTitle": "Heat", "releaseDate": "1995-12-15",
  "tmdbId": 949, "imdbId": "tt0113277", "runtime": 170, "genres": ["Crime", "Drama"], "overview": "A heist.",
  "seen": true, "lastSeenAt": 1704231000000, "seenHistory": [{"id": 2, "date": 1704231000000, "episodeId": null},
  {"id": 1, "date": null}], "userRating": {"date": 1704235600000, "rating": 4.5, "review": "Coffee!"}},
 {"id": 11, "mediaType": "movie", "title": "乱", "releaseDate": null, "tmdbId": 11645, "genres": null,
  "onWatchlist": true, "seen": false, "userRating": null, "seenHistory": null},
 {"id": 12, "mediaType": "movie", "title": "Jaws", "tmdbId": 578, "lastSeenAt": 0, "seen": true},
 {"id": 13, "mediaType": "tv", "title": "Lost", "seen": true},
 {"id": 14, "mediaType": "video_game", "title": "Doom", "seen": true},
 "x"],
"listItems": [
 {"listId": 1, "rank": 0, "listedAt": "2023-05-06T07:08:09.000Z", "type": "movie",
  "mediaItem": {"id": 11, "mediaType": "movie", "title": "乱", "tmdbId": 11645}},
 {"listId": 2, "rank": 0, "listedAt": "2023-05-06T07:08:09.000Z", "type": "movie",
  "mediaItem": {"id": 15, "mediaType": "movie", "title": "Laura", "tmdbId": 1939, "releaseDate": "1944-10-11",
  "userRating": {"rating": 3, "date": 1704231000000}}},
 {"listId": 2, "rank": 1, "type": "episode", "mediaItem": {"id": 13, "mediaType": "tv", "title": "Lost"}},
 {"listId": 9, "type": "movie", "mediaItem": {"id": 16, "mediaType": "movie", "title": "Gilda"}}]}"#;

#[test]
fn what_its_api_tells_becomes_films_and_lists() {
    let expected = [
        "list mediatracker:2 “Noir” about \"At night.\"",
        "1: Heat (1995) tt0113277 tmdb:949 170min [Crime, Drama] | watched 2024-01-02 | watched once | ★4.5 rated \
         2024-01-02 | notes \"Coffee!\"",
        "2: 乱 tmdb:11645 | watchlist",
        "3: Jaws tmdb:578 | seen",
        "4: Lost - left out: series",
        "5: Doom - left out: not_a_film",
        "6:  - refused: malformed",
        "1: 乱 tmdb:11645 | watchlist 2023-05-06T07:08:09.000Z",
        "2: Laura (1944) tmdb:1939 | ★3 rated 2024-01-02 | on mediatracker:2 at 0",
        "3: Lost - left out: episode",
        "4: Gilda - left out: nothing_to_keep",
    ];
    check("mediatracker", "MediaTracker.json", FETCHED, &expected);
}
