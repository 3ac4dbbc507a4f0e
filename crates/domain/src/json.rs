//! Reading a JSON object in one pass, whatever a stranger made of it: each key once, and no more
//! values than any call needs.

use crate::field_errors::{FieldErrors, MAX_FIELD, shortened};
use crate::problems::{Problem, ProblemKind};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

/// The most values of a body that are read: each text, number, list and object counts as one.
pub const MAX_VALUES: usize = 20_000;
/// So many keys of an object are compared one by one; a set pays only for more.
const FEW_KEYS: usize = 16;

/// What stands in a JSON object.
pub struct Object {
    /// The fields that are known.
    pub fields: Map<String, Value>,
    /// The others, whose values are not kept.
    pub unknown: FieldErrors,
}

/// Reads a JSON object with these fields and at most `max_values` values.
///
/// # Errors
/// A [`ProblemKind::MalformedRequest`] when it is not JSON, not an object, or has a key twice; a
/// [`ProblemKind::ValidationFailed`] when it has more values. The field in which the reading stopped
/// is named when there is one.
pub fn read_object(json: &[u8], known: &[&str], max_values: usize) -> Result<Object, Problem> {
    let object = Object { fields: Map::new(), unknown: FieldErrors::default() };
    let walk = Walk { left: max_values, keeps: false, stop: None };
    let mut reader = Reader { known, object, walk, field: None };
    let mut json = serde_json::Deserializer::from_slice(json);
    match json.deserialize_map(&mut reader).and_then(|()| json.end()) {
        Ok(()) => Ok(reader.object),
        Err(error) => Err(reader.refusal(&error)),
    }
}

/// Notes a field that there is not.
pub fn note_unknown(unknown: &mut FieldErrors, name: impl FnOnce() -> String) {
    if unknown.is_full() {
        return unknown.add_unlisted();
    }
    let name = shortened(&name(), MAX_FIELD);
    let message = format!("There is no field “{name}”. Remove it.");
    unknown.add(name, "unknown_field", message);
}

/// Reads the object itself.
struct Reader<'a, 'de> {
    known: &'a [&'a str],
    object: Object,
    walk: Walk,
    /// The field that is being read.
    field: Option<Cow<'de, str>>,
}

impl<'de> Visitor<'de> for &mut Reader<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut keys = Keys::default();
        while let Some(Key(key)) = map.next_key()? {
            self.field = Some(key.clone());
            keys.insert(key.clone(), &mut self.walk)?;
            self.walk.keeps = self.known.contains(&&*key);
            let value = map.next_value_seed(&mut self.walk)?;
            if self.walk.keeps {
                self.object.fields.insert(key.into_owned(), value);
            } else {
                note_unknown(&mut self.object.unknown, || shortened(&key, MAX_FIELD));
            }
            self.field = None;
        }
        Ok(())
    }
}

impl Reader<'_, '_> {
    fn refusal(self, error: &serde_json::Error) -> Problem {
        let mut errors = FieldErrors::default();
        let field = self.field.as_deref().unwrap_or_default();
        let mut at_field = |code, message| {
            if !field.is_empty() {
                errors.add(field, code, message);
            }
        };
        let problem = Problem::new(ProblemKind::MalformedRequest);
        let problem = match self.walk.stop {
            Some(Stop::TooMany) => {
                at_field("too_many", "There are too many values. Send fewer.");
                errors.extend(self.object.unknown);
                let is_full = errors.is_full();
                errors.add_unlisted();
                let detail = format!("The body has more than {MAX_VALUES} values; the rest was not read.");
                let problem = Problem::new(ProblemKind::ValidationFailed);
                return if is_full { problem } else { problem.with_detail(detail) }.with_errors(errors);
            }
            Some(Stop::Repeated(key)) => {
                at_field("repeated", "Give it only once.");
                problem.with_detail(format!("The field “{key}” appears twice. Remove one."))
            }
            None if error.is_data() => problem.with_detail("The body must be a JSON object."),
            None => {
                at_field("malformed", "This can't be read as JSON.");
                problem.with_detail(format!("The body is not valid JSON: {error}."))
            }
        };
        problem.with_errors(errors)
    }
}

/// Reads a value, and keeps it where it is wanted.
struct Walk {
    /// How many values can still be read.
    left: usize,
    /// Whether the value is kept.
    keeps: bool,
    /// Why the reading stopped, if it is not for the JSON itself.
    stop: Option<Stop>,
}

enum Stop {
    /// There are too many values.
    TooMany,
    /// This key stood in an object twice.
    Repeated(String),
}

impl Walk {
    fn keep<E: Error>(&mut self, value: impl FnOnce() -> Value) -> Result<Value, E> {
        let Some(left) = self.left.checked_sub(1) else {
            self.stop = Some(Stop::TooMany);
            return Err(E::custom("too many values"));
        };
        self.left = left;
        Ok(if self.keeps { value() } else { Value::Null })
    }
}

impl<'de> DeserializeSeed<'de> for &mut Walk {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Walk {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.keep(|| Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.keep(|| value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.keep(|| value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.keep(|| value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.keep(|| value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.keep(|| value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = seq.next_element_seed(&mut *self)? {
            if self.keeps {
                list.push(value);
            }
        }
        self.keep(|| list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let (mut keys, mut object) = (Keys::default(), Map::new());
        while let Some(Key(key)) = map.next_key()? {
            keys.insert(key.clone(), self)?;
            let value = map.next_value_seed(&mut *self)?;
            if self.keeps {
                object.insert(key.into_owned(), value);
            }
        }
        self.keep(|| object.into())
    }
}

/// A key, not copied unless it has escapes.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// The keys of one object.
#[derive(Default)]
struct Keys<'de> {
    few: Vec<Cow<'de, str>>,
    many: HashSet<Cow<'de, str>>,
}

impl<'de> Keys<'de> {
    /// Adds a key.
    ///
    /// # Errors
    /// When it is there already.
    fn insert<E: Error>(&mut self, key: Cow<'de, str>, walk: &mut Walk) -> Result<(), E> {
        if self.few.len() == FEW_KEYS {
            self.many.extend(self.few.drain(..));
        }
        let is_few = self.many.is_empty();
        let is_there = if is_few { self.few.contains(&key) } else { self.many.contains(&key) };
        if is_there {
            walk.stop = Some(Stop::Repeated(shortened(&key, MAX_FIELD)));
            return Err(E::custom("a key is there twice"));
        }
        if is_few {
            self.few.push(key);
        } else {
            self.many.insert(key);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(json: &str) -> Problem {
        read_object(json.as_bytes(), &["title", "credential"], MAX_VALUES).err().unwrap()
    }

    #[test]
    fn a_key_that_is_there_twice_is_refused_at_any_depth() {
        let many: String = (0..100).map(|number| format!("\"k{number}\": 1, ")).collect::<Vec<_>>().concat();
        for (json, key, field) in [
            (r#"{"title": 1, "title": 2}"#.to_owned(), "title", "title"),
            (r#"{"title": 1, "\u0074itle": 2}"#.to_owned(), "title", "title"),
            (r#"{"credential": [{"a": {"b": 1, "b": 1}}]}"#.to_owned(), "b", "credential"),
            (r#"{"other": {"a": 1, "a": null}}"#.to_owned(), "a", "other"),
            (format!(r#"{{{many}"k3": 1}}"#), "k3", "k3"),
            (format!(r#"{{"title": {{{many}"k99": 1}}}}"#), "k99", "title"),
        ] {
            let problem = refusal(&json);
            assert_eq!(problem.kind(), Some(ProblemKind::MalformedRequest), "{json}");
            assert!(problem.message().contains(&format!("“{key}” appears twice")), "{problem}");
            assert_eq!(problem.errors.iter().next().unwrap().field, field);
        }
    }

    #[test]
    fn equal_keys_of_different_objects_are_no_repeats() {
        let json = br#"{"title": [{"a": 1}, {"a": {"a": 2}}], "credential": {"title": 1}}"#;
        assert_eq!(read_object(json, &["title", "credential"], MAX_VALUES).unwrap().fields.len(), 2);
    }

    #[test]
    fn a_body_is_read_up_to_its_most_values() {
        let read = |body: &str| read_object(body.as_bytes(), &["title"], 6);
        let object = read(r#"{"title": {"a": [true, -1, 0.5, null]}}"#).ok().unwrap();
        assert_eq!(Value::Object(object.fields), serde_json::json!({"title": {"a": [true, -1, 0.5, null]}}));
        for body in [
            r#"{"x": 1, "title": {"a": [1, 2, 3, 4]}, "#,
            r#"{"x": [[[[[[[]]]]]]], "#,
            r#"{"title": {"a": {"b": [1, 2, 3, 4, 5, 6, 7, "#,
        ] {
            let problem = read(body).err().unwrap();
            assert_eq!(problem.kind(), Some(ProblemKind::ValidationFailed), "{body}");
            assert!(problem.more_errors && problem.errors.iter().next().unwrap().code == "too_many", "{problem}");
        }
    }

    #[test]
    fn the_name_of_a_repeated_key_is_shortened() {
        let key = "k".repeat(400_000);
        let problem = refusal(&format!(r#"{{"{key}": 1, "{key}": 2}}"#));
        assert!(serde_json::to_string(&problem).unwrap().len() < 1000);
    }
}
