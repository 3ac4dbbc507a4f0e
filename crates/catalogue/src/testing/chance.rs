//! Chance that is the same in every run.

/// Numbers by chance, from a seed (splitmix64; Steele, Lea and Flood, 2014).
pub struct Chance(u64);

impl Chance {
    /// One for a thing of its own: a seed, what kind of thing it is, and its number.
    pub fn of(seed: u64, kind: u64, number: u64) -> Self {
        let mut chance = Self(seed ^ kind.rotate_left(48) ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        chance.draw();
        chance
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one.
    pub fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(((self.draw() >> 32) * u64::from(bound)) >> 32).unwrap_or(0)
    }

    /// Whether it happens, of a hundred times so often.
    pub fn percent(&mut self, often: u32) -> bool {
        self.below(100) < often
    }

    /// A number from 0 to 1, which it never is.
    pub fn part(&mut self) -> f64 {
        f64::from(self.below(u32::MAX)) / f64::from(u32::MAX)
    }

    /// A number below this one: number `i` comes as often as `1 / (i + flat)`, as words do (Zipf and Mandelbrot).
    pub fn rank_below(&mut self, bound: u32, flat: f64) -> u32 {
        let rank = flat * ((f64::from(bound) + flat) / flat).powf(self.part()) - flat;
        whole(rank).min(bound - 1)
    }

    /// One of these.
    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(u32::try_from(all.len()).unwrap_or(1)) as usize]
    }
}

/// A number without what is behind its point.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers that are too large become the largest"
)]
pub fn whole(number: f64) -> u32 {
    number as u32
}
