//! What the kinds of outcomes, and the formats, are called.

use formats::{Doubt, Entry, FileProblem, LeftOut, Reason, formats};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Display;

fn check<T: Serialize + Display + Copy>(kinds: &[T], code: fn(T) -> &'static str) {
    for kind in kinds {
        assert_eq!(serde_json::to_value(kind).unwrap(), code(*kind));
        assert!(kind.to_string().ends_with('.'), "{kind}");
    }
    let codes: BTreeSet<_> = kinds.iter().map(|kind| code(*kind)).collect();
    assert_eq!(codes.len(), kinds.len());
}

#[test]
fn each_kind_has_the_code_that_it_is_written_as() {
    check(LeftOut::ALL, LeftOut::code);
    check(Reason::ALL, Reason::code);
    check(FileProblem::ALL, FileProblem::code);
    let (text, field, column) = ("x".to_owned(), "notes".to_owned(), "Rating".to_owned());
    for doubt in [
        Doubt::RatingOutOfRange { text: text.clone() },
        Doubt::RatingRounded { text: text.clone() },
        Doubt::DateOutOfRange { text: text.clone() },
        Doubt::DateUnclear { text: text.clone() },
        Doubt::YearOutOfRange { text: text.clone() },
        Doubt::IdMalformed { text },
        Doubt::SpoiltColumn { column },
        Doubt::TextTooLong { field: field.clone() },
        Doubt::TooMany { field },
        Doubt::MaybeSeries,
    ] {
        assert_eq!(serde_json::to_value(&doubt).unwrap()["code"], doubt.code());
        assert!(doubt.to_string().ends_with('.'), "{doubt}");
    }
}

#[test]
fn each_format_has_a_name_of_its_own() {
    let names: BTreeSet<_> = formats().into_iter().map(|format| format.name).collect();
    assert_eq!(names.len(), formats().len());
    assert!(names.contains("letterboxd") && names.contains("table"));
}

#[test]
fn entries_are_read_as_they_are_written() {
    for entry in crate::support::read_file("letterboxd", "diary.csv", crate::letterboxd::DIARY).entries {
        let json = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), entry);
    }
}
