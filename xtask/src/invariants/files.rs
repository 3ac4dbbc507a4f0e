//! Invariants of the committed files.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::migration::ENGINES;
use crate::{process, workspace};

/// The most lines that a source file may have.
const MOST_LINES: usize = 300;

/// The source files that are too long.
pub fn short_sources() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for path in committed("*.rs")? {
        let lines = read(&path).lines().count();
        if lines > MOST_LINES {
            faults.push(format!("{path}: {lines} lines"));
        }
    }
    Ok(faults)
}

/// What is missing of the migrations.
pub fn whole_migrations() -> Result<Vec<String>> {
    Ok(migration_faults(&committed("crates/storage/migrations")?))
}

/// Lines that name a home folder, or where this checkout lies.
pub fn no_local_paths() -> Result<Vec<String>> {
    let local = local_folders();
    let mut faults = Vec::new();
    for path in committed(".")? {
        for (number, line) in read(&path).lines().enumerate() {
            if names_folder(line, &local) {
                faults.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    Ok(faults)
}

/// Files, functions and tests that the documents name and that don't exist. They are named in backticks, from
/// the root on, a function or a test as `file::name`. Anything else that a file has stands beside it: `a` and `b` in
/// `crates/x.rs`, or `crates/x.rs` (`a`, `b`).
pub fn named_files_exist() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs/asvs.md"] {
        let text = fs::read_to_string(workspace::root().join(document))?;
        for name in named_files(&text) {
            let (path, function) = name.split_once("::").unwrap_or((name, ""));
            if !workspace::root().join(path).exists() {
                faults.push(format!("{document}: {path} doesn't exist"));
            } else if !function.is_empty() && !has_function(&read(path), function) {
                faults.push(format!("{document}: {path} has no {function}"));
            }
        }
        let absent = names_beside_files(&text).into_iter().filter(|(path, name)| !has_name(&read(path), name));
        faults.extend(absent.map(|(path, name)| format!("{document}: {path} has no {name}")));
    }
    Ok(faults)
}

/// What a text names in backticks that begins like a path of the workspace.
fn named_files(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(|name| ["crates/", "docs/", "xtask/"].iter().any(|folder| name.starts_with(folder)))
}

/// The identifiers that a text names beside a source file, each with the file.
fn names_beside_files(text: &str) -> Vec<(&str, &str)> {
    // What stands in backticks has odd places, and the gaps even ones.
    let parts: Vec<&str> = text.split('`').collect();
    let mut found = Vec::new();
    for (at, path) in parts.iter().enumerate().skip(1).step_by(2) {
        let is_source = Path::new(path).extension().is_some_and(|extension| extension == "rs");
        if is_source && path.starts_with("crates/") {
            let before = parts[..at].as_rchunks::<2>().1.iter().rev().map(|[name, gap]| (*gap, *name));
            let after = parts[at + 1..].as_chunks::<2>().0.iter().map(|[gap, name]| (*gap, *name));
            found.extend(listed(before, " in ").chain(listed(after, " (")).map(|name| (*path, name)));
        }
    }
    found
}

/// The identifiers of a list, each given after the gap that it comes with; the list begins with this gap.
fn listed<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>, first: &'a str) -> impl Iterator<Item = &'a str> {
    let fits = move |at: usize, gap: &str| if at == 0 { gap == first } else { gap == ", " || gap == " and " };
    let listed = pairs.enumerate().take_while(move |&(at, (gap, name))| fits(at, gap) && is_identifier(name));
    listed.map(|(_, (_, name))| name)
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a source has a word, whole.
fn has_name(source: &str, name: &str) -> bool {
    source.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == name)
}

fn has_function(source: &str, name: &str) -> bool {
    source.contains(&format!("fn {name}(")) || source.contains(&format!("fn {name}<"))
}

/// The files that git has, or would be given, below a path or of a kind.
pub fn committed(what: &str) -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", what]).current_dir(workspace::root());
    let list = process::output(&mut git)?;
    let exists = |path: &&str| !path.is_empty() && workspace::root().join(path).is_file();
    Ok(list.split('\0').filter(exists).map(str::to_owned).collect())
}

/// A file's text; nothing for one that is no text.
pub fn read(path: &str) -> String {
    fs::read_to_string(workspace::root().join(path)).unwrap_or_default()
}

fn migration_faults(paths: &[String]) -> Vec<String> {
    let mut present = BTreeSet::new();
    let mut numbers: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    let mut faults = Vec::new();
    for path in paths {
        let name = path.rsplit('/').next().unwrap_or(path);
        let Some((number, stem)) = migration_name(name) else {
            faults.push(format!("{path}: not named like 0001_name.up.sql"));
            continue;
        };
        present.insert(path.as_str());
        numbers.entry(number).or_default().insert(stem);
    }
    for (expected, (number, stems)) in (1..).zip(&numbers) {
        if *number != expected {
            faults.push(format!("migration {expected:04} is missing before {number:04}"));
        }
        if stems.len() > 1 {
            faults.push(format!("several migrations have the number {number:04}"));
        }
        for stem in stems {
            let wanted = ENGINES.iter().flat_map(|engine| ["up", "down"].map(|way| file(engine, stem, way)));
            faults.extend(
                wanted.filter(|path| !present.contains(path.as_str())).map(|path| format!("{path} is missing")),
            );
        }
    }
    faults
}

fn file(engine: &str, stem: &str, way: &str) -> String {
    format!("crates/storage/migrations/{engine}/{stem}.{way}.sql")
}

/// The number of a migration's file, and its name without the direction.
fn migration_name(file: &str) -> Option<(u32, &str)> {
    let stem = file.strip_suffix(".up.sql").or_else(|| file.strip_suffix(".down.sql"))?;
    let (number, _) = stem.split_once('_')?;
    (number.len() == 4).then_some((number.parse().ok()?, stem))
}

/// This checkout and this account's home folder, where their paths are long enough to tell.
fn local_folders() -> Vec<String> {
    let root = fs::canonicalize(workspace::root()).ok();
    let home = env::var_os("HOME").map(Into::into);
    let telling = |path: &std::path::PathBuf| path.components().count() > 2;
    [root, home].into_iter().flatten().filter(telling).map(|path| display(&path)).collect()
}

fn display(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Whether a text names something below a home folder, or one of these folders.
fn names_folder(text: &str, folders: &[String]) -> bool {
    let homes = ["/home/", "/Users/", "/root/"];
    let home = homes.iter().any(|home| follows(text, home, |next| next.is_ascii_alphanumeric()));
    home || folders.iter().any(|folder| follows(text, folder, |next| !next.is_alphanumeric()))
}

/// Whether a part occurs in a text as the beginning of a path, with such a character after it.
fn follows(text: &str, part: &str, fits: impl Fn(char) -> bool) -> bool {
    text.match_indices(part).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let starts = !before.is_some_and(|before| before.is_alphanumeric() || "._-~}".contains(before));
        starts && text[at + part.len()..].chars().next().is_none_or(&fits)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_paths_are_told_from_others() {
        let folders = ["/srv/checkout".to_owned()];
        let home = |name: &str| format!("see /home{name}");
        for bad in [home("/jo/x"), home("/jo"), "in /srv/checkout/target".to_owned(), "\"/srv/checkout\"".to_owned()] {
            assert!(names_folder(&bad, &folders), "{bad}");
        }
        for good in ["/srv/checkouts", "https://example.org/home/page", "the /home/ folder", "$HOME/x"] {
            assert!(!names_folder(good, &folders), "{good}");
        }
    }

    #[test]
    fn files_and_tests_are_found_in_a_text() {
        let text = "| `crates/x.rs::a_test`, `docs/y.md` | `other.rs`, crates/z.rs |";
        assert_eq!(named_files(text).collect::<Vec<_>>(), ["crates/x.rs::a_test", "docs/y.md"]);
        assert!(has_function("async fn a_test(app: TestApp) {", "a_test"));
        assert!(!has_function("fn a_test_of_more() {", "a_test"));
    }

    #[test]
    fn names_are_found_beside_their_file() {
        let text = "`A` and `b_2` in `crates/x.rs`, `c` in `crates/y.rs` (`d`, `e f`) | `crates/z.rs`: `g`, `z` (`h`)";
        let found = [("crates/x.rs", "b_2"), ("crates/x.rs", "A"), ("crates/y.rs", "c"), ("crates/y.rs", "d")];
        assert_eq!(names_beside_files(text), found);
        assert!(has_name("pub const A: u8 = b_2;", "b_2"));
        assert!(!has_name("fn end_access_of() {}", "end_access"));
    }

    #[test]
    fn a_migration_is_four_files() {
        let whole = |stem: &str| {
            let engines = ENGINES.iter();
            engines.flat_map(|engine| ["up", "down"].map(|way| file(engine, stem, way))).collect::<Vec<_>>()
        };
        let mut paths = [whole("0001_users"), whole("0002_movies")].concat();
        assert_eq!(migration_faults(&paths), [""; 0]);
        let missing = paths.remove(3);
        assert_eq!(migration_faults(&paths), [format!("{missing} is missing")]);
        assert_eq!(migration_faults(&whole("0002_movies")), ["migration 0001 is missing before 0002"]);
        assert_eq!(migration_faults(&["x/users.sql".to_owned()]).len(), 1);
        assert_eq!(migration_faults(&[whole("0001_a"), whole("0001_b")].concat()).len(), 1);
    }
}
