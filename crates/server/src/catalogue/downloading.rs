//! Downloading the files that a catalogue is built from.

use crate::net::{Destinations, HttpClient, HttpError, Limits, Route};
use domain::catalogue::updates::file_name;
use http::StatusCode;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;
use url::Url;

/// The folder of files that were downloaded, in the data folder.
const FOLDER: &str = "catalogue.download";
/// The files of IMDb's datasets. Without the first one there is no catalogue.
const FILES: [&str; 6] =
    ["title.basics", "title.ratings", "title.akas", "title.crew", "title.principals", "name.basics"];
/// The longest that one file may take.
const PATIENCE: Duration = Duration::from_hours(24);
/// A dump of Wikidata has some hundred gigabytes: the disk is the bound.
const MAX_FILE: usize = usize::MAX;
const MAX_REDIRECTS: usize = 3;

/// Why there are no files.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// The client can't be made.
    #[error("{0}")]
    Client(String),
    /// An address that isn't one.
    #[error("the address can’t be read")]
    Address,
    /// No answer, or half of one.
    #[error("{0} can’t be downloaded: {1}")]
    Http(String, HttpError),
    /// Another answer than the file.
    #[error("{0} can’t be downloaded: the answer is {1}")]
    Status(String, StatusCode),
    /// A file can't be written.
    #[error("{path}: {1}", path = .0.display())]
    File(PathBuf, io::Error),
}

/// Downloads the file that an address leads to, or IMDb's files below it: those that aren't needed only if they are there.
/// What an earlier attempt for the same `request` has downloaded from there is kept. `tell` hears how much is done, 0 to 1.
/// Gives the folder.
///
/// # Errors
/// When a file can't be downloaded or written; files that are whole stay for the next attempt.
pub async fn download(
    address: &str,
    data: &Path,
    request: &str,
    proxy: Option<&str>,
    tell: impl Fn(f64),
) -> Result<PathBuf, DownloadError> {
    let limits = Limits { timeout: PATIENCE, max_body: MAX_FILE, max_redirects: MAX_REDIRECTS };
    // Admins enter it, who aren't the operator, so it may not lead to what a cloud tells this machine alone.
    let is_good = Url::parse(address).is_ok_and(|url| Destinations::Configured.allow(&url));
    if !is_good {
        return Err(DownloadError::Address);
    }
    let client = HttpClient::new(Destinations::OwnNetwork, Route { proxy, authorities: None }, limits)
        .map_err(DownloadError::Client)?;
    let all = data.join(FOLDER);
    // Not to be mixed with files of another place.
    let digest = Sha256::digest(address);
    let folder = all.join(format!("{request}-{:02x}{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2], digest[3]));
    if !fs::try_exists(&folder).await.unwrap_or(false) {
        clear(data).await?;
        fs::create_dir_all(&folder).await.map_err(of_file(&folder))?;
    }
    let files: Vec<(String, String)> = match file_name(address) {
        Some(name) => vec![(name.to_owned(), address.to_owned())],
        None => FILES.map(|name| (format!("{name}.tsv.gz"), below(address, name))).into(),
    };
    let share = 1.0 / f64::from(u32::try_from(files.len()).unwrap_or(1));
    let mut done = 0.0;
    for (at, (file, url)) in files.iter().enumerate() {
        let target = folder.join(file);
        if !fs::try_exists(&target).await.unwrap_or(false) {
            download_one(&client, url, file, &target, at == 0, |part| tell(done + part * share)).await?;
        }
        done += share;
        tell(done);
    }
    Ok(folder)
}

fn below(address: &str, name: &str) -> String {
    format!("{}/{name}.tsv.gz", address.trim_end_matches('/'))
}

async fn download_one(
    client: &HttpClient,
    url: &str,
    name: &str,
    target: &Path,
    is_needed: bool,
    tell: impl Fn(f64),
) -> Result<(), DownloadError> {
    let failed = |error| DownloadError::Http(name.to_owned(), error);
    let request = http::Request::get(url).body(Vec::new()).map_err(|_| DownloadError::Address)?;
    let mut answer = client.begin(request).await.map_err(failed)?;
    if answer.status() == StatusCode::NOT_FOUND && !is_needed {
        return Ok(());
    }
    if answer.status() != StatusCode::OK {
        return Err(DownloadError::Status(name.to_owned(), answer.status()));
    }
    let total = answer.length();
    let part = target.with_extension("part");
    let mut file = File::create(&part).await.map_err(of_file(&part))?;
    let mut written = 0_u64;
    while let Some(piece) = answer.next().await.map_err(failed)? {
        file.write_all(&piece).await.map_err(of_file(&part))?;
        written += piece.len() as u64;
        let thousandths = total.and_then(|total| (written * 1000).checked_div(total));
        if let Some(thousandths) = thousandths.and_then(|it| u32::try_from(it).ok()) {
            tell(f64::from(thousandths.min(1000)) / 1000.0);
        }
    }
    // A file under its name is whole, also after a power cut.
    file.flush().await.map_err(of_file(&part))?;
    file.sync_all().await.map_err(of_file(&part))?;
    fs::rename(&part, target).await.map_err(of_file(target))
}

/// Deletes what was downloaded.
///
/// # Errors
/// When it can't be deleted.
pub async fn clear(data: &Path) -> Result<(), DownloadError> {
    let folder = data.join(FOLDER);
    match fs::remove_dir_all(&folder).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(of_file(&folder)(error)),
        _ => Ok(()),
    }
}

fn of_file(path: &Path) -> impl FnOnce(io::Error) -> DownloadError {
    let path = path.to_owned();
    move |error| DownloadError::File(path, error)
}
