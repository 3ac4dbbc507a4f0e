//! UTF-16 with a mark of byte order, as Excel saves “Unicode text”.

use encoding_rs::{CoderResult, Decoder, UTF_16LE};
use std::io::{self, Read};

/// The bytes that are decoded at once.
const CHUNK: usize = 16 * 1024;

/// A reader of UTF-8 over one of UTF-16.
pub(super) struct Utf16<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    is_at_end: bool,
}

impl<R: Read> Utf16<R> {
    pub fn new(inner: R) -> Self {
        // The mark decides which it is, whatever stands here.
        let decoder = UTF_16LE.new_decoder();
        Self { inner, decoder, raw: vec![0; CHUNK], text: Vec::new(), given: 0, is_at_end: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        let length = self.inner.read(&mut self.raw)?;
        self.is_at_end = length == 0;
        let most = self.decoder.max_utf8_buffer_length(length).unwrap_or(CHUNK * 3);
        self.text.resize(most, 0);
        let (result, _, written, _) = self.decoder.decode_to_utf8(&self.raw[..length], &mut self.text, self.is_at_end);
        debug_assert!(result == CoderResult::InputEmpty, "the buffer holds the longest text");
        self.text.truncate(written);
        self.given = 0;
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.is_at_end {
            self.fill()?;
        }
        let count = buffer.len().min(self.text.len() - self.given);
        buffer[..count].copy_from_slice(&self.text[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
