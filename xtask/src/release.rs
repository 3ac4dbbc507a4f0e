//! `cargo xtask release`: what is published of a version, in `target/dist`.
//!
//! For each target an archive with the program, its documents and the files of `deploy/`, and a list of what the
//! program is made of; with them the checksums and the notes. Equal sources make equal bytes, in whatever folder and
//! at whatever time: paths are replaced in what is compiled, and the archive has the time of the commit.

mod archive;
mod notes;
mod sbom;
mod targets;

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use self::archive::Entry;
use crate::invariants::files::committed;
use crate::{page, process, remap, workspace};

/// What the archive has of the checkout, besides the program.
const DOCUMENTS: [&str; 7] =
    ["README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE-APACHE", "LICENSE-MIT", "deploy", ":(glob)docs/*"];

/// What to build.
#[derive(Args)]
#[group(skip)]
pub struct Options {
    /// Build for this target, such as `x86_64-unknown-linux-gnu`; several times for several. Without it: static programs
    /// for Linux, as far as this machine can build them, and else for this machine
    #[arg(long = "target", value_name = "TARGET")]
    targets: Vec<String>,
}

/// Builds everything.
///
/// # Errors
/// When something doesn't build, or there is no target to build for.
pub fn run(options: &Options) -> Result<()> {
    let targets = targets::choose(&options.targets)?;
    let version = env!("CARGO_PKG_VERSION");
    let time = source_time()?;
    // The page is part of every program.
    let this = env::current_exe().context("cannot find this program")?;
    process::run(Command::new(this).arg("page").current_dir(workspace::root()))?;
    let folder = workspace::output().join("dist");
    fs::create_dir_all(&folder).context("cannot create target/dist")?;
    let mut written = BTreeMap::new();
    let mut keep = |name: String, content: Vec<u8>| -> Result<()> {
        fs::write(folder.join(&name), &content).with_context(|| format!("cannot write {name}"))?;
        written.insert(name, page::sha256(&content));
        Ok(())
    };
    keep(format!("movietracker-{version}.md"), notes::of_version(version)?.into_bytes())?;
    for target in &targets {
        let name = format!("movietracker-{version}-{target}");
        let program = build(target, time)?;
        let mut entries = documents()?;
        let content = fs::read(&program).with_context(|| format!("cannot read {}", program.display()))?;
        entries.push(Entry { path: "movietracker".to_owned(), content, is_program: true });
        keep(format!("{name}.tar.gz"), archive::pack(&name, entries, time)?)?;
        keep(format!("{name}.cdx.json"), sbom::write(target)?.into_bytes())?;
    }
    let sums = written.iter().fold(String::new(), |mut sums, (name, sum)| {
        let _ = writeln!(sums, "{sum}  {name}");
        sums
    });
    fs::write(folder.join("SHA256SUMS"), &sums).context("cannot write SHA256SUMS")?;
    print!("{}\n{sums}", folder.display());
    Ok(())
}

fn build(target: &str, time: u64) -> Result<PathBuf> {
    let mut cargo = process::cargo(["build", "--locked", "--release", "--package", "movietracker", "--target", target]);
    process::run(cargo.envs(remap::flags(target)).env("SOURCE_DATE_EPOCH", time.to_string()))?;
    Ok(workspace::target().join(target).join("release/movietracker"))
}

/// The time that everything is said to be from, in seconds: that of the commit, unless `SOURCE_DATE_EPOCH` is set.
fn source_time() -> Result<u64> {
    let given = env::var("SOURCE_DATE_EPOCH").or_else(|_| {
        let mut git = Command::new("git");
        process::output(git.args(["log", "-1", "--format=%ct"]).current_dir(workspace::root()))
    })?;
    given.trim().parse().context("SOURCE_DATE_EPOCH needs seconds since 1970")
}

fn documents() -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for what in DOCUMENTS {
        for path in committed(what)? {
            let content = fs::read(workspace::root().join(&path)).with_context(|| format!("cannot read {path}"))?;
            entries.push(Entry { is_program: is_script(Path::new(&path)), path, content });
        }
    }
    if entries.is_empty() {
        bail!("the documents can't be listed: this needs a git checkout");
    }
    Ok(entries)
}

fn is_script(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let file = fs::metadata(workspace::root().join(path));
    file.is_ok_and(|file| file.permissions().mode() & 0o100 != 0)
}
