//! `cargo xtask test`: everything that CI checks.

mod passed;
mod programs;
mod report;

use std::env;
use std::num::NonZeroUsize;
use std::thread;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use self::passed::Check;
use self::report::Report;
use crate::postgres::Database;
use crate::{attacks, dist, invariants, page, process, tools, workspace};

/// What to test; without any, everything.
#[derive(Args)]
#[group(skip)]
pub struct Options {
    #[command(flatten)]
    page: page::Options,
    /// Only these parts, for quick runs
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// Run also what passed before with exactly the same programs
    #[arg(long)]
    all: bool,
    /// Only the tests whose name contains one of these (and neither format, clippy nor attacks)
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// A part of the whole.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Format, clippy, documentation and invariants
    Lint,
    /// The tests of all crates, on both databases
    Unit,
    /// The tests in a browser
    E2e,
    /// The attacks, with small numbers
    Attacks,
}

/// Runs the steps in order, and prints how each went.
///
/// # Errors
/// When a step fails. The others are run all the same, but for those that need it.
pub fn run(options: &Options) -> Result<()> {
    process::end_cleanly_on_signals()?;
    let mut report = Report::default();
    if options.wants(Part::Lint) {
        lint(&mut report);
    }
    if options.wants(Part::Unit) || options.wants(Part::E2e) {
        run_tests(options, &mut report);
    }
    if options.wants(Part::Attacks) {
        report.step("attacks", || attack(options.all));
    }
    report.finish()
}

impl Options {
    fn wants(&self, part: Part) -> bool {
        if self.only.is_empty() {
            self.names.is_empty() || matches!(part, Part::Unit | Part::E2e)
        } else {
            self.only.contains(&part)
        }
    }
}

fn lint(report: &mut Report) {
    report.step("format", || cargo(&["fmt", "--all", "--check"]));
    report.step("clippy", || {
        cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
        // The stories are none of "all targets", so that a plain `cargo test` passes them over.
        cargo(&["clippy", "--workspace", "--test", dist::STORIES, "--", "-D", "warnings"])
    });
    // With other packages, cargo gives it their libraries' features, too, and it may lack its own.
    report.step("the program by itself", || cargo(&["check", "--package", "movietracker"]));
    report.step("clippy, for the browser", || {
        tools::require_wasm_target()?;
        // In the profile of the page, whose macros and build scripts then serve both.
        let selection =
            ["--package", "web", "--features", "app", "--target", tools::WASM_TARGET, "--profile", page::PROFILE];
        cargo(&[&["clippy"], &selection[..], &["--", "-D", "warnings"]].concat())
    });
    report.step("documentation", || {
        // There are no examples; asking for them has cargo read the dependencies as it read them for clippy.
        let selection = ["--workspace", "--lib", "--bins", "--examples", "--no-deps"];
        process::run(process::cargo(["doc"]).args(selection).env("RUSTDOCFLAGS", "-D warnings"))
    });
    report.step("invariants", invariants::check);
}

fn run_tests(options: &Options, report: &mut Report) {
    let page = report.step("page", || page::build(options.page));
    if let Some(size) = page.as_ref().filter(|_| !options.page.dev_page) {
        report.step("size of the page", || size.check());
    }
    // Kept until the end of this function, when it stops.
    let Some(database) = report.step("PostgreSQL", Database::start) else { return };
    if options.wants(Part::Unit) {
        let provider = report.step("OpenID provider", tools::require_oidc_provider);
        report.step("tests", || {
            // Without the provider, the tests that need it fail and say so; the others are run all the same.
            let provider = provider.unwrap_or_default();
            let run = |selection: &[String]| {
                let mut command = process::cargo(["test", "--workspace", "--no-fail-fast"]);
                command.args(selection).env("TEST_DATABASE_URL", database.url()).envs(provider);
                process::run(command.arg("--").args(&options.names))
            };
            if options.names.is_empty() { programs::test_changed(options.all, run) } else { run(&[]) }
        });
    }
    if options.wants(Part::E2e) && page.is_some() {
        report.step("browser tests", || test_in_browser(options, &database));
    }
}

/// Builds the program that the tests drive, and runs them.
fn test_in_browser(options: &Options, database: &Database) -> Result<()> {
    let browser = tools::require_browser()?;
    let binary = dist::build_for_tests()?;
    let screenshots = workspace::output().join("screenshots");
    std::fs::create_dir_all(&screenshots).context("cannot create target/screenshots")?;
    let mut command = process::cargo(["test", "--workspace", "--test", dist::STORIES, "--no-fail-fast"]);
    command
        .env("TEST_DATABASE_URL", database.url())
        .env("E2E_BINARY", &binary)
        .env("E2E_CHROMIUM", browser.chromium)
        .env("E2E_CHROMEDRIVER", browser.chromedriver)
        .env("E2E_AXE", browser.axe)
        .env("E2E_SCREENSHOTS", screenshots);
    // A story waits for its browser and its server half of the time, so there is work for more of them than cores.
    if env::var_os("RUST_TEST_THREADS").is_none() {
        let cores = thread::available_parallelism().map_or(2, NonZeroUsize::get);
        command.env("RUST_TEST_THREADS", (cores + 2).to_string());
    }
    let mut run = || process::run(command.arg("--").args(&options.names));
    if !options.names.is_empty() {
        return run();
    }
    Check::of("stories", &[binary, programs::stories()?])?.run(options.all, run)
}

/// Attacks the program that the stories drive, with small numbers.
fn attack(all: bool) -> Result<()> {
    let binary = dist::build_for_tests()?;
    let attacks = binary.with_file_name(format!("attacks{}", std::env::consts::EXE_SUFFIX));
    Check::of("attacks", &[binary, attacks])?.run(all, attacks::test)
}

fn cargo(args: &[&str]) -> Result<()> {
    process::run(&mut process::cargo(args))
}
