//! The language that somebody reads, and where they are.

use serde::de::Unexpected;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident, $is_letter:path, $expected:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 2]);

        impl $name {
            /// Its letters.
            pub fn as_str(&self) -> &str {
                // They are letters of ASCII.
                str::from_utf8(&self.0).unwrap_or_default()
            }

            /// The one of these letters; none for other text.
            pub fn from_name(name: &str) -> Option<Self> {
                let letters: [u8; 2] = name.as_bytes().try_into().ok()?;
                letters.iter().all($is_letter).then_some(Self(letters))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let name = String::deserialize(from)?;
                let other = || serde::de::Error::invalid_value(Unexpected::Other("other text"), &$expected);
                Self::from_name(&name).ok_or_else(other)
            }
        }
    )+};
}

codes! {
    /// A language, by its two letters of ISO 639-1: `de`.
    Language, u8::is_ascii_lowercase, "two letters such as de";
    /// A country or a territory, by its two letters of ISO 3166-1: `AT`.
    Region, u8::is_ascii_uppercase, "two letters such as AT";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_two_letters() {
        assert_eq!(Language::from_name("de").map(|it| it.as_str().to_owned()).as_deref(), Some("de"));
        assert_eq!(Region::from_name("AT").map(|it| it.as_str().to_owned()).as_deref(), Some("AT"));
        for text in ["", "d", "DE", "deu", "d1", "é"] {
            assert_eq!(Language::from_name(text), None, "{text}");
        }
        assert_eq!(Region::from_name("at"), None);
        assert!(serde_json::from_str::<Language>("\"german\"").unwrap_err().to_string().ends_with("such as de"));
    }
}
