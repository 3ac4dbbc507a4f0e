//! A PostgreSQL for one run of the tests or measurements, which leaves nothing behind.

use std::env;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Signal, geteuid};
use tempfile::TempDir;

use crate::process;
use crate::tools::{self, find_program};

/// Settings for tests: quick, with room for many tests at once, and in a time zone that is a day
/// ahead of most others, so that a date that shifts with the zone is noticed.
const FOR_TESTS: &[(&str, &str)] = &[("fsync", "off"), ("max_connections", "200"), ("timezone", "Pacific/Kiritimati")];

/// A running server with an empty database, on loopback only. Dropping it stops the server and
/// removes its data.
pub struct Postgres {
    server: Child,
    port: u16,
    // Removed only after the server has stopped: fields are dropped after `drop`.
    _folder: TempDir,
}

/// The folder with `initdb`, `postgres` and `pg_isready`, the newest there is.
pub fn find_programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |folder: &PathBuf| folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let mut versions: Vec<PathBuf> = debian.map(|entry| entry.path()).collect();
    versions.sort_by_key(version);
    let complete =
        |folder: &PathBuf| ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).exists());
    let installed = versions.into_iter().rev().map(|folder| folder.join("bin")).find(complete);
    installed.or_else(|| find_program(&["initdb"])?.parent().map(Path::to_path_buf).filter(complete))
}

impl Postgres {
    /// Makes a new, empty database cluster and starts a server on it with these settings.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, or does not start.
    pub fn start(settings: &[(&str, &str)]) -> Result<Self> {
        let programs = find_programs().context("PostgreSQL is not installed")?;
        for _ in 0..3 {
            if let Some(started) = Self::attempt(&programs, settings)? {
                return Ok(started);
            }
        }
        bail!("PostgreSQL found no free port")
    }

    /// The connection URL of its superuser, who needs no password.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Nothing when another program took the free port first.
    fn attempt(programs: &Path, settings: &[(&str, &str)]) -> Result<Option<Self>> {
        let account = Account::for_server()?;
        // Not where TMPDIR says: the account must be able to reach it.
        let folder = tempfile::Builder::new().prefix("movietracker-postgres-").tempdir_in("/tmp")?;
        account.give(folder.path())?;
        let data = folder.path().join("data");
        create_cluster(|| account.command(&programs.join("initdb"), folder.path()), &data)?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let log = folder.path().join("log");
        let server =
            start_server(account.command(&programs.join("postgres"), folder.path()), &data, &log, port, settings)?;
        let mut started = Self { server, port, _folder: folder };
        if started.becomes_ready(programs) {
            return Ok(Some(started));
        }
        let text = fs::read_to_string(&log).unwrap_or_default();
        ensure!(text.contains("could not bind"), "PostgreSQL did not start:\n{text}");
        Ok(None)
    }

    fn becomes_ready(&mut self, programs: &Path) -> bool {
        let port = self.port.to_string();
        let mut ready = false;
        process::wait_until(Duration::from_secs(30), || {
            let mut probe = Command::new(programs.join("pg_isready"));
            ready = process::output(probe.args(["-q", "-h", "127.0.0.1", "-p", &port])).is_ok();
            let ended = !matches!(self.server.try_wait(), Ok(None));
            ready || ended || process::interrupted()
        });
        ready && matches!(self.server.try_wait(), Ok(None))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        process::signal(&self.server, Signal::INT);
        if !process::wait_until(Duration::from_secs(10), || !matches!(self.server.try_wait(), Ok(None))) {
            process::signal(&self.server, Signal::QUIT);
        }
        // It has been told to end; waiting can only fail when it has.
        let _ = self.server.wait();
    }
}

/// The PostgreSQL that tests use: the one that `TEST_DATABASE_URL` names, or one of their own while this lives.
pub struct Database {
    url: String,
    _own: Option<Postgres>,
}

impl Database {
    /// Finds or starts it, and prints where it is.
    ///
    /// # Errors
    /// As [`Postgres::start`].
    pub fn start() -> Result<Self> {
        if let Some(url) = env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty()) {
            println!("TEST_DATABASE_URL names one");
            return Ok(Self { url, _own: None });
        }
        tools::require_postgres()?;
        let own = Postgres::start(FOR_TESTS)?;
        println!("{}", own.url());
        Ok(Self { url: own.url(), _own: Some(own) })
    }

    /// Its connection URL.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Makes the cluster with a collation that orders as people do, where the server has one (15 and
/// newer): a column that forgot its own collation is noticed then.
fn create_cluster(initdb: impl Fn() -> Command, data: &Path) -> Result<()> {
    let create = |more: &[&str]| {
        let mut command = initdb();
        command.arg("-D").arg(data).args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        process::output(command.args(more)).map(drop)
    };
    create(&["--locale-provider=icu", "--icu-locale=und"]).or_else(|_| create(&[]))
}

fn start_server(mut postgres: Command, data: &Path, log: &Path, port: u16, settings: &[(&str, &str)]) -> Result<Child> {
    let out = File::create(log).context("cannot create PostgreSQL's log")?;
    postgres.arg("-D").arg(data).arg("-p").arg(port.to_string());
    for (name, value) in [("listen_addresses", "127.0.0.1"), ("unix_socket_directories", "")].iter().chain(settings) {
        postgres.arg("-c").arg(format!("{name}={value}"));
    }
    process::start_in_own_group(postgres.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out))
}

/// The account that the server runs as: this one, or another when this is root, whom it refuses.
struct Account(Option<(u32, u32)>);

impl Account {
    fn for_server() -> Result<Self> {
        if !geteuid().is_root() {
            return Ok(Self(None));
        }
        let accounts = fs::read_to_string("/etc/passwd").context("cannot read the system's accounts")?;
        let found = ["postgres", "nobody"].iter().find_map(|name| find_account(&accounts, name));
        Ok(Self(Some(found.context("PostgreSQL refuses root, and there is no account `postgres` or `nobody`")?)))
    }

    fn give(&self, folder: &Path) -> Result<()> {
        let Some((user, group)) = self.0 else { return Ok(()) };
        chown(folder, Some(user), Some(group)).with_context(|| format!("cannot give away {}", folder.display()))
    }

    /// A command that runs as this account, in a folder that it may enter.
    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder);
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }
}

/// The numbers of an account and its group in the text of `/etc/passwd`.
fn find_account(accounts: &str, name: &str) -> Option<(u32, u32)> {
    let fields = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == name)?;
    Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_found_by_their_whole_name() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\npostgresql:x:7:7::/:/bin/sh\npostgres:x:104:112::/:/bin/sh\n";
        assert_eq!(find_account(accounts, "postgres"), Some((104, 112)));
        assert_eq!(find_account(accounts, "nobody"), None);
    }
}
