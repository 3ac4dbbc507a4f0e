//! A disk that is full while a backup is made, encrypted, sent to a store, or restored by the page of the first start.
//!
//! It is said which disk is full, nothing is written under its name or sent, and nothing is left behind.

use super::faults::disks::SmallDisk;
use crate::clients::Client;
use crate::databases::{Database, PASSWORD};
use crate::lab::Lab;
use crate::report::Report;
use crate::servers::Server;
use anyhow::{Context, Result, ensure};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use storage::Engine;
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};

/// Megabytes of the disk: less than the database takes.
const MEGABYTES: u32 = 4;
/// The films of the database.
const FILMS: usize = 8_000;
/// Within which the server makes its first backup.
const PATIENCE: Duration = Duration::from_secs(30);

/// Makes and restores backups on a disk that is too small for them.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let disk = match SmallDisk::mount(MEGABYTES) {
        Ok(disk) => disk,
        Err(error) => {
            report.told(engine, format!("the disk is never full: {error:#}"), "");
            return Ok(());
        }
    };
    let small = disk.folder("small")?;
    let folder = lab.new_folder()?;
    let database = lab.database_in(engine, &folder, None).await?;
    database.add_account("ana", "admin").await?;
    let films = folder.join("films.ndjson");
    fs::write(&films, films_of(FILMS))?;
    database.command(&["import", &text(&films), "--user", "ana"]).await?;
    let words = folder.join("passphrase");
    fs::write(&words, PASSWORD)?;
    let (mut told, mut tries) = (0, 0);
    for (target, encrypted) in [("plain.db", false), ("encrypted.db.age", true)] {
        tries += 1;
        let (target, words) = (text(&small.join(target)), text(&words));
        let mut command = vec!["backup", &target];
        command.extend(["--passphrase-file", words.as_str()].iter().filter(|_| encrypted));
        told += usize::from(says_full(database.command(&command).await, &small)?);
        ensure!(is_empty(&small)? && parts_of(&folder)? == 0, "something is left of a backup");
    }
    tries += 1;
    told += usize::from(by_itself(lab, &database, &small, &words).await?);
    ensure!(is_empty(&small)? && parts_of(&folder)? == 0, "something is left of a backup that a server made");
    report.all_of(engine, "backups that said which disk is full, and left nothing", (told, tries));
    if engine == Engine::Postgres {
        // What isn't encrypted yet is on another disk than what is.
        let other = lab.new_folder()?;
        let apart = database.in_folder(small.clone());
        let target = text(&other.join("encrypted.db.age"));
        let refused = apart.command(&["backup", &target, "--passphrase-file", &text(&words)]).await;
        let says = says_full(refused, &small)? && parts_of(&small)? == 0 && is_empty(&other)?;
        report.all_of(engine, "backups that named the disk of the data folder, which is full", (usize::from(says), 1));
    }
    let whole = folder.join("whole.db");
    database.command(&["backup", &text(&whole)]).await?;
    restore(lab, engine, &disk, &whole, report).await
}

/// A server’s own backup, which would be sent to a store. Whether the job says that the disk is full, and nothing was sent.
async fn by_itself(lab: &Lab, database: &Database, small: &Path, words: &Path) -> Result<bool> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let endpoint = format!("http://{}", listener.local_addr()?);
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let store = tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    });
    let key = words.with_extension("key");
    fs::write(&key, "a key")?;
    let mut command = lab.serving(database);
    command.args(["--backup-every", "1h", "--backup-dir", &text(small), "--backup-passphrase-file", &text(words)]);
    command.args(["--backup-s3-endpoint", &endpoint, "--backup-s3-bucket", "films", "--backup-s3-access-key", "key"]);
    command.args(["--backup-s3-secret-key-file", &text(&key)]);
    let server = Server::start(command).await?;
    let (client, _) = Client::new(server.address)?.sign_in("ana", PASSWORD).await?;
    let error = timeout(PATIENCE, async {
        loop {
            let jobs = client.get("/api/jobs").await?.json();
            let job = jobs["items"].as_array().and_then(|jobs| jobs.iter().find(|job| job["kind"] == "backup"));
            if let Some(error) = job.and_then(|job| job["error"].as_str()) {
                return anyhow::Ok(error.to_owned());
            }
            sleep(Duration::from_millis(50)).await;
        }
    });
    let error = error.await.context("the server makes no backup")??;
    store.abort();
    Ok(error.contains(&format!("the disk of {} is full", small.display())) && asked.load(Ordering::SeqCst) == 0)
}

/// Restores by the page of the first start, with a data folder on the small disk.
async fn restore(lab: &Lab, engine: Engine, disk: &SmallDisk, backup: &Path, report: &mut Report) -> Result<()> {
    let folder = disk.folder("new")?;
    let database = lab.database_in(engine, &folder, None).await?;
    let server = lab.serve(&database).await?;
    let token = server.setup_token.clone().context("there is no setup token")?;
    let before = names(&folder)?;
    let client = Client::new(server.address)?;
    let answer = client.upload(&format!("/api/setup/restore?token={token}"), fs::read(backup)?).await?;
    let is_told = matches!(answer.status, 422 | 507) && answer.json().to_string().contains("full");
    ensure!(names(&folder)? == before, "something is left of a restore: {:?}", names(&folder)?);
    // Nothing of it is there, and the first account can still be made.
    let draft = serde_json::json!({"token": token, "username": "root", "password": PASSWORD});
    let created = client.post("/api/setup", &draft).await?.is_success();
    report.all_of(
        engine,
        "restores that said that the disk is full, and changed nothing",
        (usize::from(is_told && created), 1),
    );
    Ok(())
}

/// Whether a command failed because the disk of this folder is full.
fn says_full(result: Result<()>, folder: &Path) -> Result<bool> {
    let Err(error) = result else { return Ok(false) };
    let said = format!("{error:#}");
    let is_said = said.contains(&format!("the disk of {} is full", folder.display()));
    ensure!(is_said, "it says: {said}");
    Ok(is_said)
}

fn films_of(count: usize) -> String {
    let overview = "A film that takes its place on the disk. ".repeat(12);
    let mut lines = String::new();
    for number in 0..count {
        let _ = writeln!(lines, "{{\"title\":\"Film {number}\",\"year\":2000,\"overview\":\"{number} {overview}\"}}");
    }
    lines
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let files = fs::read_dir(folder)?.map(|file| Ok(file?.file_name().to_string_lossy().into_owned()));
    let mut names: Vec<String> = files.collect::<Result<_>>()?;
    names.sort();
    Ok(names)
}

fn is_empty(folder: &Path) -> Result<bool> {
    Ok(names(folder)?.is_empty())
}

/// The files that are being written, or were.
fn parts_of(folder: &Path) -> Result<usize> {
    Ok(names(folder)?.iter().filter(|name| name.contains(".part")).count())
}
