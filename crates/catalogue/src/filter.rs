//! Whether a word may be in the index, told from a few bits for each word (Bloom, 1970): so that hundreds of words that
//! somebody could have meant cost hardly more than the few that there are.

/// Bits for each word: about one word in three hundred is taken for one that is there.
const BITS_PER_WORD: usize = 12;
/// How many of the bits tell of a word.
const TOLD: u64 = 8;

/// The bits.
pub struct Filter(Vec<u8>);

impl Filter {
    /// One for so many words.
    pub fn new(words: usize) -> Self {
        Self(vec![0; (words * BITS_PER_WORD / 8).max(8)])
    }

    /// As it was kept.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(if bytes.is_empty() { vec![0; 8] } else { bytes })
    }

    /// To be kept.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Adds a word, of which this is the hash.
    pub fn add(&mut self, hash: u64) {
        for (at, bit) in places(hash, self.0.len()) {
            self.0[at] |= bit;
        }
    }

    /// Whether a word may have been added. False is certain.
    pub fn has(&self, word: &str) -> bool {
        places(hash(word), self.0.len()).all(|(at, bit)| self.0[at] & bit != 0)
    }
}

/// The hash of a word (FNV-1a).
pub fn hash(word: &str) -> u64 {
    word.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// The bits of a word, by two halves of its hash (Kirsch and Mitzenmacher, 2006).
fn places(hash: u64, bytes: usize) -> impl Iterator<Item = (usize, u8)> {
    let (first, step) = (hash >> 32, (hash & 0xFFFF_FFFF) | 1);
    let bits = bytes as u64 * 8;
    (0..TOLD).map(move |number| {
        let bit = (first + number * step) % bits;
        (usize::try_from(bit / 8).unwrap_or(0), 1 << (bit % 8))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_there_and_hardly_anything_else() {
        let mut filter = Filter::new(1000);
        (0..1000).for_each(|number| filter.add(hash(&format!("word{number}"))));
        let filter = Filter::from_bytes(filter.into_bytes());
        assert!((0..1000).all(|number| filter.has(&format!("word{number}"))));
        let wrong = (0..1000).filter(|number| filter.has(&format!("other{number}"))).count();
        assert!(wrong < 15, "{wrong}");
    }
}
