//! How keys and clicks change a rating. Values are half stars, 0 (none) to 10.

use domain::accounts::preferences::RatingScale;

/// The highest value.
pub const MOST: u8 = 10;

/// The value after a key, or none when the key means nothing here.
pub fn after_key(value: u8, key: &str, scale: RatingScale) -> Option<u8> {
    let next = match key {
        "ArrowRight" | "ArrowUp" => value + 1,
        "ArrowLeft" | "ArrowDown" => value.saturating_sub(1),
        "PageUp" => value + 2,
        "PageDown" => value.saturating_sub(2),
        "Home" | "0" | "Delete" | "Backspace" => 0,
        "End" => MOST,
        digit => {
            // A digit is whole stars, points, or tens of a hundred.
            let step = if scale == RatingScale::FiveStars { 2 } else { 1 };
            digit.parse::<u8>().ok().filter(|digit| (1..=9).contains(digit) && digit * step <= MOST)? * step
        }
    };
    Some(next.min(MOST))
}

/// The value after a click on `picked`: the one that is set already clears it.
pub fn after_click(value: u8, picked: u8) -> u8 {
    if value == picked { 0 } else { picked }
}

/// The value under a pointer at `x` of a row of stars that is `width` wide; at least a half.
pub fn under_pointer(x: f64, width: f64, from_the_right: bool) -> u8 {
    let x = if from_the_right { width - x } else { x };
    let halves = if width > 0.0 { (x / width * f64::from(MOST)).ceil() } else { 0.0 };
    // A cast saturates, and the clamp holds the range whatever the numbers are.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let value = halves as u8;
    value.clamp(1, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after_key(value: u8, key: &str) -> Option<u8> {
        super::after_key(value, key, RatingScale::FiveStars)
    }

    #[test]
    fn arrows_step_by_a_half_and_stop_at_the_ends() {
        assert_eq!(after_key(0, "ArrowRight"), Some(1));
        assert_eq!(after_key(10, "ArrowUp"), Some(10));
        assert_eq!(after_key(0, "ArrowLeft"), Some(0));
        assert_eq!(after_key(9, "PageUp"), Some(10));
        assert_eq!(after_key(7, "End"), Some(10));
        assert_eq!(after_key(7, "Home"), Some(0));
    }

    #[test]
    fn digits_give_whole_stars_and_delete_clears() {
        assert_eq!(after_key(1, "4"), Some(8));
        assert_eq!([after_key(8, "0"), after_key(8, "Delete")], [Some(0), Some(0)]);
        assert_eq!([after_key(8, "6"), after_key(8, "Tab"), after_key(8, "a")], [None, None, None]);
    }

    #[test]
    fn digits_give_points_where_ratings_are_points() {
        for scale in [RatingScale::TenPoints, RatingScale::HundredPoints] {
            let after = |key| super::after_key(4, key, scale);
            assert_eq!([after("7"), after("9"), after("0"), after("ArrowUp")], [Some(7), Some(9), Some(0), Some(5)]);
        }
    }

    #[test]
    fn clicking_the_value_that_is_set_clears_it() {
        assert_eq!(after_click(2, 2), 0);
        assert_eq!(after_click(2, 3), 3);
    }

    #[test]
    fn a_pointer_picks_the_half_star_it_is_over() {
        let at = |x| under_pointer(x, 200.0, false);
        assert_eq!([at(0.0), at(19.0), at(21.0), at(200.0), at(999.0)], [1, 1, 2, 10, 10]);
        assert_eq!(under_pointer(199.0, 200.0, true), 1);
        assert_eq!(under_pointer(5.0, 0.0, false), 1);
    }
}
