//! Backups that are sent to a store which speaks S3. The store here checks signatures by computing them.

use crate::support::*;
use axum::Router;
use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use domain::jobs::{JobInfo, JobState, JobsQuery};
use domain::pages::PageQuery;
use domain::transfer::backups::BackupSchedule;
use hmac::{Hmac, KeyInit, Mac};
use http::{Method, StatusCode, Uri, header};
use server::jobs::worker::Workers;
use server::{BackupConfig, Config, StoreConfig, job_kinds};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use storage::{Engine, Store};

const SECRET: &str = "a secret key of the store";

/// What the store has, and how it behaves.
#[derive(Default)]
struct Shelf {
    files: BTreeMap<String, Vec<u8>>,
    parts: BTreeMap<u16, Vec<u8>>,
    /// How many requests it fails next.
    failures: u32,
    /// What it answers when a file is complete, in place of the truth.
    completion: Option<&'static str>,
}

type Shared = Arc<Mutex<Shelf>>;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Whether the address is signed as Signature Version 4 says.
fn is_signed(method: &Method, uri: &Uri, host: &str) -> bool {
    let mut pairs: Vec<&str> = uri.query().unwrap_or_default().split('&').collect();
    pairs.sort_unstable();
    let value = |name: &str| {
        let found = pairs.iter().find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        found.unwrap_or_default().replace("%2F", "/")
    };
    let (signature, scope) = (value("X-Amz-Signature"), value("X-Amz-Credential"));
    let Some((id, scope)) = scope.split_once('/') else { return false };
    let signed: Vec<&str> = pairs.iter().copied().filter(|pair| !pair.starts_with("X-Amz-Signature=")).collect();
    let canonical = format!("{method}\n{}\n{}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD", uri.path(), signed.join("&"));
    let digest = hex(&Sha256::digest(canonical));
    let text = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{digest}", value("X-Amz-Date"));
    let key = scope.split('/').fold(format!("AWS4{SECRET}").into_bytes(), |key, part| mac(&key, part));
    id == "key" && hex(&mac(&key, &text)) == signature
}

fn xml(text: &str) -> Response {
    let xmlns = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", text.replacen('>', &format!(" {xmlns}>"), 1))
        .into_response()
}

fn refused(status: StatusCode, code: &str) -> Response {
    (status, format!("<Error><Code>{code}</Code><Message>{SECRET}</Message></Error>")).into_response()
}

fn answer(shelf: &Shared, method: &Method, uri: &Uri, host: &str, body: &Bytes) -> Response {
    let mut shelf = shelf.lock().unwrap();
    if shelf.failures > 0 {
        shelf.failures -= 1;
        return refused(StatusCode::INTERNAL_SERVER_ERROR, "InternalError");
    }
    if !is_signed(method, uri, host) {
        return refused(StatusCode::FORBIDDEN, "SignatureDoesNotMatch");
    }
    let Some(key) = uri.path().strip_prefix("/films").map(|key| key.trim_start_matches('/').replace("%20", " ")) else {
        return refused(StatusCode::NOT_FOUND, "NoSuchBucket");
    };
    let query = uri.query().unwrap_or_default();
    let number = query.split('&').find_map(|pair| pair.strip_prefix("partNumber=")?.parse().ok());
    match (method.as_str(), number, query.contains("uploadId=")) {
        ("POST", _, false) => {
            shelf.parts.clear();
            xml(&format!(
                "<InitiateMultipartUploadResult><Bucket>films</Bucket><Key>{key}</Key><UploadId>one</UploadId>\
                 </InitiateMultipartUploadResult>"
            ))
        }
        ("PUT", Some(number), true) => {
            shelf.parts.insert(number, body.to_vec());
            ([(header::ETAG, format!("\"{number}\""))], "").into_response()
        }
        ("POST", _, true) => {
            if let Some(text) = shelf.completion {
                return text.into_response();
            }
            let whole = std::mem::take(&mut shelf.parts).into_values().flatten().collect();
            shelf.files.insert(key, whole);
            xml("<CompleteMultipartUploadResult></CompleteMultipartUploadResult>")
        }
        ("DELETE", _, true) => {
            shelf.parts.clear();
            StatusCode::NO_CONTENT.into_response()
        }
        ("DELETE", ..) => {
            shelf.files.remove(&key);
            StatusCode::NO_CONTENT.into_response()
        }
        ("GET", ..) => {
            let file = |(key, bytes): (&String, &Vec<u8>)| {
                format!(
                    "<Contents><Key>{key}</Key><LastModified>2026-11-23T12:00:00.000Z</LastModified><ETag>\"x\"</ETag>\
                     <Size>{}</Size><StorageClass>STANDARD</StorageClass></Contents>",
                    bytes.len()
                )
            };
            let files: String = shelf.files.iter().map(file).collect();
            xml(&format!(
                "<ListBucketResult><Name>films</Name><IsTruncated>false</IsTruncated>{files}</ListBucketResult>"
            ))
        }
        _ => refused(StatusCode::BAD_REQUEST, "InvalidRequest"),
    }
}

async fn store() -> (Shared, String) {
    let shelf = Shared::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let (shared, name) = (Arc::clone(&shelf), host.clone());
    let handler =
        move |method: Method, uri: Uri, body: Bytes| async move { answer(&shared, &method, &uri, &name, &body) };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handler)).await });
    (shelf, format!("http://{host}"))
}

fn config(folder: &Path, endpoint: &str, secret_key: &str) -> Config {
    let store = StoreConfig {
        endpoint: endpoint.to_owned(),
        bucket: "films".to_owned(),
        region: "eu-central-1".to_owned(),
        prefix: "of our server/".to_owned(),
        access_key: "key".to_owned(),
        secret_key: secret_key.to_owned(),
    };
    let schedule = Some(BackupSchedule { interval_hours: Some(24), keep: 2 });
    let backups = BackupConfig { folder: folder.to_owned(), schedule, passphrase: None, store: Some(store) };
    Config { backups, ..Config::default() }
}

/// Lets a server make one backup, and gives the job.
async fn back_up(config: Config) -> JobInfo {
    let app = TestApp::start_with(Engine::Sqlite, config).await;
    let admin = app.sign_in_admin("root").await;
    let workers = Workers::start(&app.state, &job_kinds(&app.state.config));
    let begin = Instant::now();
    loop {
        let jobs = admin.list_jobs(&JobsQuery::default(), &PageQuery::default()).await.unwrap().items;
        let job = jobs.into_iter().find(|job| job.kind == "backup");
        if let Some(job) = job.filter(|job| job.state == JobState::Done || job.error.is_some()) {
            workers.stop().await;
            return job;
        }
        assert!(begin.elapsed() < Duration::from_mins(1));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backups_are_sent_to_a_store_and_the_latest_are_kept_there() {
    let folder = tempfile::tempdir().unwrap();
    let (shelf, endpoint) = store().await;
    let [oldest, older, other] = ["1-01T00-00-00Z.db", "2-01T00-00-00Z.db.age", "3-01T00-00-00Z.txt"]
        .map(|end| format!("of our server/movietracker-2025-0{end}"));
    for name in [&oldest, &older, &other] {
        shelf.lock().unwrap().files.insert(name.clone(), Vec::new());
    }
    // It is away for a moment.
    shelf.lock().unwrap().failures = 1;
    let job = back_up(config(folder.path(), &endpoint, SECRET)).await;
    assert_eq!((job.state, job.error), (JobState::Done, None));
    let files = std::mem::take(&mut shelf.lock().unwrap().files);
    let new = "of our server/movietracker-2026-11-23T12-00-00Z.db".to_owned();
    assert_eq!(files.keys().collect::<Vec<_>>(), [&older, &other, &new]);
    let bytes = &files[&new];
    let path = folder.path().join("again.db");
    std::fs::write(&path, bytes).unwrap();
    let backup = Store::open_sqlite(&path).await.unwrap();
    let users = backup.read(|tx| tx.query::<String>("SELECT username FROM users", &[])).await;
    assert_eq!(users, Ok(vec!["root".to_owned()]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_store_refuses_is_told_without_secrets_and_the_backup_stays_in_the_folder() {
    let (shelf, endpoint) = store().await;
    let nowhere = "http://127.0.0.1:9";
    let cut = "<Error><Code>InternalError</Code></Error>";
    for (endpoint, secret, completion, expected) in [
        (endpoint.as_str(), "another key", None, "the store refuses the key: 403 SignatureDoesNotMatch"),
        (endpoint.as_str(), SECRET, Some(cut), "the store refused: 200 InternalError"),
        (nowhere, SECRET, None, "the store can’t be reached: no connection"),
    ] {
        shelf.lock().unwrap().completion = completion;
        let folder = tempfile::tempdir().unwrap();
        let error = back_up(config(folder.path(), endpoint, secret)).await.error.unwrap();
        assert!(error.contains(expected) && error.contains("made in the folder"), "{error}");
        assert!(!error.contains("X-Amz") && !error.contains(SECRET), "{error}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(shelf.lock().unwrap().files.is_empty() && shelf.lock().unwrap().parts.is_empty());
    }
}
