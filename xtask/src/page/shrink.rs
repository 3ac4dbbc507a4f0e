//! Leaving out of the page's texts what is there for people alone.

use std::collections::BTreeMap;

/// A script without its comments and indentation. Comments are known by the beginning of a line: no line of the
/// page's scripts begins inside a text.
pub fn script(text: &str) -> String {
    let mut short = String::with_capacity(text.len());
    let mut is_comment = false;
    for line in text.lines().map(str::trim) {
        let begins = line.starts_with("/*");
        if !is_comment && !begins && !line.is_empty() && !line.starts_with("//") {
            short.push_str(line);
            short.push('\n');
        }
        is_comment = (is_comment || begins) && !line.ends_with("*/");
    }
    short
}

/// wasm-bindgen's script without the classes that it exports, and what belongs to each.
pub fn without_classes(script: &str) -> String {
    let mut short = String::with_capacity(script.len());
    let mut lines = script.lines();
    while let Some(line) = lines.next() {
        // How the last line begins of what is left out.
        let last = if line.starts_with("export class ") {
            "if (Symbol.dispose) "
        } else if line.starts_with("const ") && line.contains("Finalization = ") {
            ": new "
        } else {
            short.extend([line, "\n"]);
            continue;
        };
        lines.by_ref().find(|line| line.trim_start().starts_with(last));
    }
    short
}

/// A style sheet without its comments, and with no more space than it needs.
pub fn styles(text: &str) -> String {
    let mut short = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        add_words(&mut short, before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    add_words(&mut short, rest);
    short
}

fn add_words(short: &mut String, text: &str) {
    for word in text.split_whitespace() {
        // Elsewhere a space may mean something: between selectors, values, and around operators.
        let is_apart = short.ends_with(['{', '}', ';', ',']) || word.starts_with(['{', '}']);
        if !short.is_empty() && !is_apart {
            short.push(' ');
        }
        short.push_str(word);
    }
}

/// A script in which names are replaced wherever they stand by themselves.
pub fn rename(script: &str, names: &BTreeMap<String, String>) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_$".contains(c);
    let mut renamed = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(is_part) {
        let length = rest[start..].find(|c| !is_part(c)).unwrap_or(rest.len() - start);
        let (before, name) = (&rest[..start], &rest[start..start + length]);
        renamed.push_str(before);
        renamed.push_str(names.get(name).map_or(name, String::as_str));
        rest = &rest[start + length..];
    }
    renamed + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_keeps_what_is_run() {
        let text = "// Why.\n/**\n * @returns {any}\n */\nfunction f() { // here\n    /* one line */\n\n    return \"//\";\n}\n";
        assert_eq!(script(text), "function f() { // here\nreturn \"//\";\n}\n");
    }

    #[test]
    fn a_script_is_left_without_its_classes() {
        let class = "export class A {\n    free() {\n    }\n}\nif (Symbol.dispose) A.prototype[Symbol.dispose] = A.prototype.free;\n";
        let registry = "const AFinalization = (typeof X === 'undefined')\n? {}\n: new X(p => w.f(p));\n";
        assert_eq!(
            without_classes(&format!("const a = 1;\n{class}f();\n{registry}g();\n")),
            "const a = 1;\nf();\ng();\n"
        );
    }

    #[test]
    fn a_style_sheet_keeps_what_counts() {
        let text =
            "/* Why. */\n.a  .b,\n.c {\n  width: calc(1px + 2px);\n  color: red;\n}\n\n@media (x) {\n  a {}\n}\n";
        assert_eq!(styles(text), ".a .b,.c{width: calc(1px + 2px);color: red;}@media (x){a{}}");
    }

    #[test]
    fn names_are_replaced_as_wholes() {
        let names = BTreeMap::from([("__wbg_a_1".to_owned(), "a".to_owned())]);
        assert_eq!(rename("{ __wbg_a_1: __wbg_a_12($__wbg_a_1) } // é", &names), "{ a: __wbg_a_12($__wbg_a_1) } // é");
    }
}
