//! What others wrote, made fit for our log.

use std::error::Error;

/// An error with what led to it, in one short line.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    sanitized(&text)
}

/// The text in one line of at most 300 characters, without control characters.
pub fn sanitized(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_is_one_short_line_in_the_log() {
        assert_eq!(sanitized("a\nb\u{1b}[31m"), "a b [31m");
        assert_eq!(sanitized(&"é".repeat(1000)).chars().count(), 300);
    }
}
