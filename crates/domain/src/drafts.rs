//! Reading a draft out of JSON, so that every field at fault is named at once.

use crate::field_errors::FieldErrors;
use crate::json::{MAX_VALUES, Object, note_unknown, read_object};
use crate::problems::{Problem, ProblemKind};
use crate::text::label;
use serde::de::value::Error as ProbeError;
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
use serde::{Serialize, forward_to_deserialize_any};
use serde_json::{Map, Value};

/// Reads a draft from the bytes of a JSON object.
///
/// The draft's fields must all have defaults; what is missing is for its `parse` to say. Fields of
/// the wrong type and unknown ones come back beside it, so that they can be reported together with
/// the faults that `parse` finds.
///
/// # Errors
/// A [`ProblemKind::MalformedRequest`] when it is not JSON or not an object, or has a key twice; a
/// [`ProblemKind::ValidationFailed`] when it has more than [`MAX_VALUES`] values. The field in which
/// the reading stopped is named when there is one.
pub fn read_draft<T: DeserializeOwned + Default>(json: &[u8]) -> Result<(T, FieldErrors), Problem> {
    Ok(draft_of(read_object(json, field_names::<T>(), MAX_VALUES)?))
}

/// Reads a draft as [`read_draft`] does, but with any number of values: out of a file that its owner
/// imports.
///
/// # Errors
/// A [`ProblemKind::MalformedRequest`], as [`read_draft`].
pub fn read_draft_of_any_size<T: DeserializeOwned + Default>(json: &[u8]) -> Result<(T, FieldErrors), Problem> {
    Ok(draft_of(read_object(json, field_names::<T>(), usize::MAX)?))
}

/// Reads a merge patch (RFC 7396) from the bytes of a JSON object: the members given replace those
/// of `before`, and null clears. What comes of it is read as in [`read_draft`].
///
/// # Errors
/// As [`read_draft`].
pub fn read_patch<T: DeserializeOwned + Default + Serialize>(
    json: &[u8],
    before: &T,
) -> Result<(T, FieldErrors), Problem> {
    let changes = read_object(json, field_names::<T>(), MAX_VALUES)?;
    let Ok(Value::Object(mut fields)) = serde_json::to_value(before) else {
        return Err(Problem::new(ProblemKind::Internal));
    };
    for (name, value) in changes.fields {
        match value {
            Value::Null => drop(fields.remove(&name)),
            value => drop(fields.insert(name, value)),
        }
    }
    Ok(draft_of(Object { fields, ..changes }))
}

/// The draft, and the faults of its fields before those that there are not.
fn draft_of<T: DeserializeOwned + Default>(object: Object) -> (T, FieldErrors) {
    let Object { fields, unknown } = object;
    let mut errors = FieldErrors::default();
    let draft = deserialize(&fields, &mut errors).unwrap_or_else(|_| {
        errors = FieldErrors::default();
        without_wrong_ones(fields, &mut errors)
    });
    errors.extend(unknown);
    (draft, errors)
}

/// Tries each field alone, so that a body is read three times at the most, however many are wrong.
fn without_wrong_ones<T: DeserializeOwned + Default>(fields: Map<String, Value>, errors: &mut FieldErrors) -> T {
    let mut right = Map::new();
    for (name, value) in fields {
        let alone = Map::from_iter([(name, value)]);
        match deserialize::<T>(&alone, errors) {
            Ok(_) => right.extend(alone),
            Err((path, message)) => {
                let message = wrong_type(&path, &message);
                errors.add(path, "wrong_type", message);
            }
        }
    }
    deserialize(&right, &mut FieldErrors::default()).unwrap_or_default()
}

fn deserialize<T: DeserializeOwned>(
    fields: &Map<String, Value>,
    errors: &mut FieldErrors,
) -> Result<T, (String, String)> {
    let mut note = |path: serde_ignored::Path<'_>| note_unknown(errors, || path.to_string());
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(fields, &mut track);
    T::deserialize(serde_ignored::Deserializer::new(tracked, &mut note))
        .map_err(|error| (track.path().to_string(), error.to_string()))
}

/// The names of a struct's fields.
fn field_names<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut probe = Probe(&[]);
    // It always fails: only what the type asks for is of interest.
    drop(T::deserialize(&mut probe));
    probe.0
}

/// Learns which fields a type wants.
struct Probe(&'static [&'static str]);

impl<'de> Deserializer<'de> for &mut Probe {
    type Error = ProbeError;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, ProbeError> {
        self.0 = fields;
        Err(ProbeError::custom("the names are known"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ProbeError> {
        Err(ProbeError::custom("this is not a struct"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn wrong_type(path: &str, message: &str) -> String {
    // serde: "invalid type: string \"x\", expected i64"; only what it expected is of use, and the
    // value itself may be a megabyte long or a password.
    let expected = message.rsplit_once("expected ").map_or("another value", |(_, rest)| rest);
    let expected = match expected {
        "i64" | "u64" | "i32" | "u32" | "i16" | "u16" => "a whole number",
        "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a string" => "a text",
        other => other,
    };
    format!("{} must be {expected}.", label(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::movies::MovieDraft;

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
}
