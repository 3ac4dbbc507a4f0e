//! Ratings, as services write them.

use domain::library::ratings::Rating;

/// What the best rating is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// 5.
    Five,
    /// 10.
    Ten,
    /// 100. Here 0 is a rating.
    Hundred,
}

/// A rating that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// There is none: nothing is written, or 0 where that means none.
    Nothing,
    /// A rating.
    Exactly(Rating),
    /// The nearest rating.
    Rounded(Rating),
    /// Not on the scale.
    OutOfRange,
    /// A date, as a spreadsheet makes of "6.1".
    Date,
}

/// Reads a rating on that scale, with a point or a comma.
pub(crate) fn read(text: &str, scale: Scale) -> Read {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("null") {
        return Read::Nothing;
    }
    let Some(hundredths) = hundredths(text) else {
        return if is_like_a_date(text) { Read::Date } else { Read::OutOfRange };
    };
    // In hundredths of a half star.
    let halves = match scale {
        Scale::Five => hundredths * 2,
        Scale::Ten => hundredths,
        Scale::Hundred => hundredths / 10,
    };
    if halves > 1000 {
        return Read::OutOfRange;
    }
    if hundredths == 0 && scale != Scale::Hundred {
        return Read::Nothing;
    }
    let Some(rating) = Rating::from_half_stars(((halves + 50) / 100).max(1)) else { return Read::OutOfRange };
    if halves % 100 == 0 && halves > 0 { Read::Exactly(rating) } else { Read::Rounded(rating) }
}

/// A number of up to 9,999 with up to two digits behind the point that count, in hundredths.
fn hundredths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 4 || fraction.len() > 20 || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let digit = |at: usize| fraction.as_bytes().get(at).map_or(0, |byte| i64::from(byte - b'0'));
    whole.parse::<i64>().ok().map(|whole| whole * 100 + digit(0) * 10 + digit(1))
}

/// Whether a spreadsheet has made a date of it.
fn is_like_a_date(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let marks = text.bytes().filter(|byte| b"/-.".contains(byte)).count();
    (digits >= 3 && marks == 2) || (text.len() == 6 && text.as_bytes().get(2) == Some(&b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_are_converted_exactly() {
        let exactly = |halves| Read::Exactly(Rating::from_half_stars(halves).unwrap());
        let rounded = |halves| Read::Rounded(Rating::from_half_stars(halves).unwrap());
        for (text, scale, expected) in [
            ("5", Scale::Five, exactly(10)),
            ("4.5", Scale::Five, exactly(9)),
            ("3,5", Scale::Five, exactly(7)),
            (".5", Scale::Five, Read::OutOfRange),
            ("0.5", Scale::Five, exactly(1)),
            ("0", Scale::Five, Read::Nothing),
            ("", Scale::Five, Read::Nothing),
            ("5.5", Scale::Five, Read::OutOfRange),
            ("10", Scale::Ten, exactly(10)),
            ("7.0", Scale::Ten, exactly(7)),
            ("8.5", Scale::Ten, rounded(9)),
            ("0.0", Scale::Ten, Read::Nothing),
            ("11", Scale::Ten, Read::OutOfRange),
            ("-1", Scale::Ten, Read::OutOfRange),
            ("6/01/2016", Scale::Ten, Read::Date),
            ("01-Jun", Scale::Ten, Read::Date),
            ("2016-01-06", Scale::Ten, Read::Date),
            ("100", Scale::Hundred, exactly(10)),
            ("85", Scale::Hundred, rounded(9)),
            ("0", Scale::Hundred, rounded(1)),
            ("101", Scale::Hundred, Read::OutOfRange),
            ("99999999999999999999", Scale::Hundred, Read::OutOfRange),
        ] {
            assert_eq!(read(text, scale), expected, "{text} of {scale:?}");
        }
    }
}
