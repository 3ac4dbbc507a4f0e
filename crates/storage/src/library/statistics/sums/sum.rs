//! The sum of one kind of watches.

use domain::library::ratings::Rating;
use domain::library::statistics::Tally;

/// Watches, minutes and ratings of one kind.
#[derive(Clone, Copy, Default)]
pub struct Sum {
    /// How many watches.
    pub watches: u64,
    /// How many minutes.
    pub minutes: u64,
    half_stars: u64,
    ratings: u64,
}

impl Sum {
    /// One watch.
    pub fn of(minutes: u64, rating: Option<Rating>) -> Self {
        let half_stars = rating.map_or(0, |rating| u64::from(rating.half_stars()));
        Self { watches: 1, minutes, half_stars, ratings: u64::from(rating.is_some()) }
    }

    /// Adds other watches.
    pub fn add(&mut self, other: Self) {
        self.watches += other.watches;
        self.minutes += other.minutes;
        self.half_stars += other.half_stars;
        self.ratings += other.ratings;
    }

    /// The average rating, in stars with two places.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    pub fn average(&self) -> Option<f64> {
        let average = || (self.half_stars as f64 / self.ratings as f64 * 50.0).round() / 100.0;
        (self.ratings > 0).then(average)
    }

    /// The sum under a name.
    pub fn tally(&self, name: String) -> Tally {
        Tally { name, watches: self.watches, minutes: self.minutes, average_rating: self.average() }
    }
}
