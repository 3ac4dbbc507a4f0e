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
/// [`ProblemKind::ValidationFailed`] when it has more than 20,000 values. The field in which
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
