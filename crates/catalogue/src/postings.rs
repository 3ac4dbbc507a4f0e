//! Which films have a word: their ranks, in order, as the index keeps them. They are the steps from one to the next, in
//! seven bits of each byte; where that would be longer, or slow to read, there is a zero and then a bit for each rank.

use std::sync::Arc;

/// One in so many films: a word that more have is kept in bits.
const DENSE: usize = 32;
/// The ranks that are looked at together.
pub const TOGETHER: u32 = 1 << 14;
/// The numbers that have a bit for each of them.
const NUMBERS: usize = TOGETHER as usize / 64;

/// The form that is kept of ranks, which must rise, and of which none is above the last one.
pub fn kept(ranks: &[u32], last: u32) -> Vec<u8> {
    if ranks.len() > last as usize / DENSE {
        let mut bytes = vec![0; 2 + last as usize / 8];
        for rank in ranks {
            bytes[1 + *rank as usize / 8] |= 1 << (rank % 8);
        }
        return bytes;
    }
    steps(ranks)
}

/// The steps from one number to the next; they must rise.
pub fn steps(numbers: &[u32]) -> Vec<u8> {
    let (mut bytes, mut before) = (Vec::with_capacity(numbers.len() + 2), 0);
    for number in numbers {
        let mut step = number - before;
        before = *number;
        while step > 0x7F {
            bytes.push(u8::try_from(step & 0x7F).unwrap_or(0) | 0x80);
            step >>= 7;
        }
        bytes.push(u8::try_from(step).unwrap_or(0));
    }
    bytes
}

/// Ranks as they are kept, for several to read.
pub type Kept = Arc<[u8]>;

/// Reads ranks.
pub struct Ranks {
    bytes: Kept,
    at: usize,
    /// The next one. None at the end.
    next: Option<u32>,
}

impl Ranks {
    /// Those that are kept so.
    pub fn new(bytes: Kept) -> Self {
        let mut ranks = Self { bytes, at: 0, next: Some(0) };
        if ranks.has_bits() {
            ranks.at = 1;
            ranks.seek(1);
        } else {
            ranks.next = step(&ranks.bytes, &mut ranks.at);
        }
        ranks
    }

    /// The next one. None at the end.
    pub fn next(&self) -> Option<u32> {
        self.next
    }

    /// How much there is to read at the most.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Goes behind this one.
    pub fn skip(&mut self, rank: u32) {
        if self.has_bits() {
            self.seek(rank.saturating_add(1));
            return;
        }
        while let Some(next) = self.next.filter(|next| *next <= rank) {
            self.next = step(&self.bytes, &mut self.at).map(|step| next.saturating_add(step));
        }
    }

    /// Sets the bits of those from this one on, which are looked at together; goes behind them.
    pub fn mark(&mut self, from: u32, bits: &mut Bits) {
        let end = from.saturating_add(TOGETHER);
        if self.has_bits() {
            let kept = self.bytes.get(1 + from as usize / 8..).unwrap_or_default();
            for (number, bytes) in bits.0.iter_mut().zip(kept.chunks(8)) {
                let mut eight = [0; 8];
                eight[..bytes.len()].copy_from_slice(bytes);
                *number |= u64::from_le_bytes(eight);
            }
            self.seek(end);
            return;
        }
        // Most time of a search is spent here.
        let (bytes, mut at) = (&*self.bytes, self.at);
        let mut next = self.next;
        while let Some(rank) = next.filter(|rank| *rank < end) {
            if rank >= from {
                bits.set(rank - from);
            }
            next = match bytes.get(at) {
                Some(step) if *step < 0x80 => {
                    at += 1;
                    Some(rank.saturating_add(u32::from(*step)))
                }
                _ => step(bytes, &mut at).map(|step| rank.saturating_add(step)),
            };
        }
        (self.next, self.at) = (next, at);
    }

    fn has_bits(&self) -> bool {
        self.bytes.first() == Some(&0)
    }

    /// Goes to the first one that isn't before this one, in bits.
    fn seek(&mut self, from: u32) {
        let (first, bit) = (from as usize / 8, from % 8);
        let kept = self.bytes.get(1 + first..).unwrap_or_default();
        let byte = |(at, byte): (usize, &u8)| (at, if at == 0 { byte >> bit << bit } else { *byte });
        let found = kept.iter().enumerate().map(byte).find(|(_, byte)| *byte != 0);
        self.next =
            found.and_then(|(at, byte)| u32::try_from((first + at) * 8).ok().map(|it| it + byte.trailing_zeros()));
    }
}

/// The numbers of these steps.
pub fn numbers(steps: &[u8]) -> impl Iterator<Item = u32> {
    let (mut at, mut before) = (0, 0_u32);
    std::iter::from_fn(move || {
        before = before.saturating_add(step(steps, &mut at)?);
        Some(before)
    })
}

/// The next step. None at the end.
fn step(bytes: &[u8], at: &mut usize) -> Option<u32> {
    let (mut step, mut shift) = (0_u32, 0);
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        step |= u32::from(byte & 0x7F) << shift;
        if byte < 0x80 || shift > 27 {
            return Some(step);
        }
        shift += 7;
    }
}

/// A bit for each of the ranks that are looked at together.
pub struct Bits([u64; NUMBERS]);

impl Bits {
    /// None of them.
    pub fn none() -> Self {
        Self([0; NUMBERS])
    }

    fn set(&mut self, at: u32) {
        self.0[at as usize / 64] |= 1 << (at % 64);
    }

    /// Leaves those that others have, too. Gives whether there are any.
    pub fn keep(&mut self, others: &Self) -> bool {
        let mut any = 0;
        for (number, other) in self.0.iter_mut().zip(others.0) {
            *number &= other;
            any |= *number;
        }
        any != 0
    }

    /// Those that are there, in order.
    pub fn all(&self) -> impl Iterator<Item = u32> {
        let numbers = self.0.iter().zip((0..).step_by(64)).filter(|(number, _)| **number != 0);
        numbers
            .flat_map(|(number, first)| (0..64).filter(move |bit| number >> bit & 1 == 1).map(move |bit| first + bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kept: Vec<u8>) -> Vec<u32> {
        let (mut ranks, mut all) = (Ranks::new(kept.into()), Vec::new());
        while let Some(next) = ranks.next() {
            let from = next / TOGETHER * TOGETHER;
            let mut bits = Bits::none();
            ranks.mark(from, &mut bits);
            all.extend(bits.all().map(|at| from + at));
        }
        all
    }

    #[test]
    fn ranks_are_read_as_they_were_kept() {
        let last = 100_000;
        for every in [1, 2, 7, 15, 17, 130, 20_000, 99_999] {
            let ranks: Vec<u32> = (1..=last).filter(|rank| rank % every == 0).collect();
            let kept = kept(&ranks, last);
            assert!(kept.len() <= last as usize / 8 + 2, "{every}");
            assert_eq!(read(kept), ranks, "{every}");
        }
        assert_eq!(numbers(&steps(&[1, 300, u32::MAX])).collect::<Vec<u32>>(), [1, 300, u32::MAX]);
        assert_eq!(read(kept(&[], 5)), Vec::<u32>::new());
        assert_eq!(read(kept(&[1], 1)), [1]);
        assert_eq!(read(kept(&[(1 << 28) - 1], 1 << 28)), [(1 << 28) - 1]);
    }

    #[test]
    fn ranks_before_those_that_are_looked_at_are_passed_over() {
        for every in [3, 100] {
            let ranks: Vec<u32> = (1..=60_000).filter(|rank| rank % every == 0).collect();
            let (mut all, mut bits) = (Ranks::new(kept(&ranks, 60_000).into()), Bits::none());
            all.mark(2 * TOGETHER, &mut bits);
            let expected: Vec<u32> =
                ranks.iter().filter_map(|rank| rank.checked_sub(2 * TOGETHER)).filter(|at| *at < TOGETHER).collect();
            assert_eq!(bits.all().collect::<Vec<_>>(), expected);
            assert_eq!(all.next(), ranks.iter().copied().find(|rank| *rank >= 3 * TOGETHER));
        }
    }
}
