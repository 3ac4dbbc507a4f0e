//! Invariants of what stands in the source files, without their tests.

use anyhow::Result;

use super::files;

/// The crates that make the product.
const PRODUCT: [&str; 8] = ["domain", "client", "formats", "catalogue", "storage", "server", "web", "cli"];
/// What SQL begins with, right behind the quote of a text.
const SQL: [&str; 5] = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "ALTER TABLE "];
/// What gives the time, an id or randomness.
const CHANCE: [&str; 8] = [
    "SystemTime::now",
    "Zoned::now",
    "Timestamp::now",
    "Uuid::new_v",
    "Uuid::now_v",
    "getrandom::",
    "Date::now",
    ".crypto()",
];
/// Where those are made for the server and the command line, and for the page.
const CLOCKS: [&str; 2] = ["crates/server/src/clock.rs", "crates/web/src/kit/browser.rs"];

/// Statements outside of storage, but for the catalogue, which is a file of its own.
pub fn sql_in_storage() -> Result<Vec<String>> {
    let has_sql = ["crates/storage/", "crates/catalogue/"];
    lines_with(|path, line| !has_sql.iter().any(|room| path.starts_with(room)) && begins_sql(line))
}

/// Time, ids and randomness that are made elsewhere than in the two places for them.
pub fn clocks() -> Result<Vec<String>> {
    lines_with(|path, line| !CLOCKS.contains(&path) && CHANCE.iter().any(|source| line.contains(source)))
}

/// Lines of the page's ground that know films.
pub fn ground_without_films() -> Result<Vec<String>> {
    let ground = ["crates/web/src/kit/", "crates/web/src/base/", "crates/web/src/ui/", "crates/web/src/lists/"];
    lines_with(|path, line| {
        ground.iter().any(|room| path.starts_with(room))
            && line.contains("domain::library::")
            && !line.contains("ratings")
    })
}

fn begins_sql(line: &str) -> bool {
    line.split('"').skip(1).step_by(2).any(|text| SQL.iter().any(|word| text.trim_start().starts_with(word)))
}

fn lines_with(is_wrong: impl Fn(&str, &str) -> bool) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for name in PRODUCT {
        for path in files::committed(&format!(":(glob)crates/{name}/src/**/*.rs"))? {
            let text = files::read(&path);
            for (number, line) in without_tests(&text).lines().enumerate() {
                if !line.trim_start().starts_with("//") && is_wrong(&path, line) {
                    faults.push(format!("{path}:{}: {}", number + 1, line.trim()));
                }
            }
        }
    }
    Ok(faults)
}

/// A file up to the tests at its end.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_known_by_its_first_word() {
        assert!(begins_sql(r#"let sql = format!("SELECT {COLUMNS} FROM users");"#));
        assert!(begins_sql(r#"const SQL: &str = " DELETE FROM users";"#));
        assert!(!begins_sql(r#"toasts.say("Updated"); // SELECT the text"#));
    }

    #[test]
    fn tests_are_not_looked_at() {
        assert_eq!(without_tests("fn a() {}\n#[cfg(test)]\nmod tests { SystemTime::now() }"), "fn a() {}\n");
    }
}
