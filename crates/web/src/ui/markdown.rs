//! Comments as people mark them up, in Markdown (`CommonMark`, with strikethrough).
//!
//! The text becomes elements of this page one by one, never HTML: what it says of tags is shown as it was typed, links
//! lead to http and https addresses alone, and pictures become links, so that reading a comment asks no other server
//! for anything.

#![expect(clippy::unnecessary_wraps, reason = "it fails when its part can't be loaded")]

use super::lazy::lazy;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use std::iter::Peekable;

/// How deep quotes and lists may lie within each other; what lies deeper is shown at this depth. Thousands of them,
/// which a few bytes can ask for, would be more than a browser can nest.
const DEEPEST: usize = 12;

/// A text in Markdown, as elements. What reads it is loaded when a text has marks at all; until then, and without it,
/// the text stands there as it was typed.
pub fn markdown(text: &str) -> impl IntoView + use<> {
    let text = text.to_owned();
    let as_typed = |text: &str| view! { <p class="prose" dir="auto">{text.to_owned()}</p> }.into_any();
    if !has_marks(&text) {
        return as_typed(&text);
    }
    let typed = text.clone();
    lazy(|| Box::pin(load()), move || Box::pin(marked(text.clone())), move |_| as_typed(&typed)).into_any()
}

/// Whether a text may have marks. Most have none.
fn has_marks(text: &str) -> bool {
    let may_be_list =
        |line: &str| line.trim_start().starts_with(|first: char| first.is_ascii_digit() || "+-=".contains(first));
    text.contains(['*', '_', '`', '~', '>', '[', '#', '\\', '&']) || text.lines().any(may_be_list)
}

#[wasm_split(markdown, wasm_split_path = ::leptos::wasm_split, fallible, preload(load))]
fn marked(text: String) -> Result<AnyView, SplitLoaderError> {
    let parts = blocks(&text).into_iter().map(show).collect_view();
    Ok(view! { <div class="prose is-marked" dir="auto">{parts}</div> }.into_any())
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Text(String),
    Break,
    Rule,
    Code(String),
    CodeBlock(String),
    Paragraph(Vec<Part>),
    Heading(Vec<Part>),
    Quote(Vec<Part>),
    List(Option<u64>, Vec<Part>),
    Item(Vec<Part>),
    Emphasis(Vec<Part>),
    Strong(Vec<Part>),
    Struck(Vec<Part>),
    Link(String, Vec<Part>),
    Plain(Vec<Part>),
}

fn blocks(text: &str) -> Vec<Part> {
    let mut events = Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH).peekable();
    let mut parts = Vec::new();
    while events.peek().is_some() {
        parts.extend(within(&mut events, 0));
    }
    parts
}

/// The parts up to the end of what encloses them.
fn within<'a>(events: &mut Peekable<impl Iterator<Item = Event<'a>>>, depth: usize) -> Vec<Part> {
    let mut parts = Vec::new();
    // Of what lies too deep, only its content is shown; so many ends of it are still to come.
    let mut open = 0_usize;
    while let Some(event) = events.next() {
        let part = match event {
            Event::Start(tag) if depth < DEEPEST => start(tag, events, depth + 1),
            Event::Start(_) => {
                open += 1;
                continue;
            }
            Event::End(_) if open > 0 => {
                open -= 1;
                continue;
            }
            Event::End(_) => break,
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => Part::Text(text.into_string()),
            Event::Code(code) => Part::Code(code.into_string()),
            // People press Enter where a line is to end.
            Event::SoftBreak | Event::HardBreak => Part::Break,
            Event::Rule => Part::Rule,
            _ => continue,
        };
        parts.push(part);
    }
    parts
}

fn start<'a>(tag: Tag<'a>, events: &mut Peekable<impl Iterator<Item = Event<'a>>>, depth: usize) -> Part {
    let inner = within(events, depth);
    match tag {
        Tag::Heading { .. } => Part::Heading(inner),
        Tag::BlockQuote(_) => Part::Quote(inner),
        Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => Part::CodeBlock(plain(&inner)),
        Tag::List(first) => Part::List(first, inner),
        Tag::Item => Part::Item(inner),
        Tag::Emphasis => Part::Emphasis(inner),
        Tag::Strong => Part::Strong(inner),
        Tag::Strikethrough => Part::Struck(inner),
        Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } if is_web_address(&dest_url) => {
            Part::Link(dest_url.into_string(), inner)
        }
        Tag::Paragraph | Tag::HtmlBlock => Part::Paragraph(inner),
        _ => Part::Plain(inner),
    }
}

/// The text without its marks.
fn plain(parts: &[Part]) -> String {
    parts.iter().map(|part| if let Part::Text(text) = part { text.as_str() } else { "\n" }).collect()
}

fn is_web_address(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

fn show(part: Part) -> AnyView {
    let all = |parts: Vec<Part>| parts.into_iter().map(show).collect_view();
    match part {
        Part::Text(text) => text.into_any(),
        Part::Break => view! { <br /> }.into_any(),
        Part::Rule => view! { <hr /> }.into_any(),
        Part::Code(code) => view! { <code>{code}</code> }.into_any(),
        Part::CodeBlock(code) => view! { <pre><code>{code}</code></pre> }.into_any(),
        Part::Paragraph(parts) => view! { <p dir="auto">{all(parts)}</p> }.into_any(),
        // A heading of a comment is none of the page.
        Part::Heading(parts) => view! { <p dir="auto"><strong>{all(parts)}</strong></p> }.into_any(),
        Part::Quote(parts) => view! { <blockquote dir="auto">{all(parts)}</blockquote> }.into_any(),
        Part::List(None, parts) => view! { <ul>{all(parts)}</ul> }.into_any(),
        Part::List(Some(first), parts) => view! { <ol start=first.to_string()>{all(parts)}</ol> }.into_any(),
        Part::Item(parts) => view! { <li dir="auto">{all(parts)}</li> }.into_any(),
        Part::Emphasis(parts) => view! { <em>{all(parts)}</em> }.into_any(),
        Part::Strong(parts) => view! { <strong>{all(parts)}</strong> }.into_any(),
        Part::Struck(parts) => view! { <s>{all(parts)}</s> }.into_any(),
        Part::Plain(parts) => all(parts).into_any(),
        Part::Link(url, parts) => {
            view! { <a href=url target="_blank" rel="noopener noreferrer nofollow ugc">{all(parts)}</a> }.into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Part {
        Part::Text(text.to_owned())
    }

    fn paragraph(parts: Vec<Part>) -> Vec<Part> {
        vec![Part::Paragraph(parts)]
    }

    #[test]
    fn a_text_without_marks_needs_no_reading() {
        for plain in ["Even better than I remembered.", "It’s “good” (really), 10/10!", "a\n\nb - c"] {
            assert!(!has_marks(plain), "{plain}");
        }
        for marked in
            ["*a*", "_a_", "`a`", "> a", "a\n- b", "a\n 1. b", "[a](https://b)", "a\n===", "a &amp; b", "<b>", "a\\\nb"]
        {
            assert!(has_marks(marked), "{marked}");
        }
    }

    #[test]
    fn marks_become_parts() {
        assert_eq!(
            blocks("*Quiet*, **loud**\nand ~~over~~"),
            paragraph(vec![
                Part::Emphasis(vec![text("Quiet")]),
                text(", "),
                Part::Strong(vec![text("loud")]),
                Part::Break,
                text("and "),
                Part::Struck(vec![text("over")]),
            ])
        );
        assert_eq!(
            blocks("> said\n\n2. one\n"),
            [Part::Quote(paragraph(vec![text("said")])), Part::List(Some(2), vec![Part::Item(vec![text("one")])])]
        );
    }

    #[test]
    fn tags_are_shown_as_they_were_typed() {
        assert_eq!(
            blocks("a <script>alert(1)</script>"),
            paragraph(vec![text("a "), text("<script>"), text("alert(1)"), text("</script>")])
        );
        let block = blocks("<img src=x onerror=alert(1)>");
        assert_eq!(block, paragraph(vec![text("<img src=x onerror=alert(1)>")]));
    }

    #[test]
    fn links_lead_to_the_web_alone() {
        let link = |url: &str| blocks(&format!("[here]({url})"));
        let here = || vec![text("here")];
        for url in ["https://example.org/a", "HTTP://example.org"] {
            assert_eq!(link(url), paragraph(vec![Part::Link(url.to_owned(), here())]), "{url}");
        }
        for url in
            ["javascript:alert(1)", "JAVASCRIPT://x", "data:text/html,x", "/movies", "//example.org", "mailto:a@b"]
        {
            assert_eq!(link(url), paragraph(vec![Part::Plain(here())]), "{url}");
        }
        assert_eq!(
            blocks("![poster](https://example.org/p.png)"),
            paragraph(vec![Part::Link("https://example.org/p.png".to_owned(), vec![text("poster")])])
        );
    }

    #[test]
    fn nothing_lies_deeper_than_a_browser_can_take() {
        fn depth(parts: &[Part]) -> usize {
            let inner = |part: &Part| match part {
                Part::Quote(parts) | Part::List(_, parts) | Part::Item(parts) | Part::Paragraph(parts) => depth(parts),
                _ => 0,
            };
            1 + parts.iter().map(inner).max().unwrap_or_default()
        }
        let deep = format!("{}deep", ">".repeat(9_000));
        assert!(depth(&blocks(&deep)) <= DEEPEST + 2);
        let deep = format!("{}deep **loud** end", "- ".repeat(4_000));
        assert!(depth(&blocks(&deep)) <= DEEPEST + 2);
        assert!(format!("{:?}", blocks(&deep)).contains("end"));
    }
}
