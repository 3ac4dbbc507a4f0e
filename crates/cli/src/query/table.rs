//! Rows as a table for a terminal.

use super::formats::hex;
use std::fmt::Write as _;
use std::io::{self, Write};
use storage::{Answer, Cell};
use unicode_width::UnicodeWidthStr;

/// Prints the columns' names, a line, and the rows: numbers to the right, everything else to the left.
pub fn print(out: &mut impl Write, answer: &Answer) -> io::Result<()> {
    let header: Vec<String> = answer.columns.iter().map(|name| shown(name)).collect();
    let rows: Vec<Vec<String>> = answer.rows.iter().map(|row| row.iter().map(text).collect()).collect();
    let width = |index: usize| {
        let cells = rows.iter().map(|row| row[index].width());
        cells.chain([header[index].width()]).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    line(out, &header, &widths, &|_| false)?;
    writeln!(out, "{}", widths.iter().map(|width| "─".repeat(width + 2)).collect::<Vec<_>>().join("┼"))?;
    for (row, cells) in rows.iter().zip(&answer.rows) {
        line(out, row, &widths, &|index| matches!(cells[index], Cell::Number(_)))?;
    }
    Ok(())
}

fn line(out: &mut impl Write, cells: &[String], widths: &[usize], is_right: &dyn Fn(usize) -> bool) -> io::Result<()> {
    let padded = cells.iter().zip(widths).enumerate().map(|(index, (cell, width))| {
        let space = " ".repeat(width - cell.width());
        if is_right(index) { format!(" {space}{cell} ") } else { format!(" {cell}{space} ") }
    });
    writeln!(out, "{}", padded.collect::<Vec<_>>().join("│").trim_end())
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Null => "NULL".to_owned(),
        Cell::Bool(truth) => truth.to_string(),
        Cell::Number(text) | Cell::Text(text) => shown(text),
        Cell::Bytes(bytes) => hex(bytes),
    }
}

/// A text in one line in which nothing steers the terminal: neither control characters nor those that turn the
/// direction of writing.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            c if c.is_control() => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_places() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let answer = Answer {
            columns: vec!["title".to_owned(), "year".to_owned()],
            rows: vec![
                vec![text("七人の侍"), Cell::Number("1954".to_owned())],
                vec![text("Bad\u{1b}[2J\n\u{202e}"), Cell::Null],
                vec![text("Amélie"), Cell::Number("1".to_owned())],
            ],
            changed: 0,
        };
        let mut out = Vec::new();
        print(&mut out, &answer).unwrap();
        let expected = [
            " title                  │ year",
            "────────────────────────┼──────",
            " 七人の侍               │ 1954",
            r" Bad\u{1b}[2J\n\u{202e} │ NULL",
            " Amélie                 │    1",
        ];
        let printed = String::from_utf8(out).unwrap();
        assert_eq!(printed.lines().collect::<Vec<_>>(), expected, "{printed}");
    }
}
