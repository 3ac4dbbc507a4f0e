use super::*;
use crate::library::movies::MovieSummary;
use crate::queries::ListQuery;

fn parse(pairs: &[(&str, &str)]) -> (MoviesQuery, Vec<String>) {
    let pairs: Vec<_> = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let (query, errors) = MoviesQuery::parse_with(&pairs, |_, _, _| false);
    (query, errors.iter().map(|e| e.field.clone()).collect())
}

#[test]
fn a_query_is_read_back_as_it_was_written() {
    let pairs = [
        ("search", "100% amélie & co"),
        ("genre", "Science Fiction"),
        ("genre", "Drama"),
        ("genre_match", "any"),
        ("tag", "to own"),
        ("tag_match", "any"),
        ("year", "2001"),
        ("decade", "2000"),
        ("runtime_min", "60"),
        ("runtime_max", "100"),
        ("rating_min", "3.5"),
        ("rating_max", "4"),
        ("rated", "false"),
        ("liked", "true"),
        ("watched", "several"),
        ("watched_in", "2024-03"),
        ("place", "Lux"),
        ("person", "Agnès Varda"),
        ("list", "0192f0c1-2d5c-7a6e-8a7d-0242ac120002"),
        ("status", "watchlist"),
        ("sort", "-watched_on"),
    ];
    let (query, faults) = parse(&pairs);
    assert_eq!(faults, [] as [&str; 0]);
    let written = query.to_pairs();
    assert_eq!(written, pairs.map(|(n, v)| (n, v.to_owned())));
    assert!(query.is_filtered());
}

#[test]
fn a_decade_is_told_by_any_of_its_years_and_a_name_counts_once() {
    let (query, faults) = parse(&[("decade", "1995"), ("genre", "Drama"), ("genre", "Drama")]);
    assert_eq!(faults, [] as [&str; 0]);
    assert_eq!((query.decade, query.genres), (Some(1990), vec!["Drama".to_owned()]));
    let many: Vec<_> = (0..21).map(|n| n.to_string()).collect();
    let pairs: Vec<_> = many.iter().map(|name| ("tag", name.as_str())).collect();
    assert_eq!(parse(&pairs).1, ["tag"]);
}

#[test]
fn every_parameter_at_fault_is_named() {
    let (query, faults) = parse(&[
        ("year", "MCM"),
        ("rating_min", "9"),
        ("status", "seen"),
        ("rated", "yes"),
        ("watched", "twice"),
        ("watched_in", "24"),
        ("genre_match", "some"),
        ("sort", "--title"),
        ("offset", "3"),
        ("search", "a\0b"),
    ]);
    assert_eq!(
        faults,
        ["year", "rating_min", "status", "rated", "watched", "watched_in", "genre_match", "sort", "offset", "search"]
    );
    assert_eq!(query, MoviesQuery::default());
}

#[test]
fn a_rating_concerns_a_list_only_if_that_looks_at_ratings() {
    let before: MovieSummary = serde_json::from_str(
        r#"{"id":"0192f0c1-2d5c-7a6e-8a7d-0242ac120002","title":"M","genres":[],"watch_count":0,"on_watchlist":false,
            "liked":false,"watched_on":null,"tags":[],"created_at":"2026-11-23T12:00:00.000Z","updated_at":"2026-11-23T12:00:00.000Z",
            "version":1}"#,
    )
    .unwrap();
    let rated = MovieSummary { rating: Rating::from_half_stars(9), version: 2, ..before.clone() };
    let watched = MovieSummary { watch_count: 1, version: 2, ..before.clone() };
    let renamed = MovieSummary { title: "Em".to_owned(), ..before.clone() };
    for (pairs, [by_rating, by_watch, by_title]) in [
        (&[][..], [false, false, false]),
        (&[("sort", "rating")][..], [true, false, false]),
        (&[("rating_min", "2")][..], [true, false, false]),
        (&[("sort", "watched_on")][..], [false, true, false]),
        (&[("status", "unwatched")][..], [false, true, false]),
        (&[("status", "watchlist")][..], [false, false, false]),
        (&[("sort", "title")][..], [false, false, true]),
        (&[("search", "m")][..], [false, false, true]),
        (&[("rated", "false")][..], [true, false, false]),
        (&[("watched", "once")][..], [false, true, false]),
        (&[("genre", "Drama"), ("year", "1931")][..], [false, false, false]),
    ] {
        let (query, _) = parse(pairs);
        let found = [&rated, &watched, &renamed].map(|after| query.depends_on(&before, after));
        assert_eq!(found, [by_rating, by_watch, by_title], "{pairs:?}");
    }
}
