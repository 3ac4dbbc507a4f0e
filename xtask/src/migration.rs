//! `cargo xtask migration`: the four files of a schema change, empty or generated.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Subcommand;

use crate::postgres::Database;
use crate::{process, workspace};

/// The folders of the engines below `crates/storage/migrations`.
pub const ENGINES: [&str; 2] = ["sqlite", "postgres"];

/// What `cargo xtask migration` does.
#[derive(Subcommand)]
pub enum Task {
    /// Create the files of the next migration, for both engines
    New {
        /// What it does, in `snake_case`, such as `add_movie_genres`
        name: String,
    },
    /// Write the next migration from what the declared schema changes, for both engines
    Generate {
        /// What it does, in `snake_case`, such as `add_movie_genres`
        name: String,
    },
}

/// Runs a task.
pub fn run(task: &Task) -> Result<()> {
    let folder = workspace::root().join("crates/storage/migrations");
    match task {
        Task::New { name } => create(&folder, name),
        Task::Generate { name } => generate(&folder, name),
    }
}

/// Builds and runs `crates/schema-diff`, which knows the declared schema.
fn generate(folder: &Path, name: &str) -> Result<()> {
    process::end_cleanly_on_signals()?;
    let stem = stem(folder, name)?;
    // With the features of the whole workspace, as its libraries are built for the tests already.
    process::run(&mut process::cargo(["build", "--quiet", "--workspace", "--bin", "schema-diff"]))?;
    let database = Database::start()?;
    let mut command = Command::new(workspace::target().join("debug").join("schema-diff"));
    command.env("TEST_DATABASE_URL", database.url()).arg(stem).arg("--folder").arg(folder);
    process::run(&mut command)
}

/// The next number and a name.
fn stem(folder: &Path, name: &str) -> Result<String> {
    ensure!(is_name(name), "`{name}` is no name for a migration: use snake_case, such as add_movie_genres");
    Ok(format!("{:04}_{name}", highest(folder)? + 1))
}

fn create(folder: &Path, name: &str) -> Result<()> {
    let stem = stem(folder, name)?;
    for engine in ENGINES {
        fs::create_dir_all(folder.join(engine)).with_context(|| format!("cannot create the folder {engine}"))?;
        for direction in ["up", "down"] {
            let path = folder.join(engine).join(format!("{stem}.{direction}.sql"));
            fs::write(&path, first_lines(engine, direction))
                .with_context(|| format!("cannot write {}", path.display()))?;
            println!("{}", path.display());
        }
    }
    Ok(())
}

fn first_lines(engine: &str, direction: &str) -> &'static str {
    match (engine, direction) {
        // The build refuses a migration without the first of them. `no` is what does no harm when
        // it stays by mistake.
        ("sqlite", "up") => {
            "-- compatible: no\n\
             -- (yes, if a server of the version before may go on working once this is applied)\n\
             -- Write what changes, for SQLite: STRICT tables; the result must match PostgreSQL's.\n"
        }
        (_, "up") => {
            "-- compatible: no\n\
             -- (yes, if a server of the version before may go on working once this is applied)\n\
             -- Write what changes, for PostgreSQL; the result must match SQLite's.\n"
        }
        _ => "-- Write what takes the change back, in the opposite order.\n",
    }
}

/// Lower-case words joined by single underscores, beginning with a letter.
fn is_name(name: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.len() <= 80 && name.split('_').all(word)
}

/// The highest number that a migration of either engine has; 0 without one.
fn highest(folder: &Path) -> Result<u32> {
    let mut highest = 0;
    for engine in ENGINES {
        let folder = folder.join(engine);
        if !folder.exists() {
            continue;
        }
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let name = entry?.file_name();
            let number = name.to_string_lossy().split('_').next().and_then(|number| number.parse().ok());
            highest = highest.max(number.unwrap_or(0));
        }
    }
    Ok(highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_snake_case() {
        for good in ["users", "add_movie_genres", "v2_lists"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "_users", "users_", "a__b", "Users", "add movies", "../up", "2nd", "é"] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn the_next_number_counts_both_engines() {
        let folder = tempfile::tempdir().unwrap();
        create(folder.path(), "first").unwrap();
        fs::write(folder.path().join("postgres/0007_only_here.up.sql"), "").unwrap();
        create(folder.path(), "second").unwrap();
        for engine in ENGINES {
            for direction in ["up", "down"] {
                assert!(folder.path().join(engine).join(format!("0001_first.{direction}.sql")).exists());
                assert!(folder.path().join(engine).join(format!("0008_second.{direction}.sql")).exists());
            }
            let up = fs::read_to_string(folder.path().join(engine).join("0001_first.up.sql")).unwrap();
            assert_eq!(up.lines().next(), Some("-- compatible: no"));
        }
    }
}
