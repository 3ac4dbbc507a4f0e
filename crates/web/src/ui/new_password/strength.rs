//! A hint at how good a password is. The rules themselves stand in `domain`.

use domain::auth::passwords::MIN_PASSWORD;

/// How long a password would hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Not long enough, so far.
    None,
    /// It keeps the rules, no more.
    Weak,
    /// It will do.
    Fair,
    /// Several words, or a long mix.
    Good,
}

impl Strength {
    /// What to do about it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::None => "At least 8 characters. A phrase of several words is strongest.",
            Self::Weak => "Weak. A few more characters help most.",
            Self::Fair => "Fair.",
            Self::Good => "Good.",
        }
    }
}

/// Looks at length first: it is what counts.
pub fn strength(password: &str) -> Strength {
    let length = password.chars().count();
    let is_first = |(at, c): &(usize, char)| password.find(*c) == Some(*at);
    let different = password.char_indices().filter(is_first).count();
    // Characters that repeat add little.
    let worth = length.min(different * 2);
    match worth {
        _ if length < MIN_PASSWORD => Strength::None,
        ..=10 => Strength::Weak,
        11..=14 => Strength::Fair,
        _ => Strength::Good,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_and_repeats_do_not() {
        assert_eq!(strength("short"), Strength::None);
        assert_eq!(strength("aaaaaaaaaaaaaaaaaaaaaaa"), Strength::Weak);
        assert_eq!(strength("kx8?mPq2"), Strength::Weak);
        assert_eq!(strength("four red cat"), Strength::Fair);
        assert_eq!(strength("correct horse battery"), Strength::Good);
    }
}
