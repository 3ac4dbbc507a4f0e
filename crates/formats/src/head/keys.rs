//! The keys of a JSON text, as far as it goes: the start of a file breaks off anywhere.

use std::collections::BTreeSet;

/// The most keys that are collected.
const MAX_KEYS: usize = 1000;
/// The items of an array that are looked at.
const MAX_ITEMS: usize = 20;
/// How deep keys are collected.
const MAX_DEPTH: usize = 6;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The paths of all keys: `[].movie.ids.tmdb`.
    pub keys: BTreeSet<String>,
    /// How many values there are, one after the other.
    pub values: usize,
    /// Whether the first of them is an object.
    pub is_object: bool,
}

/// Collects the keys of a text.
pub(super) fn scan(text: &[u8]) -> Scan {
    let mut scan = Scan { is_object: text.first() == Some(&b'{'), ..Scan::default() };
    // The path up to each open object or array, and whether it is an object.
    let mut open: Vec<(String, bool)> = Vec::new();
    // The path of the value that comes next.
    let mut path = String::new();
    let (mut at, mut items) = (0, 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => {
                let Some(end) = end_of_text(text, at + 1) else { break };
                let is_key = text[end + 1..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
                if is_key && let Some((parent, true)) = open.last() {
                    path = format!("{parent}.{}", String::from_utf8_lossy(&text[at + 1..end]));
                    if open.len() <= MAX_DEPTH && scan.keys.len() < MAX_KEYS && path.len() < 200 {
                        scan.keys.insert(path.clone());
                    }
                }
                at = end;
            }
            b'{' | b'[' => {
                if open.len() > 2 * MAX_DEPTH {
                    path = String::new();
                }
                let is_object = *byte == b'{';
                open.push((if is_object { path.clone() } else { format!("{path}[]") }, is_object));
                path.clone_from(&open[open.len() - 1].0);
            }
            b'}' | b']' => {
                open.pop();
                path = open.last().map(|(path, _)| path.clone()).unwrap_or_default();
                scan.values += usize::from(open.is_empty());
            }
            // The items of an array have the same keys.
            b',' if open.len() == 1 && !open[0].1 => {
                items += 1;
                if items == MAX_ITEMS {
                    break;
                }
            }
            b',' => path = open.last().map(|(path, _)| path.clone()).unwrap_or_default(),
            _ => {}
        }
        at += 1;
    }
    scan
}

/// Where the text that begins here ends.
fn end_of_text(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        match text.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_a_text_that_breaks_off() {
        let found = scan(br#"[{"id": 1, "movie": {"title": "a \" : {", "ids": {"tmdb": 1}}, "x": [1, {"y": 2}], "la"#);
        let keys: Vec<&str> = found.keys.iter().map(String::as_str).collect();
        assert_eq!(
            keys,
            ["[].id", "[].movie", "[].movie.ids", "[].movie.ids.tmdb", "[].movie.title", "[].x", "[].x[].y"]
        );
        assert_eq!((found.values, found.is_object), (0, false));
        assert_eq!(scan(b"{\"a\":1}\n{\"a\":2}\n").values, 2);
    }

    #[test]
    fn deep_and_broken_texts_are_endured() {
        scan("[".repeat(100_000).as_bytes());
        scan(b"]]]}}}\"\\");
        scan(b"\"\\");
    }
}
