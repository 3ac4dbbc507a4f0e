//! `movietracker migrate`.

use crate::database::DatabaseOptions;
use anyhow::Result;
use clap::Subcommand;
use storage::migrate;

/// What to do with the schema.
#[derive(Subcommand)]
pub enum MigrateCommand {
    /// Apply all pending migrations.
    Up,
    /// Revert the last migrations, with the data in their tables.
    Down {
        /// How many to revert.
        #[arg(default_value_t = 1)]
        steps: usize,
    },
    /// List the migrations, when they were applied, and whether servers of the previous version can
    /// keep running beside them.
    Status,
}

/// Does it.
pub async fn run(database: &DatabaseOptions, command: MigrateCommand) -> Result<()> {
    let store = database.open().await?;
    match command {
        MigrateCommand::Up => {
            database.back_up_before_migration(&store).await?;
            report("applied", &migrate::up(&store).await?);
        }
        MigrateCommand::Down { steps } => report("reverted", &migrate::down(&store, steps).await?),
        MigrateCommand::Status => {
            for migration in migrate::status(&store).await? {
                let applied_at = migration.applied_at.map_or("pending".to_owned(), |at| at.to_string());
                let compatible = if migration.compatible { "compatible" } else { "not compatible" };
                let newer = if migration.known { "" } else { ", from a newer version" };
                println!("{:04} {:<30} {applied_at:<24} {compatible}{newer}", migration.version, migration.name);
            }
        }
    }
    database.update_marker(&store).await
}

fn report(what: &str, names: &[String]) {
    if names.is_empty() {
        println!("Nothing to do.");
    }
    for name in names {
        println!("{what}: {name}");
    }
}
