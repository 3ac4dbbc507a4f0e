//! Drafts as they are read from what clients send.

use domain::drafts::{read_draft, read_draft_of_any_size, read_patch};
use domain::library::movies::MovieDraft;
use domain::problems::ProblemKind;

fn faults(json: &str) -> Vec<(String, String)> {
    let errors = match read_draft::<MovieDraft>(json.as_bytes()) {
        Ok((_, errors)) => errors,
        Err(problem) => problem.errors,
    };
    errors.iter().map(|e| (e.field.clone(), e.code.clone())).collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn all_fields_of_a_wrong_type_and_all_unknown_ones_are_named() {
    let json = r#"{"title": 5, "year": "x", "genres": ["Drama", 7], "stars": 4, "on_watchlist": null}"#;
    let expected = pairs(&[
        ("genres[1]", "wrong_type"),
        ("on_watchlist", "wrong_type"),
        ("title", "wrong_type"),
        ("year", "wrong_type"),
        ("stars", "unknown_field"),
    ]);
    assert_eq!(faults(json), expected);
}

#[test]
fn a_lone_surrogate_names_its_field() {
    assert_eq!(faults(r#"{"year": 1972, "title": "\ud800"}"#), pairs(&[("title", "malformed")]));
}

#[test]
fn what_is_not_an_object_is_malformed() {
    for json in ["", "[]", "null", "{", "\"x\"", "{\"title\": }", &"[".repeat(100_000)] {
        let problem = read_draft::<MovieDraft>(json.as_bytes()).unwrap_err();
        assert_eq!(problem.kind(), Some(ProblemKind::MalformedRequest));
    }
}

#[test]
fn of_thousands_of_unknown_fields_fifty_are_named() {
    for count in [1000, 105_000] {
        let fields: Vec<_> = (0..count).map(|number| format!("\"{number:05}\":1")).collect();
        let json = format!("{{\"title\": 5, {}}}", fields.join(","));
        let problem = match read_draft::<MovieDraft>(json.as_bytes()) {
            Ok((_, errors)) => errors.into(),
            Err(problem) => problem,
        };
        assert_eq!((problem.errors.iter().count(), problem.more_errors), (50, true));
        assert!(serde_json::to_string(&problem).unwrap().len() < 16 * 1024);
    }
}

#[test]
fn a_row_of_a_file_is_read_whatever_else_stands_in_it() {
    let fields: Vec<_> = (0..60_000).map(|number| format!("\"{number:05}\":1")).collect();
    let json = format!("{{{}, \"title\": \"M\"}}", fields.join(","));
    assert_eq!(read_draft_of_any_size::<MovieDraft>(json.as_bytes()).unwrap().0.title, "M");
}

#[test]
fn a_patch_replaces_clears_and_keeps() {
    let before = MovieDraft { title: "M".to_owned(), year: Some(1931), ..MovieDraft::default() };
    let (after, errors) = read_patch(br#"{"year": null, "notes": "x", "stars": null}"#, &before).unwrap();
    assert_eq!(after, MovieDraft { notes: Some("x".to_owned()), year: None, ..before });
    assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["stars"]);
}

#[test]
fn the_value_of_a_wrong_field_is_not_repeated() {
    let (_, errors) = read_draft::<MovieDraft>(br#"{"year": "secret"}"#).unwrap();
    assert_eq!(errors.of("year"), Some("Year must be a whole number."));
}
