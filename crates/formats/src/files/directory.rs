//! The end of a zip, where its files are listed.

use std::io::{self, Read, Seek, SeekFrom};

/// How many files the end of the zip declares, before anything is reserved for them.
pub(super) fn declared_members(source: &mut (impl Read + Seek), size: u64) -> io::Result<u64> {
    /// The end's own bytes, and the longest comment behind it.
    const TAIL: u64 = 22 + 0xFFFF;
    source.seek(SeekFrom::Start(size.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    source.take(TAIL).read_to_end(&mut tail)?;
    let number = |from: usize, length: usize| {
        let bytes = tail.get(from..from + length).unwrap_or_default();
        bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    };
    let ends = tail.windows(4).enumerate().map(|(at, mark)| match mark {
        b"PK\x05\x06" if number(at + 10, 2) < 0xFFFF => number(at + 10, 2),
        // The 64-bit end.
        b"PK\x06\x06" => number(at + 32, 8),
        _ => 0,
    });
    Ok(ends.max().unwrap_or(0))
}
