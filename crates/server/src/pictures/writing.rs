//! Writing pictures: two sizes of each, as JPEG.

use super::{PictureFault, Prepared};
use image::imageops::FilterType;
use image::{DynamicImage, GenericImageView};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// One size of a picture.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// The most pixels from left to right.
    pub width: u32,
    /// The most pixels from top to bottom.
    pub height: u32,
    /// About the most bytes: what would take more is made less exact.
    pub bytes: usize,
}

/// The sizes that a picture is kept in.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// For lists.
    pub small: Size,
    /// For a page of its own.
    pub large: Size,
}

impl Sizes {
    /// The longest side.
    pub fn largest(self) -> u32 {
        self.large.width.max(self.large.height)
    }
}

/// How exact a JPEG is, from 1 to 100: the first that is small enough is taken, or the last.
const QUALITIES: [u8; 4] = [84, 72, 56, 40];

/// Writes a picture in both sizes; nothing is made larger than it is.
pub fn write(picture: &DynamicImage, sizes: Sizes) -> Result<Prepared, PictureFault> {
    let large = fitted(picture, sizes.large);
    let small = fitted(&large, sizes.small);
    Ok(Prepared { small: encode(&small, sizes.small.bytes)?, large: encode(&large, sizes.large.bytes)? })
}

fn fitted(picture: &DynamicImage, size: Size) -> DynamicImage {
    let (width, height) = picture.dimensions();
    if width <= size.width && height <= size.height {
        return picture.clone();
    }
    // The side that sticks out further decides.
    let by_width = u64::from(size.width) * u64::from(height) <= u64::from(size.height) * u64::from(width);
    let scaled = |length: u32, to: u32, of: u32| {
        let length = (u64::from(length) * u64::from(to) + u64::from(of) / 2) / u64::from(of);
        u32::try_from(length).unwrap_or(u32::MAX).max(1)
    };
    let (width, height) = if by_width {
        (size.width, scaled(height, size.width, width))
    } else {
        (scaled(width, size.height, height), size.height)
    };
    picture.resize_exact(width, height, FilterType::Lanczos3)
}

fn encode(picture: &DynamicImage, max: usize) -> Result<Vec<u8>, PictureFault> {
    let mut jpeg = Vec::new();
    for quality in QUALITIES {
        jpeg.clear();
        let mut encoder = Encoder::new(&mut jpeg, quality);
        encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
        // With tables of its own, it would write each colour in a scan for itself, which some decoders can't read.
        encoder.set_optimized_huffman_tables(false);
        let side = |side: u32| u16::try_from(side).map_err(|_| PictureFault::TooManyPixels);
        let (width, height) = (side(picture.width())?, side(picture.height())?);
        encoder.encode(picture.as_bytes(), width, height, ColorType::Rgb).map_err(|_| PictureFault::Damaged)?;
        if jpeg.len() <= max {
            break;
        }
    }
    Ok(jpeg)
}
