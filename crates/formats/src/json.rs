//! JSON, item by item: never the whole of a large file.

use crate::files::Meter;
use crate::format::Stop;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::fmt;
use std::io::{BufReader, Read};
use std::ops::Deref;

/// What takes an item: the key of its array, its number from 1, and itself.
pub(crate) type TakeItem<'a> = &'a mut dyn FnMut(&str, u64, &RawValue) -> Result<(), Stop>;

/// Gives each item of the array that the document is, with an empty key, or of the arrays in the object that it is.
pub(crate) fn items(reader: impl Read, meter: &Meter, take: TakeItem<'_>) -> Result<(), Stop> {
    let mut stop = None;
    let mut deserializer = serde_json::Deserializer::from_reader(BufReader::with_capacity(32 * 1024, reader));
    let document = Document { meter, take, stop: &mut stop };
    let result = document.deserialize(&mut deserializer);
    match (stop, result) {
        (Some(stop), _) => Err(stop),
        (None, Err(_)) => Err(meter.problem().into()),
        (None, Ok(())) => Ok(()),
    }
}

/// The document itself.
struct Document<'a, 'b> {
    meter: &'a Meter,
    take: TakeItem<'b>,
    stop: &'a mut Option<Stop>,
}

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        Items { key: "", meter: self.meter, take: self.take, stop: self.stop }.visit_seq(seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.meter.next_row();
        while let Some(key) = map.next_key::<String>()? {
            let (meter, take, stop) = (self.meter, &mut *self.take, &mut *self.stop);
            map.next_value_seed(Items { key: &key, meter, take, stop })?;
            self.meter.next_row();
        }
        Ok(())
    }
}

/// The value of a key: its items, if it has any.
struct Items<'a, 'b> {
    key: &'a str,
    meter: &'a Meter,
    take: TakeItem<'b>,
    stop: &'a mut Option<Stop>,
}

impl<'de> DeserializeSeed<'de> for Items<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut number = 0;
        self.meter.next_row();
        while let Some(item) = seq.next_element::<Box<RawValue>>()? {
            number += 1;
            if let Err(stop) = (self.take)(self.key, number, &item) {
                *self.stop = Some(stop);
                return Err(A::Error::custom("stopped"));
            }
            self.meter.next_row();
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.meter.lift();
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A text, a number or whether something is so, as text; null and everything else is an empty text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text(String);

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
