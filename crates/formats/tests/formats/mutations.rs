//! Broken files of all kinds: whatever is wrong with them, reading ends, without a panic.

use crate::checked::check;
use crate::samples::{members, samples};
use crate::support::zip;

/// How often each sample is changed at random.
const ROUNDS: usize = 100;

/// A generator of numbers (`SplitMix64`) that gives the same ones in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// Changes some bytes.
fn change(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    const PIECES: [&[u8]; 12] = [
        b"\"",
        b",",
        b"\n",
        b"\r",
        b"\0",
        b"{",
        b"]",
        b"<",
        b"&#x110000;",
        b"\xFF\xFE",
        b"9999999999999999999",
        b"\xC3",
    ];
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len());
        let end = bytes.len().min(at + 1 + numbers.below(50));
        match numbers.below(4) {
            _ if bytes.is_empty() => {}
            0 => bytes[at] = u8::try_from(numbers.below(256)).unwrap(),
            1 => drop(bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].iter().copied())),
            2 => drop(bytes.drain(at..end)),
            _ => {
                let copy = bytes[at..end].to_vec();
                let to = numbers.below(bytes.len());
                bytes.splice(to..to, copy);
            }
        }
    }
}

#[test]
fn a_file_can_break_off_anywhere() {
    for (name, bytes) in samples() {
        for end in (0..bytes.len()).step_by(3) {
            check(name, &bytes[..end]);
        }
    }
}

#[test]
fn a_file_can_be_changed_anywhere() {
    let mut numbers = Numbers(1);
    for (name, sample) in samples() {
        for _ in 0..ROUNDS {
            let mut bytes = sample.clone();
            change(&mut bytes, &mut numbers);
            check(name, &bytes);
        }
    }
}

#[test]
fn what_is_inside_of_zips_and_spreadsheets_can_be_changed_anywhere() {
    let mut numbers = Numbers(2);
    for (name, sample) in samples().into_iter().filter(|(_, sample)| sample.starts_with(b"PK")) {
        let members = members(&sample);
        for _ in 0..ROUNDS * 2 {
            let mut members = members.clone();
            let at = numbers.below(members.len());
            change(&mut members[at].1, &mut numbers);
            let files: Vec<(&str, &[u8])> =
                members.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            check(name, &zip(&files));
        }
    }
}
