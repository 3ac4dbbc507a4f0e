//! XML, element by element.

use crate::files::Meter;
use crate::outcome::FileProblem;
use crate::stop::Stop;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::io::{BufReader, Read};

/// How deep the elements of a film are.
const MAX_DEPTH: usize = 16;
/// The elements by which a file is recognised.
const FIRST: usize = 3;

/// An element with all that is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    /// The text of the first child of that name that has some.
    pub fn get<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).map(|child| child.text.trim()).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The children of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// The names of the first elements, in lower case.
pub(crate) fn first_elements(text: &[u8]) -> Vec<String> {
    let mut reader = Reader::from_reader(text);
    let (mut names, mut buffer) = (Vec::new(), Vec::new());
    while names.len() < FIRST {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start) | Event::Empty(start)) => names.push(name(&start)),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        buffer.clear();
    }
    names
}

/// What takes an element: its number from 1, and itself.
pub(crate) type TakeElement<'a> = &'a mut dyn FnMut(u64, &Element) -> Result<(), Stop>;

/// Gives each outermost element with one of these names. What follows the document, as an address does in files of
/// Kodi, isn't read.
pub(crate) fn elements(reader: impl Read, meter: &Meter, names: &[&str], take: TakeElement<'_>) -> Result<(), Stop> {
    let mut reader = Reader::from_reader(BufReader::with_capacity(32 * 1024, reader));
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
    let mut open: Vec<Element> = Vec::new();
    let (mut buffer, mut number, mut depth) = (Vec::new(), 0, 0_usize);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|_| meter.problem())?;
        if open.is_empty() {
            meter.next_row();
        }
        let (mut is_done, is_empty) = (false, matches!(event, Event::Empty(_)));
        match event {
            Event::Start(start) | Event::Empty(start) => {
                depth += usize::from(!is_empty);
                let name = name(&start);
                if !open.is_empty() || names.contains(&name.as_str()) {
                    if open.len() >= MAX_DEPTH {
                        return Err(FileProblem::Damaged.into());
                    }
                    open.push(Element { name, attributes: attributes(&start), ..Element::default() });
                    is_done = is_empty;
                }
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                is_done = true;
            }
            Event::Text(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text);
                }
            }
            Event::CData(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&resolve(&reference));
                }
            }
            Event::Eof if open.is_empty() && depth == 0 => return Ok(()),
            Event::Eof => return Err(FileProblem::Damaged.into()),
            _ => {}
        }
        if is_done && let Some(element) = open.pop() {
            if let Some(parent) = open.last_mut() {
                parent.children.push(element);
            } else {
                number += 1;
                take(number, &element)?;
            }
        }
        if depth == 0 && number > 0 && open.is_empty() {
            return Ok(());
        }
    }
}

fn name(start: &BytesStart<'_>) -> String {
    start.name().as_ref().to_lowercase()
}

fn attributes(start: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut found = start.attributes();
    let found = found.with_checks(false).filter_map(Result::ok);
    found.map(|it| (it.key.as_ref().to_lowercase(), unescape(&it.value))).collect()
}

fn unescape(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), Cow::into_owned)
}

/// What a reference such as `amp` or `#233` stands for; an unknown one stays as it is.
pub(crate) fn resolve(reference: &str) -> String {
    unescape(&format!("&{reference};"))
}
