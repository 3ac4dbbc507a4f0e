//! JSON, item by item: never the whole of a large file.
//!
//! The items are only told apart here, and each is then read by the library. It reads from memory four times as fast as
//! from a file, and an item that is wrong doesn't spoil those behind it.

use crate::files::Meter;
use crate::outcome::FileProblem;
use crate::stop::Stop;
use crate::table::decode;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::ops::Deref;

/// What takes an item: the key of its array, its number from 1, and its text.
pub(crate) type TakeItem<'a> = &'a mut dyn FnMut(&str, u64, &str) -> Result<(), Stop>;

/// Gives each item of the array that the document is, with an empty key, or of the arrays in the object that it is.
pub(crate) fn items(reader: impl Read, meter: &Meter, take: TakeItem<'_>) -> Result<(), Stop> {
    values(reader, meter, false, take)
}

/// The same, and the objects in the object, each as the only item of its key.
pub(crate) fn items_and_objects(reader: impl Read, meter: &Meter, take: TakeItem<'_>) -> Result<(), Stop> {
    values(reader, meter, true, take)
}

fn values(reader: impl Read, meter: &Meter, takes_objects: bool, take: TakeItem<'_>) -> Result<(), Stop> {
    let reader = BufReader::with_capacity(32 * 1024, reader);
    let mut document = Document { reader, meter, takes_objects, value: Vec::new() };
    match document.next()? {
        b'[' => document.items("", take),
        b'{' => document.object(take),
        _ => Err(FileProblem::Damaged.into()),
    }
}

struct Document<'a, R> {
    reader: R,
    meter: &'a Meter,
    takes_objects: bool,
    /// The value that was read last.
    value: Vec<u8>,
}

impl<R: BufRead> Document<'_, R> {
    /// The items of the arrays in an object; other values are passed over.
    fn object(&mut self, take: TakeItem<'_>) -> Result<(), Stop> {
        self.reader.consume(1);
        loop {
            self.meter.next_row();
            match self.next()? {
                b'"' => {}
                b',' => {
                    self.reader.consume(1);
                    continue;
                }
                b'}' => return Ok(()),
                _ => return Err(FileProblem::Damaged.into()),
            }
            self.read(true)?;
            let key: String = serde_json::from_slice(&self.value).map_err(|_| FileProblem::Damaged)?;
            if self.next()? != b':' {
                return Err(FileProblem::Damaged.into());
            }
            self.reader.consume(1);
            match self.next()? {
                b'[' => self.items(&key, take)?,
                b'{' if self.takes_objects => {
                    self.read(true)?;
                    take(&key, 1, &decode(&self.value))?;
                }
                _ => {
                    self.meter.lift();
                    self.read(false)?;
                }
            }
        }
    }

    /// The items of an array.
    fn items(&mut self, key: &str, take: TakeItem<'_>) -> Result<(), Stop> {
        self.reader.consume(1);
        let mut number = 0;
        loop {
            self.meter.next_row();
            match self.next()? {
                b']' => {
                    self.reader.consume(1);
                    return Ok(());
                }
                b',' => self.reader.consume(1),
                b'}' | b':' => return Err(FileProblem::Damaged.into()),
                _ => {
                    self.read(true)?;
                    number += 1;
                    take(key, number, &decode(&self.value))?;
                }
            }
        }
    }

    /// The next byte that isn't a space; it stays where it is.
    fn next(&mut self) -> Result<u8, Stop> {
        loop {
            let bytes = fill(&mut self.reader, self.meter)?;
            if let Some(at) = bytes.iter().position(|byte| !byte.is_ascii_whitespace()) {
                let byte = bytes[at];
                self.reader.consume(at);
                return Ok(byte);
            }
            let length = bytes.len();
            self.reader.consume(length);
        }
    }

    /// Reads the value that begins here, up to its end.
    fn read(&mut self, is_kept: bool) -> Result<(), Stop> {
        self.value.clear();
        let (mut depth, mut is_in_text, mut is_escaped) = (0_u64, false, false);
        loop {
            let bytes = fill(&mut self.reader, self.meter)?;
            // How much of these bytes belongs to the value, when it ends in them.
            let end = bytes.iter().enumerate().find_map(|(at, byte)| {
                if is_in_text {
                    if is_escaped {
                        is_escaped = false;
                    } else if *byte == b'\\' {
                        is_escaped = true;
                    } else if *byte == b'"' {
                        is_in_text = false;
                        return (depth == 0).then_some(at + 1);
                    }
                    return None;
                }
                match byte {
                    b'"' => is_in_text = true,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' if depth > 0 => {
                        depth -= 1;
                        return (depth == 0).then_some(at + 1);
                    }
                    b'}' | b']' | b',' if depth == 0 => return Some(at),
                    _ => {}
                }
                None
            });
            let length = end.unwrap_or(bytes.len());
            if is_kept {
                self.value.extend_from_slice(&bytes[..length]);
            }
            self.reader.consume(length);
            if end.is_some() {
                return Ok(());
            }
        }
    }
}

/// The bytes that come next; there must be some.
fn fill<'r>(reader: &'r mut impl BufRead, meter: &Meter) -> Result<&'r [u8], Stop> {
    let bytes = reader.fill_buf().map_err(|_| meter.problem())?;
    if bytes.is_empty() { Err(FileProblem::Damaged.into()) } else { Ok(bytes) }
}

/// A text, a number or whether something is so, as text; null and everything else is an empty text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text(String);

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Text, E> {
        Ok(Text(text))
    }

    fn visit_bool<E>(self, is_so: bool) -> Result<Text, E> {
        Ok(Text(is_so.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Text, E> {
        Ok(Text(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Text, E> {
        Ok(Text(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Text, E> {
        Ok(Text(number.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Text, E> {
        Ok(Text::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text::default())
    }
}

/// A value that may be null.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
