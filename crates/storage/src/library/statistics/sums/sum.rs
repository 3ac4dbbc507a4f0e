//! The sum of one kind of watches.

use domain::library::ratings::Rating;
use domain::library::statistics::Tally;

/// Watches, minutes and ratings of one kind.
#[derive(Default)]
pub struct Sum {
    /// How many watches.
    pub watches: u64,
    /// How many minutes.
    pub minutes: u64,
    half_stars: u64,
    ratings: u64,
}

impl Sum {
    /// Adds a watch.
    pub fn add(&mut self, minutes: u64, rating: Option<Rating>) {
        self.watches += 1;
        self.minutes += minutes;
        if let Some(rating) = rating {
            self.half_stars += u64::from(rating.half_stars());
            self.ratings += 1;
        }
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
