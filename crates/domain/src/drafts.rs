//! Reading a draft out of JSON, so that every field at fault is named at once.

use crate::problems::{FieldErrors, Problem, ProblemKind};
use crate::text::label;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Reads a draft from the bytes of a JSON object.
///
/// The draft's fields must all have defaults; what is missing is for its `parse` to say. Fields of
/// the wrong type and unknown ones come back beside it, so that they can be reported together with
/// the faults that `parse` finds.
///
/// # Errors
/// A [`ProblemKind::MalformedRequest`] when it is not JSON or not an object; the field in which
/// the reading stopped is named when there is one.
pub fn read_draft<T: DeserializeOwned>(json: &[u8]) -> Result<(T, FieldErrors), Problem> {
    let value = match serde_json::from_slice(json) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(malformed("The body must be a JSON object.".to_owned())),
        Err(error) => Err(malformed_json::<T>(json, &error)),
    }?;
    Ok(draft_of_fields(value))
}

/// Reads a draft from the fields of a JSON object; see [`read_draft`].
pub fn draft_of_fields<T: DeserializeOwned>(mut fields: Map<String, Value>) -> (T, FieldErrors) {
    let mut errors = FieldErrors::default();
    loop {
        match deserialize::<T>(&fields, &mut errors) {
            Ok(draft) => return (draft, errors),
            Err((path, message)) => {
                // The field is noted and taken out, so that the next round finds the next fault.
                let name = path.split(['[', '.']).next().unwrap_or_default().to_owned();
                errors.add(path.clone(), "wrong_type", wrong_type(&path, &message));
                if fields.remove(&name).is_none() {
                    fields.clear();
                }
            }
        }
    }
}

fn deserialize<T: DeserializeOwned>(
    fields: &Map<String, Value>,
    errors: &mut FieldErrors,
) -> Result<T, (String, String)> {
    let mut unknown = Vec::new();
    let mut note = |path: serde_ignored::Path<'_>| unknown.push(path.to_string());
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(fields, &mut track);
    let draft = T::deserialize(serde_ignored::Deserializer::new(tracked, &mut note))
        .map_err(|error| (track.path().to_string(), error.to_string()))?;
    for field in unknown {
        errors.add(field.clone(), "unknown_field", format!("There is no field “{}”; take it out.", shortened(&field)));
    }
    Ok(draft)
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

fn malformed_json<T: DeserializeOwned>(json: &[u8], error: &serde_json::Error) -> Problem {
    let message = format!("The body is not valid JSON: {error}.");
    let mut errors = FieldErrors::default();
    let mut reader = serde_json::Deserializer::from_slice(json);
    if let Err(error) = serde_path_to_error::deserialize::<_, T>(&mut reader) {
        let path = error.path().to_string();
        if path != "." && path != "?" {
            errors.add(path, "malformed", "This can't be read as JSON.");
        }
    }
    malformed(message).with_errors(errors)
}

fn malformed(detail: String) -> Problem {
    Problem::new(ProblemKind::MalformedRequest).with_detail(detail)
}

fn shortened(text: &str) -> String {
    if text.chars().count() > 60 { text.chars().take(60).chain(['…']).collect() } else { text.to_owned() }
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
    fn the_value_of_a_wrong_field_is_not_repeated() {
        let (_, errors) = read_draft::<MovieDraft>(br#"{"year": "secret"}"#).unwrap();
        assert_eq!(errors.of("year"), Some("Year must be a whole number."));
    }
}
