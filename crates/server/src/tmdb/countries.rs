//! What TMDB answers about countries: where a film can be watched there, and when it comes out.

use super::answers::list;
use serde::Deserialize;
use std::collections::HashMap;

/// What is asked of a film for a country.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InCountries {
    /// Where it can be watched.
    #[serde(rename = "watch/providers")]
    pub providers: Providers,
    /// When it comes out.
    pub release_dates: ReleaseDates,
}

/// Where a film can be watched, by country.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Providers {
    /// By the letters of the country.
    pub results: HashMap<String, Offered>,
}

/// Where a film can be watched in a country.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Offered {
    /// With a subscription.
    #[serde(deserialize_with = "list")]
    pub flatrate: Vec<Provider>,
    /// For nothing.
    #[serde(deserialize_with = "list")]
    pub free: Vec<Provider>,
    /// For nothing, with advertisements.
    #[serde(deserialize_with = "list")]
    pub ads: Vec<Provider>,
    /// To rent.
    #[serde(deserialize_with = "list")]
    pub rent: Vec<Provider>,
    /// To buy.
    #[serde(deserialize_with = "list")]
    pub buy: Vec<Provider>,
}

/// A service.
#[derive(Debug, Clone, Deserialize)]
pub struct Provider {
    /// Its name.
    #[serde(default)]
    pub provider_name: String,
    /// Its place among others: the lowest is the best known.
    #[serde(default)]
    pub display_priority: i64,
}

/// The services of a country.
#[derive(Debug, Deserialize)]
pub struct AllProviders {
    /// In no order.
    #[serde(default, deserialize_with = "list")]
    pub results: Vec<Provider>,
}

/// When a film comes out, by country.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReleaseDates {
    /// The countries.
    #[serde(deserialize_with = "list")]
    pub results: Vec<InCountry>,
}

/// When a film comes out in a country.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InCountry {
    /// The letters of the country.
    pub iso_3166_1: String,
    /// The days.
    #[serde(deserialize_with = "list")]
    pub release_dates: Vec<DatedRelease>,
}

/// That a film comes out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DatedRelease {
    /// When, as a moment.
    pub release_date: String,
    /// How: see the constants.
    #[serde(rename = "type")]
    pub kind: u8,
}

/// In a few cinemas.
pub const LIMITED: u8 = 2;
/// In cinemas.
pub const THEATRICAL: u8 = 3;
/// To rent, buy or stream.
pub const DIGITAL: u8 = 4;
/// On disc.
pub const PHYSICAL: u8 = 5;
