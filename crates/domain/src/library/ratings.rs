//! Ratings: half a star to five stars, in halves.

use crate::ids::WatchId;
use crate::library::watch_dates::WatchDate;
use crate::times::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;
use std::str::FromStr;

/// A rating: 1 to 10 half stars. On the wire a number, 0.5 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = f64, minimum = 0.5, maximum = 5, multiple_of = 0.5))]
pub struct Rating(u8);

impl Rating {
    /// The rating of so many half stars, if that is 1 to 10.
    pub fn from_half_stars(half_stars: i64) -> Option<Self> {
        u8::try_from(half_stars).ok().filter(|n| (1..=10).contains(n)).map(Self)
    }

    /// The rating of so many stars, if that is 0.5 to 5 in halves.
    pub fn from_stars(stars: f64) -> Option<Self> {
        let halves = stars * 2.0;
        // Not a cast of something unchecked: the range is held first, and NaN is in no range.
        #[expect(clippy::cast_possible_truncation)]
        let whole = (1.0..=10.0).contains(&halves).then_some(halves as i64)?;
        #[expect(clippy::cast_precision_loss)]
        let exact = (whole as f64 - halves).abs() < f64::EPSILON;
        exact.then(|| Self::from_half_stars(whole)).flatten()
    }

    /// Half stars, 1 to 10.
    pub fn half_stars(self) -> u8 {
        self.0
    }

    /// Stars, 0.5 to 5.
    pub fn stars(self) -> f64 {
        f64::from(self.0) / 2.0
    }
}

/// Stars as people write them: "4", "3.5". By whole numbers: what it takes to read and write
/// floating-point numbers would be a twentieth of the browser app.
impl fmt::Display for Rating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0 / 2, if self.0.is_multiple_of(2) { "" } else { ".5" })
    }
}

impl FromStr for Rating {
    type Err = ();

    /// Reads 0.5 to 5 in halves, with any number of zeros behind: "3", "3.0", "3.50".
    fn from_str(text: &str) -> Result<Self, ()> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let half = match fraction.trim_end_matches('0') {
            "" if !fraction.is_empty() => 0,
            "5" => 1,
            _ => return Err(()),
        };
        let whole: u8 = whole.parse().map_err(drop)?;
        Self::from_half_stars(i64::from(whole) * 2 + half).ok_or(())
    }
}

impl Serialize for Rating {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(2) {
            serializer.serialize_u8(self.0 / 2)
        } else {
            serializer.serialize_f64(self.stars())
        }
    }
}

impl<'de> Deserialize<'de> for Rating {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stars = f64::deserialize(deserializer)?;
        Self::from_stars(stars).ok_or_else(|| D::Error::custom("a rating is 0.5 to 5 in halves"))
    }
}

/// The ratings that a film was given, the latest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingHistory {
    /// The ratings: at most 100.
    pub items: Vec<GivenRating>,
}

/// A rating that a film was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GivenRating {
    /// The rating; null where the owner took it back.
    pub rating: Option<Rating>,
    /// When it was given.
    pub rated_at: Timestamp,
    /// The watch that it belongs to; null for a rating of the film itself.
    pub watch_id: Option<WatchId>,
    /// The date of that watch; null if unknown.
    pub watched_on: Option<WatchDate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_half_steps_from_a_half_to_five_are_ratings() {
        for (stars, half_stars) in [(0.5, 1), (1.0, 2), (3.5, 7), (5.0, 10)] {
            assert_eq!(Rating::from_stars(stars).map(Rating::half_stars), Some(half_stars));
        }
        for wrong in [0.0, -1.0, 0.25, 3.3, 5.5, 99.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Rating::from_stars(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn whole_stars_are_written_without_a_fraction() {
        let write = |n| serde_json::to_string(&Rating::from_half_stars(n).unwrap()).unwrap();
        assert_eq!((write(8), write(7)), ("4".to_owned(), "3.5".to_owned()));
    }

    #[test]
    fn ratings_are_read_as_they_are_written() {
        for half_stars in 1..=10 {
            let rating = Rating::from_half_stars(half_stars).unwrap();
            assert_eq!(rating.to_string().parse(), Ok(rating));
            assert_eq!(rating.to_string(), rating.stars().to_string());
        }
        assert_eq!("3.50".parse(), Ok(Rating(7)));
        assert_eq!("3.0".parse(), Ok(Rating(6)));
        for wrong in ["", "0", "0.0", "3.25", "5.5", "-1", "3.", "x", "1e0", "NaN", "300"] {
            assert_eq!(wrong.parse::<Rating>(), Err(()), "{wrong}");
        }
    }
}
