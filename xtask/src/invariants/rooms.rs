//! Who uses whom: the rooms of each crate as ARCHITECTURE.md lists them, and no files that use each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::RandomState;
use std::path::Path;

use anyhow::{Context, Result};
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

use super::files;
use crate::workspace;

/// A file's place in its crate: `["library", "movies"]`; empty for the crate's root.
type Module = Vec<String>;

/// The files of a crate, each with the files that it uses outside of its tests.
type Uses = BTreeMap<Module, BTreeSet<Module>>;

/// Files that use each other in a circle.
pub fn no_circles() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for (name, _) in tables(&document()?) {
        faults.extend(circles(&uses_in(&name)?).into_iter().map(|circle| format!("{name}: {circle}")));
    }
    Ok(faults)
}

/// Files that use a room which theirs may not use, and rooms that the table lacks or has in vain.
pub fn arrows_go_one_way() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for (name, rows) in tables(&document()?) {
        let wrong = wrong_arrows(&uses_in(&name)?, &rows);
        faults.extend(wrong.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    Ok(faults)
}

fn document() -> Result<String> {
    Ok(fs::read_to_string(workspace::root().join("ARCHITECTURE.md"))?)
}

/// A row of a table: its rooms, and those that they may use.
struct Row {
    rooms: BTreeSet<String>,
    may_use: BTreeSet<String>,
}

/// The tables of rooms by crate: those below a heading that is a crate's folder. What may be used is named, or is
/// “all above”.
fn tables(document: &str) -> Vec<(String, Vec<Row>)> {
    let mut tables: Vec<(String, Vec<Row>)> = Vec::new();
    let mut is_of_crate = false;
    for line in document.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            let name = heading.trim_start_matches('#').trim().trim_matches('`');
            is_of_crate = name.starts_with("crates/");
            if is_of_crate {
                tables.push((name.to_owned(), Vec::new()));
            }
        }
        let Some((_, rows)) = tables.last_mut().filter(|_| is_of_crate) else { continue };
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').collect();
        if let [rooms, _, may_use] = cells[..]
            && rooms.contains('`')
        {
            let all_above = || rows.iter().flat_map(|row: &Row| row.rooms.clone()).collect();
            let may_use = if may_use.trim() == "all above" { all_above() } else { quoted(may_use) };
            rows.push(Row { rooms: quoted(rooms), may_use });
        }
    }
    tables
}

/// What stands in backticks.
fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(|name| name.trim_end_matches('/').to_owned()).collect()
}

fn wrong_arrows(uses: &Uses, rows: &[Row]) -> Vec<String> {
    let row_of = |room: &str| rows.iter().find(|row| row.rooms.contains(room));
    let existing: BTreeSet<&String> = uses.keys().filter_map(|module| module.first()).collect();
    let mut faults: Vec<String> = Vec::new();
    for room in rows.iter().flat_map(|row| &row.rooms).filter(|room| !existing.contains(room)) {
        faults.push(format!("there is no {room}"));
    }
    for room in existing {
        if row_of(room).is_none() {
            faults.push(format!("{room} stands in no row"));
        }
    }
    for (module, used) in uses {
        // The root puts the rooms together.
        let Some(room) = module.first() else { continue };
        for target in used {
            let is_allowed = target
                .first()
                .is_some_and(|other| other == room || row_of(room).is_some_and(|row| row.may_use.contains(other)));
            if !is_allowed {
                faults.push(format!("{} uses {}", shown(module), shown(target)));
            }
        }
    }
    faults
}

/// The circles, each as its files. What a file and those in its own folder have to do with each other is no circle.
fn circles(uses: &Uses) -> Vec<String> {
    let modules: Vec<&Module> = uses.keys().collect();
    let number = |module: &Module| modules.binary_search(&module).ok();
    let mut graph = DiGraphMap::<usize, (), RandomState>::new();
    for (from, used) in uses {
        for to in used.iter().filter(|to| !from.starts_with(to) && !to.starts_with(from)) {
            if let (Some(from), Some(to)) = (number(from), number(to)) {
                graph.add_edge(from, to, ());
            }
        }
    }
    let circles = tarjan_scc(&graph).into_iter().filter(|circle| circle.len() > 1);
    circles.map(|circle| circle.iter().map(|number| shown(modules[*number])).collect::<Vec<_>>().join(", ")).collect()
}

fn shown(module: &Module) -> String {
    if module.is_empty() { "the root".to_owned() } else { module.join("/") }
}

/// Reads all files of a crate.
fn uses_in(name: &str) -> Result<Uses> {
    let mut texts = BTreeMap::new();
    let source = format!("{name}/src");
    for path in files::committed(&format!(":(glob){source}/**/*.rs"))? {
        let relative = Path::new(&path).strip_prefix(&source)?.with_extension("");
        let mut module: Module = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if module.last().is_some_and(|name| ["lib", "main", "mod"].contains(&name.as_str())) {
            module.pop();
        }
        let file = syn::parse_file(&files::read(&path)).with_context(|| path.clone())?;
        // A binary and its library share the root.
        texts.entry(module).or_insert_with(TokenStream::new).extend(without_tests(file).into_token_stream());
    }
    let modules: BTreeSet<Module> = texts.keys().cloned().collect();
    let used = |module: &Module, text: TokenStream| {
        let paths = paths(text).into_iter().filter_map(|path| resolve(module, &path, &modules));
        paths.filter(|target| target != module).collect()
    };
    Ok(texts.into_iter().map(|(module, text)| (module.clone(), used(&module, text))).collect())
}

fn without_tests(mut file: syn::File) -> syn::File {
    file.items.retain(|item| match item {
        syn::Item::Mod(module) => module.ident != "tests",
        _ => true,
    });
    file
}

/// The paths that begin with `crate` or `super`, also those inside macros.
fn paths(text: TokenStream) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    collect(text, &mut found);
    found
}

fn collect(text: TokenStream, found: &mut Vec<Vec<String>>) {
    let tokens: Vec<TokenTree> = text.into_iter().collect();
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        index += 1;
        match (token, tokens.get(index), tokens.get(index + 1)) {
            (TokenTree::Ident(word), _, _) if word == "crate" || word == "super" => {
                index += follow(&tokens[index..], vec![word.to_string()], found);
            }
            (TokenTree::Ident(word), Some(TokenTree::Ident(_)), Some(TokenTree::Group(body))) if word == "mod" => {
                let mut inner = Vec::new();
                collect(body.stream(), &mut inner);
                // Above a module within a file is the file itself.
                found.extend(inner.into_iter().filter_map(|path| match path.as_slice() {
                    [first, rest @ ..] if first == "super" => (rest.first()? == "super").then(|| rest.to_vec()),
                    _ => Some(path),
                }));
                index += 2;
            }
            (TokenTree::Group(group), _, _) => collect(group.stream(), found),
            _ => {}
        }
    }
}

/// Follows a path behind its first part; gives how many tokens it has.
fn follow(tokens: &[TokenTree], mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    let mut index = 0;
    while is_colon(tokens.get(index)) && is_colon(tokens.get(index + 1)) {
        match tokens.get(index + 2) {
            Some(TokenTree::Ident(ident)) => path.push(ident.to_string()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inner.split(|token| matches!(token, TokenTree::Punct(it) if it.as_char() == ',')) {
                    if let Some(TokenTree::Ident(ident)) = part.first() {
                        let path = path.iter().cloned().chain([ident.to_string()]).collect();
                        follow(&part[1..], path, found);
                    }
                }
                return index + 3;
            }
            _ => break,
        }
        index += 3;
    }
    // Alone it says who may see something.
    if path.len() > 1 {
        found.push(path);
    }
    index
}

fn is_colon(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':')
}

/// The file that a path leads to: the longest part of it that is one.
fn resolve(module: &Module, path: &[String], modules: &BTreeSet<Module>) -> Option<Module> {
    let mut target = if path[0] == "super" { module.split_last()?.1.to_vec() } else { Module::new() };
    let mut found = modules.contains(&target).then(|| target.clone());
    for part in &path[1..] {
        if part == "super" {
            target.pop();
        } else if part != "self" {
            target.push(part.clone());
        }
        if modules.contains(&target) {
            found = Some(target.clone());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(path: &str) -> Module {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    fn of(pairs: &[(&str, &[&str])]) -> Uses {
        pairs.iter().map(|(from, to)| (module(from), to.iter().map(|to| module(to)).collect())).collect()
    }

    #[test]
    fn paths_are_found_in_imports_expressions_and_macros() {
        let text = "use crate::a::{self, b::C, d}; pub(crate) fn f() { x!(<super::e::F />); crate::g() } \
                    mod inner { use super::f; use super::super::h; }";
        let found: Vec<String> = paths(text.parse().unwrap()).into_iter().map(|path| path.join("::")).collect();
        assert_eq!(found, ["crate::a::self", "crate::a::b::C", "crate::a::d", "super::e::F", "crate::g", "super::h"]);
    }

    #[test]
    fn a_path_leads_to_the_longest_part_that_is_a_file() {
        let modules = ["", "a", "a/b", "c"].iter().map(|path| module(path)).collect();
        let check = |from: &str, path: &str, expected: &str| {
            let path: Vec<String> = path.split("::").map(str::to_owned).collect();
            assert_eq!(resolve(&module(from), &path, &modules), Some(module(expected)), "{from}: {path:?}");
        };
        check("c", "crate::a::b::Thing", "a/b");
        check("c", "crate::a::Thing", "a");
        check("a/b", "super::Thing", "a");
        check("a/b", "super::super::c::Thing", "c");
        check("c", "crate::Thing", "");
    }

    #[test]
    fn a_circle_is_told_but_not_that_of_a_file_and_its_own_folder() {
        assert!(circles(&of(&[("a", &["a/b"]), ("a/b", &["a"]), ("c", &["a"])])).is_empty());
        assert_eq!(circles(&of(&[("a", &["b"]), ("b", &["c"]), ("c", &["a"])])).len(), 1);
    }

    #[test]
    fn a_room_uses_what_its_row_says() {
        let document = "### `crates/x`\n\n| room | holds | may use |\n|---|---|---|\n| `a`, `b/` | ground | nothing |\n\
            | `c` | more | all above |\n| `d` | less | `a` |\n## Other\n| `no` | such | table |\n";
        let tables = tables(document);
        assert_eq!((tables.len(), tables[0].0.as_str(), tables[0].1.len()), (1, "crates/x", 3));
        let rows = &tables[0].1;
        let good = of(&[("", &["d"]), ("a", &[]), ("b/z", &["b"]), ("b", &[]), ("c", &["a", "b/z"]), ("d", &["a"])]);
        assert!(wrong_arrows(&good, rows).is_empty());
        let bad = of(&[("a", &["c"]), ("b", &[""]), ("c", &[]), ("d", &["b"]), ("e", &[])]);
        let faults = wrong_arrows(&bad, rows);
        assert_eq!(faults, ["e stands in no row", "a uses c", "b uses the root", "d uses b"]);
    }
}
