//! Names that people gave, in sentences of the app.

use std::fmt::Display;

/// A name in quotation marks that keeps its own direction of writing, so that a Hebrew title doesn't turn the English
/// sentence around it (FSI and PDI, UAX #9).
pub fn quoted(name: impl Display) -> String {
    format!("“\u{2068}{name}\u{2069}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_by_itself_in_a_sentence() {
        assert_eq!(format!("{} deleted", quoted("Heat")), "“\u{2068}Heat\u{2069}” deleted");
    }
}
