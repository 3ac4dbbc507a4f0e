//! The developer's tasks: `cargo xtask run`, `test`, `attacks`, `failover`, `bench`, `imports`, `catalogue`,
//! `migration`, `page`, `icons`, `dist` and `release`.
//!
//! A module per command. They need nothing but cargo and its registry, and what `test` needs beyond
//! that it installs or names.

mod attacks;
mod bench;
mod catalogue;
mod dist;
mod icons;
mod imports;
mod invariants;
mod migration;
mod page;
mod postgres;
mod process;
mod release;
mod remap;
mod run;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "The tasks of Movie Tracker's developers", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the page and start the server; options after the command go to `movietracker serve`
    Run {
        #[command(flatten)]
        page: page::Options,
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "SERVE OPTIONS")]
        serve: Vec<String>,
    },
    /// Everything CI checks: format, clippy, invariants, tests on both databases, in the browser, attacks
    Test(test::Options),
    /// Attack the built program, and print which bounds hold
    Attacks(attacks::Options),
    /// Restart servers behind HAProxy, and let their PostgreSQL fail over, under load
    Failover(attacks::Options),
    /// Measure the release build against its budgets
    Bench {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "BENCH OPTIONS")]
        options: Vec<String>,
    },
    /// Import large files of ten services on both databases, and print how long it takes
    Imports {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "IMPORTS OPTIONS")]
        options: Vec<String>,
    },
    /// Build a catalogue of made-up films and search in it, and print how long it takes
    Catalogue {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "CATALOGUE OPTIONS")]
        options: Vec<String>,
    },
    /// Work with database migrations
    #[command(subcommand)]
    Migration(migration::Task),
    /// Build the page alone, into target/page, and print its size
    Page(page::Options),
    /// Draw the icons that phones show from crates/web/icons, into crates/web/assets
    Icons,
    /// Build the page and the release binary, into target/dist
    Dist,
    /// Build what is published of a version, into target/dist: archives, lists of parts, checksums and notes
    Release(release::Options),
}

fn main() -> ExitCode {
    let Err(error) = run(Cli::parse().task) else { return ExitCode::SUCCESS };
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Run { page, serve } => run::run(page, &serve),
        Task::Test(options) => test::run(&options),
        Task::Attacks(options) => attacks::run(&options),
        Task::Failover(options) => attacks::fail_over(&options),
        Task::Bench { options } => bench::run(&options),
        Task::Imports { options } => imports::run(&options),
        Task::Catalogue { options } => catalogue::run(&options),
        Task::Migration(task) => migration::run(&task),
        Task::Page(options) => page::build(options).map(drop),
        Task::Icons => icons::draw(),
        Task::Dist => dist::run(),
        Task::Release(options) => release::run(&options),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_after_attacks_go_to_the_attacking_program() {
        let cli = Cli::try_parse_from(["xtask", "attacks", "--release", "--full", "--rounds", "9"]).unwrap();
        let Task::Attacks(options) = cli.task else { panic!("another command") };
        assert_eq!(options.more(), ["--full", "--rounds", "9"]);
    }

    #[test]
    fn options_after_run_go_to_the_server() {
        let cli = Cli::try_parse_from(["xtask", "run", "--dev-page", "--listen", "[::1]:80", "--dev-page"]).unwrap();
        let Task::Run { page, serve } = cli.task else { panic!("another command") };
        assert!(page.dev_page);
        assert_eq!(serve, ["--listen", "[::1]:80", "--dev-page"]);
    }
}
