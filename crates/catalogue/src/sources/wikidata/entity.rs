//! An entity of Wikidata, as far as we read it.

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// An entity.
#[derive(Debug, Deserialize)]
pub struct Entity {
    /// `Q…`.
    pub id: String,
    /// How it is called in each language.
    #[serde(default)]
    pub labels: Map<Label>,
    /// What is said of it.
    #[serde(default)]
    pub claims: Map<Claims>,
    /// Its pages in wikis.
    #[serde(default)]
    pub sitelinks: Map<IgnoredAny>,
}

/// How it is called in a language.
#[derive(Debug, Deserialize)]
pub struct Label {
    /// The text.
    pub value: String,
}

/// What is said of a property. Of most we read nothing.
#[derive(Debug, Deserialize)]
pub struct Claims(Vec<Claim>);

#[derive(Debug, Deserialize)]
struct Claim {
    #[serde(default)]
    mainsnak: Snak,
    #[serde(default)]
    rank: String,
    #[serde(default)]
    qualifiers: Qualifiers,
}

#[derive(Debug, Default, Deserialize)]
struct Qualifiers {
    /// Its place in a series.
    #[serde(rename = "P1545", default)]
    ordinals: Vec<Snak>,
}

#[derive(Debug, Default, Deserialize)]
struct Snak {
    // Not there when the value is unknown, or known to be none.
    #[serde(default)]
    datavalue: Option<DataValue>,
}

#[derive(Debug, Deserialize)]
struct DataValue {
    value: Value,
}

/// A map. One that is empty is dumped as a list.
#[derive(Debug)]
pub struct Map<T>(pub BTreeMap<String, T>);

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Map<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = Map<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Map<T>, A::Error> {
                let mut all = BTreeMap::new();
                while let Some((key, value)) = map.next_entry()? {
                    all.insert(key, value);
                }
                Ok(Map(all))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Map<T>, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Map::default())
            }
        }

        from.deserialize_any(Either(PhantomData))
    }
}

/// The number of the entity that a value is.
fn number_of(value: &Value) -> Option<u32> {
    value["id"].as_str()?.strip_prefix('Q')?.parse().ok()
}

impl Entity {
    /// The number of the entity.
    pub fn number(&self) -> Option<u32> {
        self.id.strip_prefix('Q')?.parse().ok()
    }

    /// The values of a property: those that are preferred first, and none that are refuted.
    pub fn values(&self, property: &str) -> Vec<&Value> {
        let claims = self.claims_of(property);
        claims.into_iter().filter_map(|claim| claim.mainsnak.datavalue.as_ref()).map(|it| &it.value).collect()
    }

    fn claims_of(&self, property: &str) -> Vec<&Claim> {
        let claims = self.claims.0.get(property).map(|it| it.0.as_slice()).unwrap_or_default();
        let mut claims: Vec<&Claim> = claims.iter().filter(|claim| claim.rank != "deprecated").collect();
        claims.sort_by_key(|claim| claim.rank != "preferred");
        claims
    }

    /// The numbers of the entities that are a property’s values, each with its place among others, if that is said.
    pub fn places(&self, property: &str) -> Vec<(u32, Option<u16>)> {
        let place = |claim: &&Claim| {
            let number = claim.mainsnak.datavalue.as_ref().and_then(|it| number_of(&it.value))?;
            let ordinal = claim.qualifiers.ordinals.first().and_then(|snak| snak.datavalue.as_ref()?.value.as_str());
            Some((number, ordinal.and_then(|text| text.trim().parse().ok())))
        };
        self.claims_of(property).iter().filter_map(place).collect()
    }

    /// The first value of a property, as text.
    pub fn text(&self, property: &str) -> Option<&str> {
        self.values(property).into_iter().find_map(Value::as_str)
    }

    /// The numbers of the entities that are a property’s values.
    pub fn entities(&self, property: &str) -> Vec<u32> {
        self.values(property).into_iter().filter_map(number_of).collect()
    }

    /// How it is called where English is spoken, or everywhere, or else anywhere.
    pub fn name(&self) -> Option<&str> {
        let labels = &self.labels.0;
        let label = ["en", "mul"].into_iter().find_map(|language| labels.get(language));
        label.or_else(|| labels.values().next()).map(|label| label.value.as_str())
    }
}
