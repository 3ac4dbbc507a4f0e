//! What the tasks need besides cargo: found, installed where that is allowed, or named.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{postgres, process, workspace};

/// The target that a browser runs.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The version of the accessibility checker that the browser tests load.
const AXE_VERSION: &str = "4.14.1";

/// The version of the OpenID provider that signing in is tested with.
const OIDC_PROVIDER_VERSION: &str = "9.13.3";

/// The version of Node.js that runs the provider where the machine's own is too old.
const NODE_VERSION: &str = "24.22.3";

/// Installs as the system's administrator, and keeps Debian from starting the services that it
/// installs: the tests start a PostgreSQL of their own. An update that fails for one source of packages
/// need not stop an installation from another.
const INSTALL: &str = r#"
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
apt-get -q update || true
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod 755 $policy
fi
apt-get -q install -y --no-install-recommends "$@"
"#;

/// The programs that the browser tests use.
pub struct Browser {
    /// Chromium itself.
    pub chromium: PathBuf,
    /// The program that drives it.
    pub chromedriver: PathBuf,
    /// The accessibility checker's script.
    pub axe: PathBuf,
}

/// Sees to it that the compiler can build for the browser.
///
/// # Errors
/// When the target's standard library is missing and rustup is not there, or cannot, add it.
pub fn require_wasm_target() -> Result<()> {
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]).current_dir(workspace::root());
    if Path::new(process::output(&mut rustc)?.trim()).is_dir() {
        return Ok(());
    }
    if find_program(&["rustup"]).is_none() {
        bail!(
            "the compiler has no standard library for {WASM_TARGET}, and there is no rustup to add it; \
             install rustup, or your system's package of Rust's standard library for WebAssembly"
        );
    }
    process::run(Command::new("rustup").args(["target", "add", WASM_TARGET]).current_dir(workspace::root()))
}

/// Sees to it that PostgreSQL's programs are there.
///
/// # Errors
/// When they are missing and cannot be installed.
pub fn require_postgres() -> Result<()> {
    require(&[("postgresql", postgres::find_programs().is_some())])
}

/// Sees to it that the library is there which shifts the clock of a program.
///
/// # Errors
/// When it is missing and can't be installed.
pub fn require_faketime() -> Result<PathBuf> {
    require(&[("faketime", faketime().is_some())])?;
    faketime().context("libfaketime is missing after its installation")
}

/// Sees to it that HAProxy is there.
///
/// # Errors
/// When it is missing and can't be installed.
pub fn require_haproxy() -> Result<PathBuf> {
    require(&[("haproxy", haproxy().is_some())])?;
    haproxy().context("HAProxy is missing after its installation")
}

/// Sees to it that a browser, its driver and the accessibility checker are there.
///
/// # Errors
/// When one is missing and cannot be installed.
pub fn require_browser() -> Result<Browser> {
    let axe = workspace::output().join("tools").join(format!("axe-core-{AXE_VERSION}.min.js"));
    require(&[
        ("chromium-headless-shell", chromium().is_some()),
        ("chromium-driver", chromedriver().is_some()),
        ("npm", axe.exists() || find_program(&["npm"]).is_some()),
    ])?;
    if !axe.exists() {
        fetch_axe(&axe)?;
    }
    Ok(Browser {
        chromium: chromium().context("chromium is missing after its installation")?,
        chromedriver: chromedriver().context("chromedriver is missing after its installation")?,
        axe,
    })
}

/// Sees to it that the certified OpenID provider is there, and a Node.js that runs it; gives the environment of the
/// tests that start it.
///
/// # Errors
/// When one is missing and cannot be installed.
pub fn require_oidc_provider() -> Result<Vec<(&'static str, OsString)>> {
    let tools = workspace::output().join("tools");
    let folder = tools.join(format!("oidc-provider-{OIDC_PROVIDER_VERSION}"));
    // Debian's npm brings Node.js along.
    require(&[("nodejs", find_program(&["node"]).is_some()), ("npm", find_program(&["npm"]).is_some())])?;
    install_from_npm(&format!("oidc-provider@{OIDC_PROVIDER_VERSION}"), &folder)?;
    let mut environment = vec![("OIDC_PROVIDER_MODULES", folder.into_os_string())];
    // The provider can't work without these, which Debian 12's Node.js doesn't have.
    let probe = "process.exit(URL.parse && require('node:crypto').hash ? 0 : 1)";
    if process::run(Command::new("node").args(["-e", probe])).is_err() {
        let processor = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
        let package = format!("node-linux-{processor}");
        let folder = tools.join(format!("node-{NODE_VERSION}"));
        install_from_npm(&format!("{package}@{NODE_VERSION}"), &folder)?;
        let programs = folder.join("node_modules").join(package).join("bin");
        let path = env::var_os("PATH").unwrap_or_default();
        environment.push(("PATH", env::join_paths([programs].into_iter().chain(env::split_paths(&path)))?));
    }
    Ok(environment)
}

/// Installs a package into the `node_modules` of a folder, unless it is there.
fn install_from_npm(package: &str, folder: &Path) -> Result<()> {
    if folder.exists() {
        return Ok(());
    }
    // Under another name until it is whole.
    let partly = folder.with_extension("part");
    let mut npm = Command::new("npm");
    npm.args(["install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--prefix"]);
    process::run(npm.arg(&partly).arg(package))?;
    fs::rename(&partly, folder).with_context(|| format!("cannot make {}", folder.display()))
}

/// The path of the first of these programs that is in `PATH`.
pub fn find_program(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<_> = env::split_paths(&env::var_os("PATH")?).collect();
    let candidates = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.into_iter().find(|path| path.is_file())
}

/// The shell before the others: Chromium without windows and menus does less work for the same page.
fn chromium() -> Option<PathBuf> {
    let names = ["chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome"];
    named("E2E_CHROMIUM").or_else(|| find_program(&names))
}

fn chromedriver() -> Option<PathBuf> {
    named("E2E_CHROMEDRIVER").or_else(|| find_program(&["chromedriver"]))
}

/// HAProxy, where it is in PATH or where Debian keeps it.
fn haproxy() -> Option<PathBuf> {
    find_program(&["haproxy"]).or_else(|| Some(PathBuf::from("/usr/sbin/haproxy")).filter(|path| path.is_file()))
}

/// The library for programs with several threads, where distributions keep it.
fn faketime() -> Option<PathBuf> {
    let folders = ["/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from);
    // Debian has a folder for each architecture.
    let below = fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path());
    let candidates = folders.into_iter().chain(below).map(|folder| folder.join("faketime/libfaketimeMT.so.1"));
    named("FAKETIME_LIBRARY").or_else(|| candidates.into_iter().find(|path| path.is_file()))
}

/// A file that the environment names.
fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Installs the Debian packages whose programs were not found.
fn require(packages: &[(&str, bool)]) -> Result<()> {
    let missing: Vec<&str> = packages.iter().filter(|(_, found)| !found).map(|(package, _)| *package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if find_program(&["apt-get"]).is_none() {
        bail!("install what Debian calls {list}, and make sure that its programs are in PATH");
    }
    let by_hand = format!("run: sudo apt-get update && sudo apt-get install --no-install-recommends {list}");
    let Some(mut shell) = administrator_shell() else {
        bail!("some programs are missing, and only the system's administrator can install them; {by_hand}");
    };
    eprintln!("Installing {list}.");
    process::run(shell.args(["-ec", INSTALL, "install"]).args(missing))
        .with_context(|| format!("the installation failed; {by_hand}"))
}

/// A shell that may install packages, where one can be had without asking for a password.
fn administrator_shell() -> Option<Command> {
    if rustix::process::geteuid().is_root() {
        return Some(Command::new("sh"));
    }
    find_program(&["sudo"])?;
    let mut probe = Command::new("sudo");
    let allowed = probe.args(["-n", "true"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    let mut sudo = Command::new("sudo");
    sudo.args(["-n", "sh"]);
    allowed.then_some(sudo)
}

/// Takes the accessibility checker's script out of its package in the npm registry.
fn fetch_axe(script: &Path) -> Result<()> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let package = format!("axe-core@{AXE_VERSION}");
    process::run(Command::new("npm").args(["pack", "--silent", &package]).current_dir(folder.path()))?;
    let archive = format!("axe-core-{AXE_VERSION}.tgz");
    process::run(Command::new("tar").args(["-xzf", &archive, "package/axe.min.js"]).current_dir(folder.path()))?;
    let content = fs::read(folder.path().join("package/axe.min.js")).context("the package has no axe.min.js")?;
    fs::create_dir_all(script.parent().unwrap_or(script)).context("cannot create target/tools")?;
    fs::write(script, content).with_context(|| format!("cannot write {}", script.display()))
}
