//! `movietracker`: the one binary. Serves the API and the page, and does by hand what concerns the
//! database and its accounts.

mod accounts;
mod catalogue;
mod config;
mod database;
mod files;
mod keys;
mod library;
mod migrate;
mod query;
mod service;
mod transfer;
mod version;

use crate::accounts::{UserCommand, audit};
use crate::catalogue::CatalogueCommand;
use crate::config::{Config, ConfigCommand, ConfigOptions};
use crate::database::DatabaseOptions;
use crate::library::{import, seed};
use crate::service::{healthcheck, memory, serve};
use crate::transfer::{backup, copy, export, restore};
use anyhow::{anyhow, bail};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use server::logs::{self, LogWriter};
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

/// The longest that the end waits for the last lines of the log to be written.
const LAST_LINES: Duration = Duration::from_secs(1);

/// Gives memory back to the system: the 19 MiB that hashing a password takes would stay otherwise.
/// Without huge pages, which would double what the idle server takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Keeps a record of the films you have watched and want to watch.
///
/// Options can also be set in the environment, as shown beside them, and in a file that --config names.
#[derive(Parser)]
#[command(name = "movietracker", version, long_version = version::LONG.as_str())]
struct Options {
    #[command(flatten)]
    config: ConfigOptions,
    #[command(flatten)]
    database: DatabaseOptions,
    /// How log lines are written.
    #[arg(long, env = "MOVIETRACKER_LOG_FORMAT", value_enum, default_value = "text", global = true)]
    log_format: LogFormat,
    /// What is logged: error, warn, info, debug, or a filter such as `info,server=debug`.
    #[arg(long, env = "MOVIETRACKER_LOG", value_name = "FILTER", default_value = "info", global = true)]
    log: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API and the page.
    Serve(Box<serve::ServeOptions>),
    /// Change the database's schema, or show its version.
    #[command(subcommand)]
    Migrate(migrate::MigrateCommand),
    /// Manage accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Show what happened to accounts, newest first, or check that the log is intact.
    Audit(audit::AuditOptions),
    /// Manage the keys that sign access tokens and seal secrets.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Run an SQL statement on the database and print its rows; read-only without --write.
    Query(query::QueryOptions),
    /// Add a demo account with six films.
    Seed(seed::SeedOptions),
    /// Import a file of this program or of another service into an account; films that it already has stay as they are.
    Import(Box<import::ImportOptions>),
    /// Export all films of an account to a file.
    Export(export::ExportOptions),
    /// Write a backup of the database to a file, also while servers use it.
    Backup(backup::BackupOptions),
    /// Restore a backup into a database that has no accounts yet, or isn't there.
    Restore(restore::RestoreOptions),
    /// Copy everything from one database to another that has no accounts yet, such as from SQLite to PostgreSQL.
    Copy(copy::CopyOptions),
    /// Build the catalogue of the films of the world, and find films in it.
    #[command(subcommand)]
    Catalogue(CatalogueCommand),
    /// Check the configuration, or print it.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Check whether a running server is ready; fails when it isn't.
    Healthcheck(healthcheck::HealthcheckOptions),
}

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let config = match Config::load(Options::command(), &arguments) {
        Ok(config) => config,
        Err(error) => {
            // There is no other place to say it.
            writeln!(io::stderr(), "error: {error}").ok();
            return ExitCode::FAILURE;
        }
    };
    let matches = config.parse(&arguments).and_then(|matches| Options::from_arg_matches(&matches));
    let options = matches.unwrap_or_else(|error| error.exit());
    // The server must not wait for the reader of its log; the other commands may.
    let is_server = matches!(options.command, Command::Serve(_));
    if is_server {
        memory::give_back_at_once();
    }
    start_logging(&options, is_server);
    for (variable, nearest) in config.unknown_variables() {
        let hint = nearest.map(|name| format!(", did you mean {name}?")).unwrap_or_default();
        tracing::warn!("{variable} in the environment is no option{hint}");
    }
    let outcome = run(options, &config);
    if let Err(error) = &outcome {
        let line = format!("error: {error:#}\n");
        // There is no other place to say that standard error can't be written.
        if is_server { LogWriter.write_all(line.as_bytes()) } else { io::stderr().write_all(line.as_bytes()) }.ok();
    }
    if is_server {
        logs::flush(LAST_LINES);
    }
    if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[tokio::main]
async fn run(options: Options, config: &Config) -> anyhow::Result<()> {
    let database = &options.database;
    match options.command {
        Command::Serve(serve) => serve::run(database, *serve).await,
        Command::Migrate(command) => migrate::run(database, command).await,
        Command::User(command) => accounts::run(database, command).await,
        Command::Audit(audit) => audit::run(database, audit).await,
        Command::Keys(command) => keys::run(database, command).await,
        Command::Query(query) => query::run(database, query).await,
        Command::Seed(seed) => seed::run(database, seed).await,
        Command::Import(import) => import::run(database, *import).await,
        Command::Export(export) => export::run(database, export).await,
        Command::Backup(backup) => backup::run(database, backup).await,
        Command::Restore(restore) => restore::run(database, restore).await,
        Command::Copy(copy) => copy::run(database, copy).await,
        Command::Catalogue(command) => catalogue::run(database, command).await,
        Command::Config(ConfigCommand::Check { .. }) => check(config),
        Command::Config(ConfigCommand::Show) => {
            print!("{}", config.show());
            Ok(())
        }
        Command::Healthcheck(healthcheck) => healthcheck::run(healthcheck).await,
    }
}

/// Checks what `serve` would be started with.
fn check(config: &Config) -> anyhow::Result<()> {
    let matches = config.parse(&["movietracker".into(), "serve".into()]);
    let options =
        matches.and_then(|matches| Options::from_arg_matches(&matches)).map_err(|error| anyhow!("{error}"))?;
    let Command::Serve(serve) = options.command else { bail!("there are no options of serve") };
    serve.read(&options.database)?;
    println!("{}", config.summary());
    Ok(())
}

fn start_logging(options: &Options, is_server: bool) {
    let mut filter = EnvFilter::try_new(&options.log).unwrap_or_else(|_| EnvFilter::new("info"));
    // This driver logs the values of its statements, which are people's films and secrets.
    if let Ok(directive) = "tokio_postgres=warn".parse() {
        filter = filter.add_directive(directive);
    }
    let writer = if is_server { BoxMakeWriter::new(|| LogWriter) } else { BoxMakeWriter::new(io::stderr) };
    let is_coloured = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer)
        .with_ansi(is_coloured)
        .log_internal_errors(false);
    match options.log_format {
        LogFormat::Text => logs.init(),
        LogFormat::Json => logs.json().init(),
    }
    if is_server {
        // As it is, a panic is printed, which waits for the reader as well.
        std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "a panic")));
    }
}
