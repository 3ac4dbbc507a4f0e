//! What people choose for their own account.

use crate::accounts::places::{Language, Region};
use crate::field_errors::FieldErrors;
use serde::{Deserialize, Serialize};

/// What someone has chosen for the own account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Preferences {
    /// Whether the other people of this server who share theirs can see which films both want to watch.
    pub shares_watchlist: bool,
    /// How the page shows ratings. The API always speaks of stars, 0.5 to 5 in halves.
    pub rating_scale: RatingScale,
    /// The language of film titles, and of descriptions from TMDB: two lower-case letters of ISO 639-1. Your films are shown
    /// by their titles in it. Null for the titles that they were given, and in the catalogue for those in the language that
    /// the browser asks for, in `Accept-Language`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^[a-z]{2}$", example = "de"))]
    pub language: Option<Language>,
    /// The country, which may have film titles of its own in that language: two upper-case letters of ISO 3166-1. Null
    /// for the one that the browser asks for, if it says one.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^[A-Z]{2}$", example = "AT"))]
    pub region: Option<Region>,
}

/// How ratings are shown: each step is a half star, a point or ten of a hundred.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RatingScale {
    /// Five stars, in halves.
    #[default]
    FiveStars,
    /// Ten points.
    TenPoints,
    /// A hundred points, in tens.
    HundredPoints,
}

impl RatingScale {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::FiveStars, Self::TenPoints, Self::HundredPoints];

    /// The scale's name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FiveStars => "five_stars",
            Self::TenPoints => "ten_points",
            Self::HundredPoints => "hundred_points",
        }
    }

    /// The scale of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scale| scale.as_str() == name)
    }

    /// The highest rating: 5, 10 or 100.
    pub fn highest(self) -> u8 {
        match self {
            Self::FiveStars => 5,
            Self::TenPoints => 10,
            Self::HundredPoints => 100,
        }
    }

    /// So many half stars (0 to 10) on this scale: "4.5", "9" or "90". Without floating-point numbers, whose digits
    /// take much code.
    pub fn number(self, half_stars: u8) -> String {
        match self {
            Self::FiveStars => {
                format!("{}{}", half_stars / 2, if half_stars.is_multiple_of(2) { "" } else { ".5" })
            }
            Self::TenPoints => half_stars.to_string(),
            Self::HundredPoints => (u16::from(half_stars) * 10).to_string(),
        }
    }
}

impl Preferences {
    /// Checks the rules; a value of the right type is always right.
    ///
    /// # Errors
    /// None so far.
    pub fn parse(&self) -> Result<Self, FieldErrors> {
        Ok(*self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rating_is_written_on_the_chosen_scale() {
        let numbers = RatingScale::ALL.map(|scale| [1, 7, 10].map(|half_stars| scale.number(half_stars)));
        assert_eq!(numbers, [["0.5", "3.5", "5"], ["1", "7", "10"], ["10", "70", "100"]]);
    }

    #[test]
    fn scales_are_found_by_their_names() {
        for scale in RatingScale::ALL {
            assert_eq!(RatingScale::from_name(scale.as_str()), Some(scale));
            assert_eq!(serde_json::to_value(scale).unwrap(), scale.as_str());
        }
        assert_eq!(RatingScale::from_name("six_moons"), None);
    }
}
