//! Line ends of all systems, as those of one.

use std::io::{self, Read};

/// A reader whose lines all end with `\n` alone, the last one, too. The reader of CSV counts lines in no other way.
pub(crate) struct LineEnds<R> {
    inner: R,
    is_behind_return: bool,
    is_ended: bool,
}

impl<R: Read> LineEnds<R> {
    pub fn new(inner: R) -> Self {
        Self { inner, is_behind_return: false, is_ended: true }
    }

    /// Replaces the line ends; gives how many bytes are left.
    fn replace(&mut self, bytes: &mut [u8]) -> usize {
        if !self.is_behind_return && !bytes.contains(&b'\r') {
            return bytes.len();
        }
        let mut kept = 0;
        for at in 0..bytes.len() {
            let byte = bytes[at];
            if !(byte == b'\n' && self.is_behind_return) {
                bytes[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
            self.is_behind_return = byte == b'\r';
        }
        kept
    }
}

impl<R: Read> Read for LineEnds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.inner.read(buffer)?;
            if count == 0 {
                let is_missing = !self.is_ended && !buffer.is_empty();
                if is_missing {
                    buffer[0] = b'\n';
                    self.is_ended = true;
                }
                return Ok(usize::from(is_missing));
            }
            let kept = self.replace(&mut buffer[..count]);
            if kept > 0 {
                self.is_ended = buffer[kept - 1] == b'\n';
                return Ok(kept);
            }
        }
    }
}
