//! Pictures for tests, good and bad, made here.

use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};
use std::io::Cursor;

pub const RED: [u8; 3] = [220, 30, 40];
pub const BLUE: [u8; 3] = [30, 60, 200];

/// Red above, blue below.
pub fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |_, y| Rgb(if y < height / 2 { RED } else { BLUE }))
}

/// What can't be compressed well.
pub fn noise(side: u32) -> RgbImage {
    let byte = |number: u32| u8::try_from(number % 251).unwrap();
    RgbImage::from_fn(side, side, |x, y| Rgb([byte(x * 83 + y * 47), byte(x * y * 7), byte(x * x + 3 * y)]))
}

pub fn png(picture: &RgbImage) -> Vec<u8> {
    encoded(picture, ImageFormat::Png)
}

pub fn webp(picture: &RgbImage) -> Vec<u8> {
    encoded(picture, ImageFormat::WebP)
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn jpeg(picture: &RgbImage) -> Vec<u8> {
    jpeg_with(picture, |_| {})
}

fn jpeg_with(picture: &RgbImage, prepare: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    prepare(&mut encoder);
    let side = |side: u32| u16::try_from(side).unwrap();
    encoder.encode(picture, side(picture.width()), side(picture.height()), ColorType::Rgb).unwrap();
    bytes
}

/// As a camera writes it that was held upright: the picture lies on its left side, and EXIF says so. It also says where.
pub fn rotated_jpeg() -> Vec<u8> {
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    // Orientation 6: it is to be turned to the right.
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
    // The artist.
    exif.extend([0x01, 0x3b, 0, 2, 0, 0, 0, 4, b'A', b'n', b'a', 0]);
    exif.extend([0; 4]);
    let lying = RgbImage::from_fn(120, 80, |x, _| Rgb(if x < 60 { RED } else { BLUE }));
    jpeg_with(&lying, |encoder| encoder.add_exif_metadata(&exif).unwrap())
}

/// For printing: cyan, magenta, yellow and black; it is red.
pub fn cmyk_jpeg() -> Vec<u8> {
    let mut bytes = Vec::new();
    let ink = [0_u8, 240, 220, 0].repeat(64 * 96);
    Encoder::new(&mut bytes, 90).encode(&ink, 64, 96, ColorType::Cmyk).unwrap();
    bytes
}

/// The first frame is red, the second one blue.
pub fn animated_webp() -> Vec<u8> {
    let (width, height) = (40_u32, 60_u32);
    let three = |number: u32| number.to_le_bytes()[..3].to_vec();
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let size = u32::try_from(data.len()).unwrap().to_le_bytes();
        [&name[..], &size, data, &[0][..data.len() % 2]].concat()
    };
    let frame = |colour: [u8; 3]| {
        let mut still = Vec::new();
        let pixels = colour.repeat((width * height) as usize);
        WebPEncoder::new_lossless(&mut still).encode(&pixels, width, height, ExtendedColorType::Rgb8).unwrap();
        let place = [three(0), three(0), three(width - 1), three(height - 1), three(100), vec![0]].concat();
        chunk(b"ANMF", &[&place, &still[12..]].concat())
    };
    let head = chunk(b"VP8X", &[vec![0x02, 0, 0, 0], three(width - 1), three(height - 1)].concat());
    let chunks = [head, chunk(b"ANIM", &[0; 6]), frame(RED), frame(BLUE)].concat();
    chunk(b"RIFF", &[b"WEBP", &chunks[..]].concat())
}

/// A PNG that says it is so large, and has hardly any bytes.
pub fn huge_png(side: u32) -> Vec<u8> {
    let mut bytes = png(&picture(8, 8));
    bytes[16..20].copy_from_slice(&side.to_be_bytes());
    bytes[20..24].copy_from_slice(&side.to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    bytes
}

/// A WebP of 10 × 10 pixels whose only frame says it has 16383 × 16383.
pub fn lying_webp() -> Vec<u8> {
    let frame = [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f];
    let canvas = [0, 0, 0, 0, 9, 0, 0, 9, 0, 0];
    let mut bytes = b"RIFF\x2c\0\0\0WEBPVP8X\x0a\0\0\0".to_vec();
    bytes.extend(canvas);
    bytes.extend(b"VP8 \x0a\0\0\0");
    bytes.extend(frame);
    bytes.extend([0; 4]);
    bytes
}

/// A JPEG whose picture is gone over far too often.
pub fn jpeg_of_many_scans() -> Vec<u8> {
    let bytes = jpeg_with(&picture(64, 64), |encoder| encoder.set_progressive(true));
    let scan = bytes.windows(2).rposition(|pair| pair == [0xff, 0xda]).unwrap();
    let end = bytes.len() - 2;
    [&bytes[..scan], &bytes[scan..end].repeat(5000), &bytes[end..]].concat()
}

/// An empty archive.
pub const ZIP: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
pub const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
pub const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\0;";
pub const AVIF: &[u8] = b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf";

/// The colour in the middle of the upper half, and of the lower one, of a JPEG; and how wide and high it is.
pub fn seen(jpeg: &[u8]) -> ([u8; 3], [u8; 3], (u32, u32)) {
    let picture = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap().into_rgb8();
    let (width, height) = picture.dimensions();
    let colour = |y| picture.get_pixel(width / 2, y).0;
    (colour(height / 4), colour(height * 3 / 4), (width, height))
}

/// Whether two colours look the same.
pub fn is_near(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) < 24)
}
