//! HTML of reviews to Markdown.

use std::borrow::Cow;
use std::fmt::Write as _;

/// How deep tags are minded; deeper ones are dropped.
const MAX_DEPTH: usize = 16;

/// The most bytes of a character's name.
const MAX_ENTITY: usize = 10;

/// A tag that is open, with the place where its content begins.
struct Open {
    name: String,
    address: String,
    start: usize,
}

/// The Markdown of a text with `b`, `strong`, `i`, `em`, `a`, `blockquote`, `br` and `p`. Other tags are dropped, and
/// what Markdown would take for its own is escaped. Tags that aren't closed are closed at the end.
pub(crate) fn to_markdown(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 16);
    let mut open: Vec<Open> = Vec::new();
    let mut rest = html;
    while let Some(next) = rest.chars().next() {
        if next == '<'
            && let Some((tag, after)) = up_to(&rest[1..], b'>', usize::MAX).filter(|(tag, _)| is_tag(tag))
        {
            apply(tag, &mut out, &mut open);
            rest = after;
        } else if next == '&'
            && let Some((name, after)) = up_to(&rest[1..], b';', MAX_ENTITY)
            && let Some(text) = entity(name)
        {
            text.chars().for_each(|c| escape(c, &mut out));
            rest = after;
        } else {
            escape(next, &mut out);
            rest = &rest[next.len_utf8()..];
        }
    }
    while let Some(last) = open.pop() {
        close(&last, &mut out);
    }
    out.trim().to_owned()
}

/// What stands before that mark and behind it, if the mark isn't far and no tag begins before it.
fn up_to(text: &str, mark: u8, most: usize) -> Option<(&str, &str)> {
    let at = text.bytes().take(most).position(|byte| byte == mark || byte == b'<')?;
    (text.as_bytes()[at] == mark).then(|| (&text[..at], &text[at + 1..]))
}

fn is_tag(tag: &str) -> bool {
    let name = tag.strip_prefix('/').unwrap_or(tag);
    name.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn entity(name: &str) -> Option<String> {
    match name {
        "nbsp" => Some(" ".to_owned()),
        "hellip" => Some("…".to_owned()),
        "mdash" => Some("—".to_owned()),
        "ndash" => Some("–".to_owned()),
        "rsquo" => Some("’".to_owned()),
        "lsquo" => Some("‘".to_owned()),
        "ldquo" => Some("“".to_owned()),
        "rdquo" => Some("”".to_owned()),
        _ => quick_xml::escape::unescape(&format!("&{name};")).ok().map(Cow::into_owned),
    }
}

fn apply(tag: &str, out: &mut String, open: &mut Vec<Open>) {
    let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
    match (name.as_str(), is_end) {
        ("br", _) => out.push_str("  \n"),
        ("p" | "div", _) => paragraph(out),
        ("b" | "strong" | "i" | "em" | "a" | "blockquote", false) => {
            if name == "blockquote" {
                paragraph(out);
            }
            if open.len() < MAX_DEPTH {
                open.push(Open { address: address(tag), name, start: out.len() });
            }
        }
        (name, true) => {
            // What was opened within and not closed is closed with it.
            if let Some(at) = open.iter().rposition(|it| it.name == name) {
                while open.len() > at
                    && let Some(last) = open.pop()
                {
                    close(&last, out);
                }
            }
        }
        _ => {}
    }
}

fn close(open: &Open, out: &mut String) {
    let content = out.split_off(open.start);
    match open.name.as_str() {
        "blockquote" => {
            for line in content.trim().lines() {
                let _ = writeln!(out, "> {line}");
            }
            out.push('\n');
        }
        "a" if !open.address.is_empty() => wrap(&content, out, "[", &format!("]({})", open.address)),
        "b" | "strong" => wrap(&content, out, "**", "**"),
        "i" | "em" => wrap(&content, out, "*", "*"),
        _ => out.push_str(&content),
    }
}

/// Puts marks around each paragraph: in Markdown they don't reach further, and there is no space inside of them.
fn wrap(content: &str, out: &mut String, before: &str, after: &str) {
    for (at, paragraph) in content.split("\n\n").enumerate() {
        let inner = paragraph.trim();
        let start = paragraph.len() - paragraph.trim_start().len();
        out.push_str(if at > 0 { "\n\n" } else { "" });
        if inner.is_empty() {
            out.push_str(paragraph);
        } else {
            let _ = write!(out, "{}{before}{inner}{after}{}", &paragraph[..start], &paragraph[start + inner.len()..]);
        }
    }
}

fn paragraph(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push_str(if out.ends_with('\n') { "\n" } else { "\n\n" });
    }
}

/// The address of a link, if it leads to the web.
fn address(tag: &str) -> String {
    let value = tag.split_once("href=").map_or("", |(_, value)| value);
    let value = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
        _ => value.split_whitespace().next().unwrap_or_default(),
    };
    let is_web = value.starts_with("https://") || value.starts_with("http://");
    let is_plain = value.chars().all(|c| !c.is_whitespace() && !c.is_control() && !['<', '>'].contains(&c));
    if is_web && is_plain { value.replace('(', "%28").replace(')', "%29") } else { String::new() }
}

fn escape(c: char, out: &mut String) {
    let is_first = |before: &str| before.is_empty() || before.ends_with('\n');
    let is_special = match c {
        '*' | '_' | '[' | ']' | '`' | '<' | '\\' => true,
        '#' | '>' | '+' | '-' | '~' | '=' => is_first(out.trim_end_matches([' ', '\t'])),
        // A number at the start of a line begins a list.
        '.' | ')' => {
            let digits = out.bytes().rev().take(10).take_while(u8::is_ascii_digit).count();
            (1..10).contains(&digits) && is_first(&out[..out.len() - digits])
        }
        _ => false,
    };
    if is_special {
        out.push('\\');
    }
    if c != '\r' {
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_markdown() {
        for (html, markdown) in [
            ("plain", "plain"),
            ("<b>bold</b> and <i>thin</i>", "**bold** and *thin*"),
            ("<strong> bold </strong>x", "**bold** x"),
            ("<i>not closed", "*not closed*"),
            ("<b><i>both</b> after", "***both*** after"),
            ("</b>no start", "no start"),
            ("<i>one\n\ntwo</i>", "*one*\n\n*two*"),
            ("a<br>b<br/>c", "a  \nb  \nc"),
            ("<p>a</p><p>b</p>", "a\n\nb"),
            ("x<blockquote>said\nso</blockquote>y", "x\n\n> said\n> so\n\ny"),
            ("<a href=\"https://example.org/a(b)\">there</a>", "[there](https://example.org/a%28b%29)"),
            ("<a href=\"javascript:alert(1)\">there</a>", "there"),
            ("<script>x</script>", "x"),
            ("2 * 3 < 4 & 5_6 [x]", "2 \\* 3 \\< 4 & 5\\_6 \\[x\\]"),
            ("&lt;b&gt; &amp; &#39;&quot; &unknown; &", "\\<b> & '\" &unknown; &"),
            ("# no heading\n- no list\n1. none", "\\# no heading\n\\- no list\n1\\. none"),
            ("a\r\nb", "a\nb"),
            ("<b></b>", ""),
        ] {
            assert_eq!(to_markdown(html), markdown, "{html}");
        }
    }

    #[test]
    fn deep_and_long_texts_are_endured() {
        to_markdown(&"<blockquote><b>x\n".repeat(20_000));
        for text in ["<", "&", "-", "1.", "<b", "[", "<a href=\"https://x\">"] {
            to_markdown(&text.repeat(200_000));
        }
    }
}
