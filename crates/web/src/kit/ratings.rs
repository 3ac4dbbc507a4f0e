//! Ratings in words, on the scale that was chosen for the account.

use domain::accounts::preferences::RatingScale;
use std::cell::Cell;

thread_local! {
    /// Read wherever a rating is drawn; no signal, for what is shown elsewhere is drawn anew when it is opened.
    static SCALE: Cell<RatingScale> = const { Cell::new(RatingScale::FiveStars) };
}

/// Ratings are shown on this scale from now on.
pub fn use_scale(scale: RatingScale) {
    SCALE.set(scale);
}

/// The scale that ratings are shown on.
pub fn scale() -> RatingScale {
    SCALE.get()
}

/// “4.5”, “9” or “90”; `half_stars` is 0 to 10.
pub fn number(half_stars: u8) -> String {
    scale().number(half_stars)
}

/// “4.5 of 5 stars”, “9 of 10” or “90 of 100”; `half_stars` is 1 to 10.
pub fn in_words(half_stars: u8) -> String {
    format!("{} of {}{}", number(half_stars), scale().highest(), if has_stars() { " stars" } else { "" })
}

/// “4.5 stars or more”, “9 or more”.
pub fn at_least(half_stars: u8) -> String {
    let number = number(half_stars);
    match half_stars {
        10 if has_stars() => "5 stars".to_owned(),
        10 => number,
        2 if has_stars() => "1 star or more".to_owned(),
        _ => format!("{number}{} or more", unit()),
    }
}

/// “3 to 4.5 stars”, “4.5 stars or more”, “at most 4.5 stars”: ratings within bounds, of half stars.
pub fn within(least: Option<u8>, most: Option<u8>) -> String {
    match (least, most) {
        (Some(least), Some(most)) if least == most => in_words(least),
        (Some(least), Some(most)) => format!("{} to {}{}", number(least), number(most), unit()),
        (Some(least), None) => at_least(least),
        (None, most) => format!("At most {}{}", number(most.unwrap_or(10)), unit()),
    }
}

/// Hundredths of a star.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0.5 to 5")]
pub fn hundredths(rating: f64) -> u32 {
    (rating * 100.0).round() as u32
}

/// An average of so many hundredths of a star, and what it counts: “3.67” and “stars on average”.
pub fn average(hundredths: u32) -> (String, String) {
    match scale() {
        RatingScale::FiveStars => (places(hundredths), "stars on average".to_owned()),
        RatingScale::TenPoints => (places(hundredths * 2), "of 10 on average".to_owned()),
        RatingScale::HundredPoints => ((hundredths / 5).to_string(), "of 100 on average".to_owned()),
    }
}

fn places(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn has_stars() -> bool {
    scale() == RatingScale::FiveStars
}

fn unit() -> &'static str {
    if has_stars() { " stars" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_are_told_in_stars() {
        assert_eq!([1, 2, 9].map(in_words), ["0.5 of 5 stars", "1 of 5 stars", "4.5 of 5 stars"]);
        assert_eq!([2, 9, 10].map(at_least), ["1 star or more", "4.5 stars or more", "5 stars"]);
        assert_eq!(within(Some(4), Some(7)), "2 to 3.5 stars");
        assert_eq!(within(None, Some(7)), "At most 3.5 stars");
        assert_eq!([367, 400, 50].map(|average_of| average(average_of).0), ["3.67", "4.00", "0.50"]);
    }

    #[test]
    fn ratings_are_told_in_points() {
        use_scale(RatingScale::TenPoints);
        assert_eq!((in_words(9), at_least(9), at_least(10)), ("9 of 10".into(), "9 or more".into(), "10".into()));
        assert_eq!(average(367), ("7.34".into(), "of 10 on average".into()));
        use_scale(RatingScale::HundredPoints);
        assert_eq!((in_words(9), within(Some(4), Some(7))), ("90 of 100".into(), "40 to 70".into()));
        assert_eq!(average(367), ("73".into(), "of 100 on average".into()));
    }
}
