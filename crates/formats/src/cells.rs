//! Cells of tables that a spreadsheet would run, made harmless and back.
//!
//! A cell that begins with one of these characters gets an apostrophe in front, which spreadsheets take as a sign that
//! text follows. So does one that has apostrophes before such a character already: then the first apostrophe is always
//! ours, and taking it off gives back exactly what was there.

use std::borrow::Cow;

/// What spreadsheets take for the start of a formula, also in the wide forms of East Asian keyboards.
const DANGEROUS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The cell as it is written, so that no spreadsheet runs it.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\'').starts_with(DANGEROUS) { format!("'{text}").into() } else { text.into() }
}

/// The cell as it was.
pub(crate) fn restored(text: &str) -> &str {
    let Some(rest) = text.strip_prefix('\'') else { return text };
    if rest.trim_start_matches('\'').starts_with(DANGEROUS) { rest } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text_and_comes_back_unchanged() {
        for text in ["=1+1", "+1", "-30-", "@home", "\ttab", "\rreturn", "＝1", "'=1+1", "''=1+1"] {
            let written = harmless(text);
            assert_eq!(written, format!("'{text}"));
            assert_eq!(restored(&written), text);
        }
        for text in ["", "Heat", "'Round Midnight", "'", "''", "a=b", "1-2"] {
            assert_eq!(harmless(text), text);
            assert_eq!(restored(text), text);
        }
    }
}
