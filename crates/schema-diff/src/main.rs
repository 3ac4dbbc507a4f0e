//! Writes the next migration: the program behind `cargo xtask migration generate`.

use anyhow::{Context, Result};
use clap::Parser;
use schema_diff::{Generated, Step, generate};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use storage::schema::TABLES;
use storage::testing::TestDatabase;
use storage::{Store, migrate};

/// Writes the migration that makes the declared schema, for both engines. `TEST_DATABASE_URL` names a PostgreSQL to
/// try it in.
#[derive(Parser)]
struct Options {
    /// Its number and name, such as `0012_add_lists`
    stem: String,
    /// The folder of the migrations
    #[arg(long)]
    folder: PathBuf,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(options: &Options) -> Result<()> {
    let (migrated, empty) = (Store::open_memory().await?, Store::open_memory().await?);
    migrate::up(&migrated).await?;
    let sqlite = generate(&migrated, &empty, TABLES).await.context("on SQLite")?;
    let (first, second) = (TestDatabase::create().await, TestDatabase::create().await);
    let (migrated, empty) = (Store::open_postgres(&first.url, 2).await?, Store::open_postgres(&second.url, 2).await?);
    migrate::up(&migrated).await?;
    let postgres = generate(&migrated, &empty, TABLES).await.context("on PostgreSQL")?;
    if sqlite.is_empty() && postgres.is_empty() {
        println!("Nothing to do: the migrations make the declared schema.");
        return Ok(());
    }
    let is_compatible = sqlite.is_compatible && postgres.is_compatible;
    let mut said = BTreeSet::new();
    for (engine, generated) in [("sqlite", &sqlite), ("postgres", &postgres)] {
        write(&options.folder.join(engine), &options.stem, generated, is_compatible)?;
        for (way, steps) in [("up", &generated.up), ("down", &generated.down)] {
            said.extend(steps.iter().filter_map(|step| remark(engine, way, step)));
        }
    }
    for line in &said {
        println!("{line}");
    }
    if said.iter().any(|line| line.starts_with("by hand")) {
        println!("The migration is refused until what is to be written by hand is written.");
    }
    Ok(())
}

fn write(folder: &Path, stem: &str, generated: &Generated, is_compatible: bool) -> Result<()> {
    let compatible = if is_compatible { "yes" } else { "no" };
    let up = format!("-- compatible: {compatible}\n-- Generated from the declared schema.\n\n{}", generated.up_sql());
    let down = format!("-- Generated from the declared schema.\n\n{}", generated.down_sql());
    for (way, text) in [("up", up), ("down", down)] {
        let path = folder.join(format!("{stem}.{way}.sql"));
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(())
}

fn remark(engine: &str, way: &str, step: &Step) -> Option<String> {
    match step {
        Step::Statement(_) => None,
        Step::Note(note) => Some(format!("note ({engine}, {way}): {note}")),
        Step::ByHand { what, .. } => Some(format!("by hand ({engine}, {way}): {what}.")),
    }
}
