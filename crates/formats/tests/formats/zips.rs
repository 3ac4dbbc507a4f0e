//! Zips, good and hostile, and the bounds.

use crate::support::{options, read_with, tell_report, zip};
use formats::{Failure, FileProblem, List, Row, Sink, Stopped, read};
use std::io::{Cursor, Read, Seek, SeekFrom, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const FILMS: &[u8] = b"Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,Heat,1995,x,4\n2020-01-01,Ran,1985,x,4\n";

fn reports(bytes: &[u8], options: &formats::Options) -> Vec<String> {
    let (result, told) = read_with("x.zip", bytes, options);
    result.expect("a file that is known");
    told.reports.iter().map(tell_report).collect()
}

#[test]
fn bad_members_are_told_and_the_others_read() {
    let inner = zip(&[("ratings.csv", FILMS)]);
    let files: [(&str, &[u8]); 6] = [
        ("ratings.csv", FILMS),
        ("../up.csv", FILMS),
        ("/root.csv", FILMS),
        ("C:\\windows.csv", FILMS),
        ("inner.zip", &inner),
        ("empty.csv", b""),
    ];
    let expected = [
        "../up.csv - 0 unsafe_name",
        "/root.csv - 0 unsafe_name",
        "C:/windows.csv - 0 unsafe_name",
        "inner.zip - 0 nested",
        "empty.csv - 0 empty",
        "ratings.csv letterboxd 2",
    ];
    assert_eq!(reports(&zip(&files), &options()), expected);
}

#[test]
fn files_of_several_services_are_read_each_by_its_format() {
    let imdb = b"Const,Your Rating,Date Rated,Title,Title Type\ntt0113277,8,2020-01-01,Heat,Movie\n";
    let files: [(&str, &[u8]); 2] = [("imdb.csv", imdb), ("ratings.csv", FILMS)];
    let (result, told) = read_with("x.zip", &zip(&files), &options());
    let summary = result.unwrap();
    assert_eq!((summary.format, summary.formats, summary.rows), ("letterboxd", vec!["letterboxd", "imdb"], 3));
    assert_eq!(told.lines[2], "2: Heat tt0113277 | ★4 rated 2020-01-01");
}

#[test]
fn links_are_not_followed() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("link.csv", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    writer.start_file("ratings.csv", SimpleFileOptions::default()).unwrap();
    writer.write_all(FILMS).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(reports(&bytes, &options()), ["link.csv - 0 link", "ratings.csv letterboxd 2"]);
}

/// Says that all members are encrypted, as a zip with a password does.
fn encrypted(mut bytes: Vec<u8>) -> Vec<u8> {
    for at in 0..bytes.len() - 10 {
        match &bytes[at..at + 4] {
            b"PK\x03\x04" => bytes[at + 6] |= 1,
            b"PK\x01\x02" => bytes[at + 8] |= 1,
            _ => {}
        }
    }
    bytes
}

#[test]
fn a_zip_with_a_password_says_so() {
    let (result, _) = read_with("x.zip", &encrypted(zip(&[("ratings.csv", FILMS)])), &options());
    assert!(matches!(result, Err(Failure::Encrypted)), "{result:?}");
}

#[test]
fn sizes_are_counted_while_unpacking() {
    let large = [FILMS, &b"2020-01-01,Heat,1995,x,4\n".repeat(100_000)].concat();
    let small = zip(&[("a/ratings.csv", &large), ("b/ratings.csv", &large)]);
    let mut options = options();
    options.limits.ratio = 10;
    let told = reports(&small, &options);
    assert!(told.iter().all(|report| report.ends_with(" too_large")), "{told:?}");
    options.limits.ratio = 10_000;
    options.limits.unpacked_bytes = u64::try_from(large.len()).unwrap() + 500_000;
    let told = reports(&small, &options);
    assert_eq!(told[0], "a/ratings.csv letterboxd 100002");
    assert!(told[1].ends_with(" too_large"), "{told:?}");
}

#[test]
fn bounds_of_file_members_and_rows_are_kept() {
    let bytes = zip(&[("ratings.csv", FILMS), ("x.txt", b"x")]);
    let failure = |change: fn(&mut formats::Limits)| {
        let mut options = options();
        change(&mut options.limits);
        match read_with("x.zip", &bytes, &options).0 {
            Err(Failure::TooLarge { of, .. }) => of,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(failure(|limits| limits.file_bytes = 10), "bytes");
    assert_eq!(failure(|limits| limits.members = 1), "files");
    assert_eq!(failure(|limits| limits.rows = 1), "rows");
}

#[test]
fn a_zip_that_declares_too_many_members_is_refused_before_they_are_listed() {
    let mut end = b"PK\x05\x06".to_vec();
    end.extend([0, 0, 0, 0, 0x20, 0x4E, 0x20, 0x4E]);
    end.extend([0; 10]);
    let (result, _) = read_with("x.zip", &end, &options());
    assert!(matches!(result, Err(Failure::TooLarge { of: "files", .. })), "{result:?}");
    let mut end = b"PK\x03\x04PK\x06\x06".to_vec();
    end.extend([0; 28]);
    end.extend(1_000_000_u64.to_le_bytes());
    end.extend([0; 16]);
    let (result, _) = read_with("x.zip", &end, &options());
    assert!(matches!(result, Err(Failure::TooLarge { of: "files", .. })), "{result:?}");
}

#[test]
fn a_quotation_mark_that_is_not_closed_does_not_swallow_the_file() {
    let mut file = FILMS.to_vec();
    file.extend(b"2020-01-01,\"Heat,1995,x,4\n");
    file.extend(b"2020-01-01,Heat,1995,x,4\n".repeat(100_000));
    let (result, told) = read_with("ratings.csv", &file, &options());
    result.unwrap();
    assert_eq!((told.reports[0].rows, told.reports[0].problem), (2, Some(FileProblem::RowTooLong)));
}

#[test]
fn a_zip_that_breaks_off_is_damaged() {
    let bytes = zip(&[("ratings.csv", FILMS)]);
    let (result, _) = read_with("x.zip", &bytes[..bytes.len() / 2], &options());
    assert!(matches!(result, Err(Failure::Damaged)), "{result:?}");
}

#[test]
fn a_member_that_is_damaged_is_told_and_the_others_read() {
    let mut bytes = zip(&[("a/ratings.csv", &FILMS.repeat(50)), ("b/ratings.csv", FILMS)]);
    // Behind the header of the first member, and a few bytes.
    bytes[60] ^= 0xFF;
    bytes[61] ^= 0xFF;
    let told = reports(&bytes, &options());
    assert!(told.iter().any(|report| report.starts_with("a/") && report.ends_with("damaged")), "{told:?}");
    assert!(told.contains(&"b/ratings.csv letterboxd 2".to_owned()), "{told:?}");
}

struct Full;

impl Sink for Full {
    fn row(&mut self, _: Row) -> Result<(), Stopped> {
        Err("the disk is full".into())
    }

    fn list(&mut self, _: List) -> Result<(), Stopped> {
        Ok(())
    }

    fn file(&mut self, _: formats::FileReport) -> Result<(), Stopped> {
        Ok(())
    }
}

#[test]
fn the_receiver_can_end_the_reading() {
    let result = read(&mut Cursor::new(FILMS), Some("ratings.csv"), &options(), &mut Full);
    assert!(matches!(&result, Err(Failure::Sink(error)) if error.to_string() == "the disk is full"), "{result:?}");
}

/// A disk that fails behind a place.
struct Failing(Cursor<Vec<u8>>, u64);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.position() >= self.1 {
            return Err(std::io::Error::other("unplugged"));
        }
        let most = usize::try_from(self.1 - self.0.position()).unwrap().min(buffer.len());
        self.0.read(&mut buffer[..most])
    }
}

impl Seek for Failing {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_fault_of_the_disk_is_no_damage_of_the_file() {
    let mut source = Failing(Cursor::new(FILMS.repeat(1000)), 30_000);
    let result = read(&mut source, Some("ratings.csv"), &options(), &mut crate::support::Told::default());
    assert!(matches!(&result, Err(Failure::Io(error)) if error.to_string() == "unplugged"), "{result:?}");
}
