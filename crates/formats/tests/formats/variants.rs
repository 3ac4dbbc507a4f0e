//! The same table in other spellings: what becomes of its rows stays the same.

use crate::support::{options, read_with, zip};
use crate::{imdb, kinopoisk, letterboxd, movary, movielens, netflix, sheets, tmdb, tv_time, yamtrack};

use std::fmt::Write as _;

/// The tables with a header, by their formats, and whether they can have other columns, too.
const TABLES: [(&str, &str, bool); 9] = [
    ("letterboxd", letterboxd::DIARY, true),
    ("imdb", imdb::RATINGS, true),
    ("tv_time", tv_time::RECORDS, true),
    ("tmdb", tmdb::RATINGS, true),
    ("netflix", netflix::HISTORY, false),
    ("movielens", movielens::RATINGS, true),
    ("movary", movary::HISTORY, true),
    ("yamtrack", yamtrack::OLD, true),
    ("kinopoisk", kinopoisk::RATINGS, true),
];

#[track_caller]
fn lines(format: &str, name: &str, bytes: &[u8]) -> Vec<String> {
    let (result, told) = read_with(name, bytes, &options());
    assert_eq!(result.expect("a file that is known").format, format);
    assert_eq!(told.reports[0].problem, None, "{format}: {name}");
    told.lines
}

/// The records of a table.
fn records(text: &str) -> Vec<Vec<String>> {
    let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.into_records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A table of these records.
fn written(records: &[Vec<String>], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    for record in records {
        writer.write_record(record).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn marks_line_ends_and_delimiters_change_nothing() {
    for (format, text, _) in TABLES {
        let expected = lines(format, "x", text.as_bytes());
        assert!(expected.len() > 1);
        let unix = text.replace("\r\n", "\n");
        let mut is_odd = false;
        let mixed = unix.split_inclusive('\n').map(|line| {
            is_odd = !is_odd;
            if is_odd { line.replace('\n', "\r\n") } else { line.to_owned() }
        });
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        let variants = [
            unix.clone().into_bytes(),
            unix.replace('\n', "\r\n").into_bytes(),
            unix.replace('\n', "\r").into_bytes(),
            mixed.collect::<String>().into_bytes(),
            format!("\u{feff}{text}").into_bytes(),
            text.trim_end().as_bytes().to_vec(),
            utf16,
            written(&records(text), b','),
            written(&records(text), b';'),
            written(&records(text), b'\t'),
            zip(&[("folder/any name.csv", text.as_bytes())]),
        ];
        for (number, variant) in variants.iter().enumerate() {
            assert_eq!(lines(format, "x", variant), expected, "{format}, variant {number}");
        }
    }
}

#[test]
fn columns_can_be_in_any_order_beside_others_and_with_empty_rows_below() {
    for (format, text, can_have_others) in TABLES {
        let expected = lines(format, "x", text.as_bytes());
        let mut records = records(text);
        for record in &mut records {
            record.reverse();
            if can_have_others {
                record.insert(1, "Other".to_owned());
            }
        }
        let width = records[0].len();
        records[0][0] = records[0][0].to_uppercase();
        records.extend([vec![String::new(); width], vec![String::new(); width]]);
        // Netflix is known by the order of its two columns.
        if can_have_others {
            let found = lines(format, "x", &written(&records, b','));
            assert_eq!(found[..expected.len()], expected, "{format}");
            assert!(
                found.len() == expected.len() + 2
                    && found.iter().skip(expected.len()).all(|line| line.ends_with("empty"))
            );
        }
    }
}

#[test]
fn a_header_alone_has_no_rows() {
    for (format, text, _) in TABLES {
        let header = text.lines().next().unwrap();
        let (result, told) = read_with("x", header.as_bytes(), &options());
        assert_eq!(result.unwrap().rows, 0, "{format}");
        assert_eq!(told.reports[0].problem, Some(formats::FileProblem::NoRows), "{format}");
    }
}

#[test]
fn tables_can_be_saved_as_spreadsheets() {
    let text = |value: &str| value.replace('&', "&amp;").replace('<', "&lt;");
    for (format, table, _) in TABLES {
        let expected = lines(format, "x", table.as_bytes()).len();
        let (mut excel, mut document) = (String::new(), String::new());
        for record in records(table) {
            excel.push_str("<row>");
            document.push_str("<table:table-row>");
            for value in record.iter().map(|value| text(value)) {
                let _ = write!(excel, "<c t=\"inlineStr\"><is><t>{value}</t></is></c>");
                let _ = write!(document, "<table:table-cell><text:p>{value}</text:p></table:table-cell>");
            }
            excel.push_str("</row>");
            document.push_str("</table:table-row>");
        }
        // Their rows have other numbers than lines with line ends in them.
        let plain = |lines: Vec<String>| {
            lines.iter().map(|line| line.split_once(": ").unwrap().1.to_owned()).collect::<Vec<_>>()
        };
        let rows = plain(lines(format, "x", table.as_bytes()));
        assert_eq!(plain(lines(format, "x.xlsx", &sheets::excel(&excel))), rows, "{format}");
        assert_eq!(plain(lines(format, "x.ods", &sheets::open_document(&document))), rows, "{format}");
        assert_eq!(rows.len(), expected);
    }
}
