//! Reading pictures. What a file is, its content says, never its name or what the client calls it.

use domain::library::images::MAX_IMAGE_PIXELS;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use std::io::Cursor;

/// The most bytes of a decoded picture: pixels of 16 bits a colour count twice.
const MAX_DECODED: u64 = 128 * 1024 * 1024;
/// The most passes of a JPEG: each goes over the whole picture, however few bytes it has. Common ones have ten.
const MAX_SCANS: usize = 100;
/// The most bytes of a colour profile that is heeded.
const MAX_PROFILE: usize = 1024 * 1024;

/// Why a picture isn't taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFault {
    /// It is of no kind that can be read.
    Unsupported,
    /// It ends too early, or can't be read for another reason.
    Damaged,
    /// It has too many pixels.
    TooManyPixels,
}

/// Reads a picture as sRGB and upright, reduced to about twice what fits into a square of this side. Of an animation it
/// is the first frame. What is transparent becomes white.
pub fn read(bytes: &[u8], side: u32) -> Result<RgbImage, PictureFault> {
    let format = format_of(bytes).ok_or(PictureFault::Unsupported)?;
    if !is_whole(bytes, format) {
        return Err(PictureFault::Damaged);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_DECODED);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(fault)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_IMAGE_PIXELS || decoder.total_bytes() > MAX_DECODED {
        return Err(PictureFault::TooManyPixels);
    }
    if width == 0 || height == 0 {
        return Err(PictureFault::Damaged);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| profile.len() <= MAX_PROFILE);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(fault)?;
    let side = side * 2;
    if picture.width().max(picture.height()) > side {
        // Quick and frugal; the last step is done well.
        picture = picture.thumbnail(side, side);
    }
    picture.apply_orientation(orientation);
    let has_colours = picture.color().has_color();
    let mut pixels = on_white(picture);
    if let Some(profile) = profile.filter(|_| has_colours) {
        convert_colours(&mut pixels, &profile);
    }
    Ok(pixels)
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn fault(error: ImageError) -> PictureFault {
    match error {
        ImageError::Limits(_) => PictureFault::TooManyPixels,
        _ => PictureFault::Damaged,
    }
}

fn format_of(bytes: &[u8]) -> Option<ImageFormat> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(ImageFormat::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// Whether what the decoders would forgive is in order: they fill up a JPEG that was cut off, and follow what a file
/// says of itself wherever it leads.
fn is_whole(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Jpeg => {
            // In the data of a picture, 0xff is followed by nothing else than markers.
            let is_scan = |pair: &&[u8]| **pair == [0xff, 0xda];
            let scans = bytes.windows(2).filter(is_scan).count();
            let last = bytes.windows(2).rposition(|pair| pair == [0xff, 0xda]);
            let ends = last.is_some_and(|last| bytes[last..].windows(2).any(|pair| pair == [0xff, 0xd9]));
            scans <= MAX_SCANS && ends
        }
        ImageFormat::WebP => is_whole_webp(bytes),
        _ => true,
    }
}

/// Whether a WebP is as long as it says, and its frames have no more pixels than its head.
fn is_whole_webp(bytes: &[u8]) -> bool {
    let size = bytes.get(4..8).and_then(|size| size.try_into().ok()).map_or(0, u32::from_le_bytes) as usize;
    let Some(chunks) = size.checked_add(8).and_then(|end| bytes.get(12..end)) else { return false };
    chunks_of(chunks).all(|(name, data)| match &name {
        b"ANMF" => data.get(16..).is_some_and(|frame| chunks_of(frame).all(|(name, data)| is_small_frame(name, data))),
        _ => is_small_frame(name, data),
    })
}

/// The chunks of a RIFF file, by name.
fn chunks_of(mut rest: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (name, after) = rest.split_first_chunk::<4>()?;
        let (size, after) = after.split_first_chunk::<4>()?;
        let size = u32::from_le_bytes(*size) as usize;
        let data = after.get(..size)?;
        rest = after.get(size + size % 2..).unwrap_or_default();
        Some((*name, data))
    })
}

/// Whether a frame's own head says that it has no more pixels than are allowed: the decoder believes it.
fn is_small_frame(name: [u8; 4], data: &[u8]) -> bool {
    let pixels = match (&name, data) {
        (b"VP8 ", [_, _, _, _, _, _, w0, w1, h0, h1, ..]) => {
            let side = |low: u8, high: u8| u64::from(u16::from_le_bytes([low, high]) & 0x3fff);
            side(*w0, *w1) * side(*h0, *h1)
        }
        (b"VP8L", [_, a, b, c, d, ..]) => {
            let bits = u32::from_le_bytes([*a, *b, *c, *d]);
            u64::from((bits & 0x3fff) + 1) * u64::from((bits >> 14 & 0x3fff) + 1)
        }
        _ => 0,
    };
    pixels <= MAX_IMAGE_PIXELS
}

/// The colours alone.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let pixels = picture.into_rgba8();
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0.map(u32::from);
        let mixed = |colour: u32| u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX);
        image::Rgb([mixed(red), mixed(green), mixed(blue)])
    })
}

/// Makes sRGB of the colours of a profile. One that can't be read is passed over.
fn convert_colours(pixels: &mut RgbImage, profile: &[u8]) {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else { return };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let options = TransformOptions::default();
    let Ok(transform) = profile.create_transform_8bit(Layout::Rgb, &ColorProfile::new_srgb(), Layout::Rgb, options)
    else {
        return;
    };
    let mut converted = vec![0; pixels.as_raw().len()];
    if transform.transform(pixels.as_raw(), &mut converted).is_ok() {
        pixels.copy_from_slice(&converted);
    }
}
