//! Statements that are put together while the program is compiled, so that they are constants.

/// The most bytes of a statement; a longer one does not compile.
const MOST: usize = 4096;

/// A text under construction.
pub struct Text {
    bytes: [u8; MOST],
    len: usize,
}

impl Text {
    /// An empty one.
    pub const fn new() -> Self {
        Self { bytes: [0; MOST], len: 0 }
    }

    /// Adds a text at its end.
    pub const fn push(&mut self, text: &str) {
        let mut index = 0;
        while index < text.len() {
            self.bytes[self.len] = text.as_bytes()[index];
            self.len += 1;
            index += 1;
        }
    }

    /// Adds a number below 100.
    #[expect(clippy::cast_possible_truncation, reason = "a digit")]
    pub const fn push_number(&mut self, number: usize) {
        assert!(number < 100, "a statement has fewer parameters");
        if number >= 10 {
            self.bytes[self.len] = b'0' + (number / 10) as u8;
            self.len += 1;
        }
        self.bytes[self.len] = b'0' + (number % 10) as u8;
        self.len += 1;
    }

    /// Its bytes.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// The first bytes: as many as the constant takes.
    pub const fn cut<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        let mut index = 0;
        while index < N {
            bytes[index] = self.bytes[index];
            index += 1;
        }
        bytes
    }
}

/// Several texts in a row.
pub const fn concatenated(texts: &[&str]) -> Text {
    let mut all = Text::new();
    let mut index = 0;
    while index < texts.len() {
        all.push(texts[index]);
        index += 1;
    }
    all
}

/// Bytes that are text.
pub const fn utf8(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("whole texts were put together"),
    }
}

/// Whether two texts are the same.
pub const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut index = 0;
    while index < a.len() && index < b.len() && a[index] == b[index] {
        index += 1;
    }
    index == a.len() && index == b.len()
}

/// A constant statement of several constant texts; with `of`, of a [`Text`].
macro_rules! sql {
    (of $text:expr) => {{
        const LONG: $crate::schema::Text = $text;
        const SHORT: [u8; LONG.len()] = LONG.cut();
        $crate::schema::utf8(&SHORT)
    }};
    ($($part:expr),+ $(,)?) => {
        $crate::schema::sql!(of $crate::schema::concatenated(&[$($part),+]))
    };
}
pub(crate) use sql;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_are_put_together() {
        const TEXT: &str = sql!("é ", "", "x");
        const NUMBERS: &str = sql!(of {
            let mut text = Text::new();
            text.push_number(7);
            text.push_number(42);
            text
        });
        assert_eq!((TEXT, NUMBERS), ("é x", "742"));
    }

    #[test]
    fn texts_are_compared_whole() {
        assert!(is_same("title", "title") && !is_same("title", "title_sort") && !is_same("titles", "title"));
    }
}
