//! Which of the films that were found Enter takes, and what a typed title says.

/// Whether a title begins as what was typed, so that Enter takes its film without another key. Both are folded.
pub fn is_meant(typed: &str, title: &str) -> bool {
    let mut rests = ["", "the ", "a ", "an "].into_iter().filter_map(|article| title.strip_prefix(article));
    !typed.is_empty() && rests.any(|rest| rest.starts_with(typed))
}

/// The option after one step down or up among so many; beyond both ends is none of them.
pub fn step(active: Option<usize>, down: bool, count: usize) -> Option<usize> {
    match (active, down) {
        (None, true) => Some(0).filter(|_| count > 0),
        (None, false) => count.checked_sub(1),
        (Some(at), true) => Some(at + 1).filter(|next| *next < count),
        (Some(at), false) => at.checked_sub(1),
    }
}

/// A title with a year behind it, as “Heat (1995)”, taken apart.
pub fn split_year(text: &str) -> Option<(&str, &str)> {
    let (title, year) = text.trim().strip_suffix(')')?.rsplit_once('(')?;
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let title = title.trim_end();
    (is_year && !title.is_empty()).then_some((title, year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_takes_a_film_whose_title_begins_so() {
        assert!(is_meant("the godf", "the godfather"));
        assert!(is_meant("godf", "the godfather"));
        assert!(!is_meant("god", "city of god"));
        assert!(!is_meant("", "heat"));
    }

    #[test]
    fn arrows_go_through_all_options_and_back_to_none() {
        let mut seen = Vec::new();
        let mut active = None;
        for _ in 0..4 {
            active = step(active, true, 2);
            seen.push(active);
        }
        assert_eq!(seen, [Some(0), Some(1), None, Some(0)]);
        assert_eq!([step(None, false, 2), step(Some(0), false, 2), step(None, true, 0)], [Some(1), None, None]);
    }

    #[test]
    fn a_year_behind_a_title_is_taken_from_it() {
        assert_eq!(split_year(" Heat (1995) "), Some(("Heat", "1995")));
        for text in ["Heat", "Heat 1995", "(1995)", "Heat (95)", "Heat (abcd)", "1995"] {
            assert_eq!(split_year(text), None, "{text}");
        }
    }
}
