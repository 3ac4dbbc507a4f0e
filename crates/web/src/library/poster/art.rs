//! A poster for a film that has none: a drawing that its id decides, the same wherever it stands and however the
//! film is renamed. Its title decides only how much room it gets.
//!
//! The drawing holds no text: the title is set over it by the page, which can wrap any script.

use super::compositions::{COMPOSITIONS, Canvas};
use super::palettes::{PALETTES, Palette};

/// How a title is set on its poster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    palette: usize,
    composition: usize,
    /// The kind of letters, 0 to 3.
    pub face: usize,
    seed: u32,
    length: Length,
}

/// How much room a title needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// A word or two.
    Short,
    /// A few words.
    Medium,
    /// Half a sentence.
    Long,
    /// A sentence.
    Wordy,
    /// More than fits.
    Endless,
}

impl Length {
    fn of(title: &str) -> Self {
        let width = |text: &str| text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum::<usize>();
        // A line can break at any wide letter, so only the others make words that must fit.
        let longest = title.split(|c: char| c.is_whitespace() || is_wide(c)).map(width).max().unwrap_or(0);
        match (width(title), longest) {
            (..=16, ..=9) => Self::Short,
            (..=30, ..=11) => Self::Medium,
            (..=56, ..=13) => Self::Long,
            (..=110, ..=16) => Self::Wordy,
            _ => Self::Endless,
        }
    }

    /// The name of its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Short => "is-short",
            Self::Medium => "is-medium",
            Self::Long => "is-long",
            Self::Wordy => "is-wordy",
            Self::Endless => "is-endless",
        }
    }

    /// Where the ground of the title begins; the poster is 300 high.
    fn horizon(self) -> i32 {
        match self {
            Self::Short => 204,
            Self::Medium => 194,
            Self::Long => 172,
            Self::Wordy => 162,
            Self::Endless => 128,
        }
    }
}

impl Look {
    /// The look of the film with this id and title.
    pub fn of(id: u128, title: &str) -> Self {
        // FNV-1a, then stirred, so that the high bits depend on the last byte too.
        let bytes = id.to_be_bytes().into_iter();
        let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let hash = stirred(hash);
        let pick = |shift: u32, count: usize| (hash >> shift) as usize % count;
        Self {
            palette: pick(0, PALETTES.len()),
            composition: pick(5, COMPOSITIONS.len()),
            face: pick(12, 4),
            seed: stirred(hash ^ 0x9e37_79b9),
            length: Length::of(title),
        }
    }

    /// How much room the title needs.
    pub fn length(self) -> Length {
        self.length
    }

    /// Whether the title is written in dark ink.
    pub fn dark_ink(self) -> bool {
        self.palette().dark_ink
    }

    fn palette(self) -> &'static Palette {
        &PALETTES[self.palette]
    }

    /// The drawing: what stands inside an SVG of 200 by 300.
    pub fn draw(self) -> String {
        let palette = self.palette();
        let horizon = self.length.horizon();
        let mut canvas = Canvas::new(palette, horizon, self.seed);
        canvas.rectangle(0, 0, 200, 300, palette.sky);
        COMPOSITIONS[self.composition](&mut canvas);
        canvas.rectangle(0, horizon, 200, 300 - horizon, palette.base);
        canvas.finish()
    }
}

/// Whether a letter is as wide as two others: those of Chinese, Japanese and Korean, and emoji.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..)
}

fn stirred(mut hash: u32) -> u32 {
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::Length::{Endless, Long, Medium, Short, Wordy};
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_film_keeps_its_picture_when_it_is_renamed() {
        for id in 0..100 {
            let (one, other) = (Look::of(id, "Heat"), Look::of(id, "Heat: The Director’s Definitive Edition"));
            assert_eq!(one.draw(), Look::of(id, "Heat").draw());
            let picture = |look: Look| (look.palette, look.composition, look.face, look.seed);
            assert_eq!(picture(one), picture(other));
        }
    }

    #[test]
    fn films_look_different_from_their_neighbours() {
        let looks: HashSet<_> = (0..5000).map(|id| Look::of(id, "")).map(|l| (l.palette, l.composition)).collect();
        assert_eq!(looks.len(), PALETTES.len() * COMPOSITIONS.len());
        let same = |id| {
            let (one, other) = (Look::of(id, ""), Look::of(id + 1, ""));
            (one.palette, one.composition) == (other.palette, other.composition)
        };
        assert!((0..1000).filter(|id| same(*id)).count() < 40);
    }

    #[test]
    fn every_drawing_is_of_numbers_and_plain_shapes_only() {
        for id in 0..3000 {
            let drawing = Look::of(id, "\"<script></script>&").draw();
            assert!(!drawing.contains("script") && !drawing.contains("style") && !drawing.contains('&'));
            assert_eq!(drawing.matches('<').count(), drawing.matches('>').count());
            assert!(drawing.len() < 6_000, "{id}: {}", drawing.len());
        }
    }

    #[test]
    fn long_titles_and_long_words_get_more_room() {
        let strangelove = "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb";
        let endless = "x".repeat(300);
        let titles = [
            "Up",
            "The Godfather",
            "Paris, Texas",
            "Deliverance",
            "Koyaanisqatsi",
            strangelove,
            &endless,
            "千と千尋の神隠し",
        ];
        let lengths = titles.map(|title| Look::of(7, title).length());
        assert_eq!(lengths, [Short, Short, Short, Medium, Long, Wordy, Endless, Short]);
    }
}
