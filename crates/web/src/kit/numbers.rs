//! Numbers that are typed.

use domain::field_errors::FieldErrors;

/// The whole number that stands in a text, if there is one. Notes a fault of `field`, called `label` on the page,
/// where something else stands there.
pub fn whole_number(errors: &mut FieldErrors, field: &str, label: &str, text: &str) -> Option<i64> {
    let text = text.trim();
    let number = text.parse().ok();
    if number.is_none() && !text.is_empty() {
        errors.add(field, "wrong_type", format!("{label} must be a whole number."));
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_whole_number_is_a_fault_and_nothing_is_none() {
        let mut errors = FieldErrors::default();
        let mut read = |text: &str| whole_number(&mut errors, "year", "Year", text);
        assert_eq!([read(" 1979 "), read(""), read(" ")], [Some(1979), None, None]);
        assert_eq!([read("MCM"), read("1.5")], [None, None]);
        assert_eq!(errors.of("year"), Some("Year must be a whole number."));
    }
}
