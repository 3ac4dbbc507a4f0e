//! Spreadsheets.

use crate::support::{check, options, read_with, zip};
use formats::{Failure, Question};

/// A workbook of Excel with that sheet: dates have the style 1.
pub fn excel(sheet: &str) -> Vec<u8> {
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let workbook = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
  <sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Id="r1" 
  Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" 
  Target="worksheets/sheet1.xml"/></Relationships>"#;
    let root = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Id="r1" 
  Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" 
  Target="xl/workbook.xml"/></Relationships>"#;
    let styles = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>
  <xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
  <sheetData>{sheet}</sheetData></worksheet>"#
    );
    zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// A spreadsheet of OpenDocument with these rows.
pub fn open_document(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">
  <office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet>
  </office:body></office:document-content>"#
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<m/>"),
    ])
}

fn text(value: &str) -> String {
    format!(r#"<c t="inlineStr"><is><t>{value}</t></is></c>"#)
}

#[test]
fn ratings_of_a_service_that_excel_saved_are_recognised() {
    let header: String = ["Date", "Name", "Year", "Letterboxd URI", "Rating"].map(text).concat();
    let sheet = format!(
        r#"<row r="1">{header}</row><row r="3"><c r="A3" s="1"><v>46130</v></c>{}<c><v>1995</v></c><c/><c>
  <v>4.5</v></c></row>
        <row r="4"><c r="A4" s="1"><v>46131.5</v></c>{}<c r="E4" s="1"><v>42375</v></c></row>"#,
        text("Heat &amp; Dust"),
        text("Ran")
    );
    let expected = ["3: Heat & Dust (1995) | ★4.5 rated 2026-04-18", "4: Ran rated 2026-04-19 ! spoilt_column"];
    check("letterboxd", "ratings.xlsx", excel(&sheet), &expected);
}

#[test]
fn ratings_of_a_service_that_libre_office_saved_are_recognised() {
    let text = |value: &str| {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>"#)
    };
    let header: String = ["Date", "Name", "Year", "Letterboxd URI", "Rating"].map(text).concat();
    let rows = format!(
        r#"<table:table-row>{header}</table:table-row><table:table-row table:number-rows-repeated="2">
  <table:table-cell table:number-columns-repeated="1024"/></table:table-row>
        <table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="date"
  office:date-value="2026-04-18"><text:p>18.04.26</text:p>
  </table:table-cell>{}<table:table-cell office:value-type="float" office:value="1995"><text:p>1.995</text:p>
  </table:table-cell><table:table-cell/><table:table-cell office:value-type="float" office:value="4.5"/>
  </table:table-row>
        <table:table-row table:number-rows-repeated="1048572">
  <table:table-cell table:number-columns-repeated="1024"/></table:table-row>"#,
        text("Heat &amp; Dust")
    );
    let expected = ["4: Heat & Dust (1995) | ★4.5 rated 2026-04-18", "5: Heat & Dust (1995) | ★4.5 rated 2026-04-18"];
    check("letterboxd", "ratings.ods", open_document(&rows), &expected);
}

#[test]
fn any_other_sheet_is_asked_about() {
    let sheet = format!("<row>{}{}</row><row>{}<c><v>1995</v></c></row>", text("Film"), text("Year"), text("Heat"));
    let (result, _) = read_with("x.xlsx", &excel(&sheet), &options());
    let Err(Failure::Question(Question::Columns { samples, .. })) = result else { panic!("{result:?}") };
    assert_eq!(samples, [["Heat", "1995"]]);
}

#[test]
fn a_sheet_that_grows_while_it_is_unpacked_is_refused() {
    let mut options = options();
    options.limits.sheet_bytes = 20_000;
    let (result, _) = read_with("x.xlsx", &excel(&"<row/>".repeat(10_000)), &options);
    assert!(matches!(result, Err(Failure::TooLarge { of: "bytes", .. })), "{result:?}");
}

#[test]
fn empty_and_damaged_sheets_say_so() {
    let (result, _) = read_with("x.xlsx", &excel(""), &options());
    assert!(matches!(result, Err(Failure::Unrecognised { .. })), "{result:?}");
    let (result, _) = read_with("x.xlsx", &zip(&[("xl/workbook.xml", b"<workbook")]), &options());
    assert!(matches!(result, Err(Failure::Damaged)), "{result:?}");
}
