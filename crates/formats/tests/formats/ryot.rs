//! Ryot.

use crate::support::check;

pub const EXPORT: &str = r#"{"collections": [{"name": "Best"}], "exercises": [{"id": 1}], "metadata": [
 {"lot": "movie", "source": "tmdb", "source_id": "Heat", "identifier": "949",
  "seen_history": [{"started_on": null, "ended_on": "2020-01-01", "progress": "100", "provider_watched_on": "Cinema"},
   {"progress": "40"}, {"ended_on": null, "progress": "100.0"}],
  "reviews": [{"rating": "90", "review": {"date": "2020-01-02T10:00:00Z", "text": "good"}, "comments": []},
   {"rating": "50", "review": {"date": "2019-01-02T10:00:00Z", "text": null}}],
  "collections": [{"collectionName": "Best", "createdOn": "2020-01-01T10:00:00Z"}, {"collectionName": "Owned"}]},
 {"lot": "movie", "source": "custom", "source_id": "Mine", "identifier": "met_x", "collections": ["Watchlist"]},
 {"lot": "show", "source": "tmdb", "source_id": "Lost", "identifier": "4"},
 {"lot": "book", "source": "x", "source_id": "Dune", "identifier": "4"},
 {"lot": "movie", "source": "tmdb", "source_id": "Cats", "identifier": "6", "collections": ["In Progress"]}
], "people": [{"lot": "movie"}]}"#;

#[test]
fn an_export_is_read() {
    let expected = [
        "list ryot:Best “Best”",
        "1: Heat tmdb:949 | watched 2020-01-01 at Cinema | watched once | ★4.5 \
        rated 2020-01-02 | notes \"good\" | on ryot:Best",
        "2: Mine | watchlist",
        "3: Lost - left out: series",
        "4: Dune - left out: not_a_film",
        "5: Cats - left out: unfinished",
    ];
    check("ryot", "x.json", EXPORT, &expected);
}

#[test]
fn the_highest_rating_tells_the_scale() {
    for (highest, expected) in [("4.5", "★4.5"), ("9", "★4.5"), ("90", "★4.5")] {
        let file = format!(
            r#"{{"media": [{{"lot": "movie", "source": "tmdb", "source_id": "Heat", "identifier": "949",
  "reviews": [{{"rating": "{highest}"}}]}}]}}"#
        );
        check("ryot", "x.json", file, &[&format!("1: Heat tmdb:949 | {expected}")]);
    }
}
