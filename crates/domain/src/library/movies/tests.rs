use super::*;
use crate::times::parse_date;

fn today() -> Date {
    parse_date("2026-11-23").unwrap()
}

/// The field and code of every fault of a draft.
#[track_caller]
fn check(draft: &MovieDraft, expected: &[(&str, &str)]) {
    let errors = draft.parse(today()).err().unwrap_or_default();
    let found: Vec<_> = errors.iter().map(|e| (e.field.as_str(), e.code.as_str())).collect();
    assert_eq!(found, expected);
}

fn draft(change: impl FnOnce(&mut MovieDraft)) -> MovieDraft {
    let mut draft = MovieDraft { title: "Amélie".to_owned(), ..MovieDraft::default() };
    change(&mut draft);
    draft
}

#[test]
fn empty_title_is_rejected() {
    check(&draft(|d| d.title = String::new()), &[("title", "required")]);
    check(&draft(|d| d.title = " \u{3000} ".to_owned()), &[("title", "required")]);
}

#[test]
fn a_title_has_up_to_300_characters_and_no_control_characters() {
    check(&draft(|d| d.title = "é".repeat(300)), &[]);
    check(&draft(|d| d.title = format!("  {}  ", "é".repeat(300))), &[]);
    check(&draft(|d| d.title = "é".repeat(301)), &[("title", "too_long")]);
    check(&draft(|d| d.title = "a\0b".to_owned()), &[("title", "control_characters")]);
    check(&draft(|d| d.title = "a\nb".to_owned()), &[("title", "control_characters")]);
}

#[test]
fn numbers_outside_their_range_are_rejected() {
    for year in [1870, 2200] {
        check(&draft(|d| d.year = Some(year)), &[]);
    }
    for year in [i64::MIN, -1, 0, 1869, 2201, i64::MAX] {
        check(&draft(|d| d.year = Some(year)), &[("year", "out_of_range")]);
    }
    for minutes in [0, 2001, 65537] {
        check(&draft(|d| d.runtime_minutes = Some(minutes)), &[("runtime_minutes", "out_of_range")]);
    }
    for stars in [-1.0, 0.0, 0.4, 3.3, 5.5, 99.0] {
        check(&draft(|d| d.rating = Some(stars)), &[("rating", "out_of_range")]);
    }
}

#[test]
fn a_film_is_watched_between_1870_and_tomorrow() {
    for day in ["1870-01-01", "2026-11-23", "2026-11-24", ""] {
        check(&draft(|d| d.watched_on = Some(day.to_owned())), &[]);
    }
    for day in ["1869-12-31", "2026-11-25", "9999-12-31"] {
        check(&draft(|d| d.watched_on = Some(day.to_owned())), &[("watched_on", "out_of_range")]);
    }
    for day in ["yesterday", "2026-02-30", "23.11.2026"] {
        check(&draft(|d| d.watched_on = Some(day.to_owned())), &[("watched_on", "not_a_date")]);
    }
}

#[test]
fn genres_and_tags_are_bounded() {
    let many = |n: usize| (0..n).map(|i| format!("label {i}")).collect::<Vec<_>>();
    check(&draft(|d| (d.genres, d.tags) = (many(20), many(50))), &[]);
    check(&draft(|d| (d.genres, d.tags) = (many(21), many(51))), &[("genres", "too_many"), ("tags", "too_many")]);
    check(&draft(|d| d.tags = vec!["ok".to_owned(), "x".repeat(51)]), &[("tags[1]", "too_long")]);
    check(&draft(|d| d.genres = vec!["a\nb".to_owned()]), &[("genres[0]", "control_characters")]);
}

#[test]
fn long_texts_keep_their_lines() {
    let fields = draft(|d| d.notes = Some(" one\r\ntwo\tthree ".to_owned())).parse(today()).unwrap();
    assert_eq!(fields.notes.as_deref(), Some("one\ntwo\tthree"));
    check(&draft(|d| d.overview = Some("x".repeat(10_001))), &[("overview", "too_long")]);
    check(&draft(|d| d.notes = Some("\0".to_owned())), &[("notes", "control_characters")]);
}

#[test]
fn ids_elsewhere_have_their_own_form() {
    for id in ["tt0068646", "tt1234567890", " tt0068646 ", ""] {
        check(&draft(|d| d.imdb_id = Some(id.to_owned())), &[]);
    }
    for id in ["0068646", "tt", "tt123456", "tt12345678901", "tt00686４6", "nm0068646"] {
        check(&draft(|d| d.imdb_id = Some(id.to_owned())), &[("imdb_id", "malformed")]);
    }
    check(&draft(|d| d.tmdb_id = Some(0)), &[("tmdb_id", "out_of_range")]);
}

#[test]
fn all_faults_are_named_at_once() {
    let wrong = MovieDraft { year: Some(1), rating: Some(9.0), ..MovieDraft::default() };
    check(&wrong, &[("title", "required"), ("year", "out_of_range"), ("rating", "out_of_range")]);
}
