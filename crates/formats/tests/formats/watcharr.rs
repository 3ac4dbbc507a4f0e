//! Watcharr.

use crate::support::check;

pub const EXPORT: &str = r#"[
 {"id": 1, "createdAt": "2023-01-01T10:00:00.123456789Z", "status": "FINISHED", "rating": 8.5,
  "thoughts": "nice", "pinned": false,
  "content": {"tmdbId": 949, "title": "Heat", "type": "movie", "release_date": "1995-12-15T00:00:00Z",
  "imdb_id": "tt0113277", "runtime": 170},
  "activity": [{"type": "ADDED_WATCHED", "data": "{\"status\":\"FINISHED\",\"rating\":8}",
  "createdAt": "2023-01-01T10:00:00Z"},
   {"type": "RATING_CHANGED", "data": "8.5", "createdAt": "2023-01-02T10:00:00Z"},
   {"type": "STATUS_CHANGED", "data": "FINISHED", "createdAt": "2023-03-01T23:30:00Z"},
   {"type": "ADDED_WATCHED", "data": "{\"status\":\"FINISHED\"}", "createdAt": "2023-01-01T10:00:00Z",
  "customDate": "2020-05-05T00:00:00Z"}],
  "tags": [{"name": "crime", "color": "x", "bgColor": "y"}]},
 {"id": 2, "createdAt": "2023-01-01T10:00:00Z", "status": "PLANNED", "rating": 0, "content": {"tmdbId": 11645,
  "title": "Ran", "type": "movie"},
  "activity": [{"type": "ADDED_WATCHED", "data": "{\"status\":\"PLANNED\"}", "createdAt": "2023-01-01T10:00:00Z"}]},
 {"id": 3, "status": "FINISHED", "content": {"tmdbId": 4, "title": "Lost", "type": "tv"}, "activity": null,
  "tags": null},
 {"id": 4, "status": "DROPPED", "content": {"tmdbId": 6, "title": "Cats", "type": "movie"}},
 {"id": 5, "status": "FINISHED", "game": {"name": "Doom"}},
 {"id": 6, "status": "FINISHED", "content": {"tmdbId": 7, "title": "Jaws", "type": "movie"}}
]"#;

#[test]
fn watches_are_what_was_done_to_an_item() {
    let expected = [
        "1: Heat (1995) tt0113277 tmdb:949 170min | watched 2023-03-02 | watched 2020-05-05 | seen | ★4.5 #crime \
        | notes \"nice\" ! rating_rounded",
        "2: Ran tmdb:11645 | watchlist 2023-01-01T10:00:00.000Z",
        "3: Lost - left out: series",
        "4: Cats - left out: unfinished",
        "5:  - left out: not_a_film",
        "6: Jaws tmdb:7 | seen",
    ];
    check("watcharr", "x.json", EXPORT, &expected);
}
