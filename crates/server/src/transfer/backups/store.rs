//! A store that speaks S3, to which finished backups are sent, too.
//!
//! What is sent is signed in its address, so the secret key never travels. A file goes up in parts, so no more than one
//! of them is in memory.

use super::folder::moment_of;
use crate::net::{Destinations, HttpClient, Limits, Route};
use crate::state::StoreConfig;
use http::header::ETAG;
use http::{Method, StatusCode};
use rusty_s3::actions::{CreateMultipartUpload, ListObjectsV2};
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use std::path::Path;
use std::time::Duration;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use url::Url;

/// How long an address is valid that was signed.
const SIGNED_FOR: Duration = Duration::from_mins(10);
/// The longest that one part may take.
const PATIENCE: Duration = Duration::from_mins(5);
/// Bytes of a part, at least. A store takes no smaller ones than 5 MiB but for the last.
const PART: u64 = 8 * 1024 * 1024;
/// How many parts a store takes.
const MOST_PARTS: u64 = 10_000;
/// The most bytes of an answer.
const MOST_ANSWER: usize = 5 * 1024 * 1024;
/// How often a request is tried that failed through no fault of ours.
const TRIES: u32 = 3;
/// How long after the first try comes the second; it doubles.
const PAUSE: Duration = Duration::from_millis(500);
/// How many lists of a thousand names are read at the most.
const MOST_LISTS: usize = 20;

/// The store.
pub struct BackupStore {
    client: HttpClient,
    bucket: Bucket,
    credentials: Credentials,
    prefix: String,
}

/// Why something isn't done, in words for admins.
pub type Result<T> = std::result::Result<T, String>;

impl BackupStore {
    /// The store of these options.
    ///
    /// # Errors
    /// When the address can't be one, or there are no certificates to trust.
    pub fn new(config: &StoreConfig, proxy: Option<&str>) -> Result<Self> {
        let endpoint = Url::parse(&config.endpoint).map_err(|_| "its address isn’t a URL".to_owned())?;
        if !Destinations::Configured.allow(&endpoint) {
            return Err("its address must begin with https://, or with http:// on this machine".to_owned());
        }
        let bucket = Bucket::new(endpoint, UrlStyle::Path, config.bucket.clone(), config.region.clone());
        let bucket = bucket.map_err(|error| format!("its address can’t be used: {error}"))?;
        let limits = Limits { timeout: PATIENCE, max_body: MOST_ANSWER, max_redirects: 0 };
        let client = HttpClient::new(Destinations::Configured, Route { proxy, authorities: None }, limits)?;
        let credentials = Credentials::new(config.access_key.clone(), config.secret_key.clone());
        Ok(Self { client, bucket, credentials, prefix: config.prefix.clone() })
    }

    /// Sends a file up, whole or not at all.
    ///
    /// # Errors
    /// Why it isn’t there.
    pub async fn upload(&self, path: &Path, name: &str) -> Result<()> {
        let unreadable = |error: std::io::Error| format!("the file can’t be read: {error}");
        let mut file = File::open(path).await.map_err(unreadable)?;
        let length = file.metadata().await.map_err(unreadable)?.len();
        let object = self.object(name);
        let begun = self.bucket.create_multipart_upload(Some(&self.credentials), &object);
        let answer = self.send(Method::POST, || begun.sign(SIGNED_FOR), Vec::new()).await?;
        let begun = CreateMultipartUpload::parse_response(&text(&answer)).map_err(|_| strange())?;
        let id = begun.upload_id();
        let sent = self.send_parts(&mut file, length, &object, id).await;
        if sent.is_err() {
            // What came so far would be kept, and paid for.
            let abort = self.bucket.abort_multipart_upload(Some(&self.credentials), &object, id);
            self.send(Method::DELETE, || abort.sign(SIGNED_FOR), Vec::new()).await.ok();
        }
        sent
    }

    async fn send_parts(&self, file: &mut File, length: u64, object: &str, id: &str) -> Result<()> {
        let portion = PART.max(length.div_ceil(MOST_PARTS));
        let (mut tags, mut sent) = (Vec::new(), 0);
        while sent < length || tags.is_empty() {
            let mut bytes = Vec::new();
            let read = (&mut *file).take(portion).read_to_end(&mut bytes).await;
            sent += read.map_err(|error| format!("the file can’t be read: {error}"))? as u64;
            let number = u16::try_from(tags.len() + 1).map_err(|_| "the file is too large for the store".to_owned())?;
            let part = self.bucket.upload_part(Some(&self.credentials), object, number, id);
            let answer = self.send(Method::PUT, || part.sign(SIGNED_FOR), bytes).await?;
            let tag = answer.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).ok_or_else(strange)?;
            tags.push(tag.to_owned());
        }
        let tags = tags.iter().map(String::as_str);
        let complete = self.bucket.complete_multipart_upload(Some(&self.credentials), object, id, tags);
        let url = complete.sign(SIGNED_FOR);
        let body = complete.body().into_bytes();
        let answer = self.send(Method::POST, || url.clone(), body).await?;
        // A store may find out that it failed after it has begun to answer that it didn’t.
        if text(&answer).contains("<Error>") { Err(told(&answer)) } else { Ok(()) }
    }

    /// The names of the backups in the store, the latest first. What has another name is left alone.
    async fn list(&self) -> Result<Vec<String>> {
        let (mut names, mut next) = (Vec::new(), None::<String>);
        for _ in 0..MOST_LISTS {
            let mut list = self.bucket.list_objects_v2(Some(&self.credentials));
            list.with_prefix(self.prefix.clone());
            if let Some(token) = next.take() {
                list.with_continuation_token(token);
            }
            let answer = self.send(Method::GET, || list.sign(SIGNED_FOR), Vec::new()).await?;
            let page = ListObjectsV2::parse_response(&text(&answer)).map_err(|_| strange())?;
            let found = page.contents.into_iter().filter_map(|object| {
                let name = object.key.strip_prefix(&self.prefix)?;
                moment_of(name).map(|_| name.to_owned())
            });
            names.extend(found);
            next = page.next_continuation_token;
            if next.is_none() {
                break;
            }
        }
        names.sort_unstable_by(|one, other| other.cmp(one));
        Ok(names)
    }

    /// Deletes all backups in the store but the latest.
    ///
    /// # Errors
    /// Why one is still there.
    pub async fn prune(&self, keep: usize) -> Result<()> {
        for name in self.list().await?.iter().skip(keep) {
            let object = self.object(name);
            let delete = self.bucket.delete_object(Some(&self.credentials), &object);
            self.send(Method::DELETE, || delete.sign(SIGNED_FOR), Vec::new()).await?;
        }
        Ok(())
    }

    fn object(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Sends a request, again when the store is away or has failed.
    async fn send(
        &self,
        method: Method,
        sign: impl Fn() -> Url,
        body: Vec<u8>,
    ) -> Result<http::Response<bytes::Bytes>> {
        let mut pause = PAUSE;
        for attempt in 1.. {
            let mut request = http::Request::new(body.clone());
            *request.method_mut() = method.clone();
            *request.uri_mut() = sign().as_str().parse().map_err(|_| strange())?;
            let failure = match self.client.send(request).await {
                Ok(answer) if answer.status().is_success() => return Ok(answer),
                Ok(answer) if !answer.status().is_server_error() => return Err(told(&answer)),
                Ok(answer) => told(&answer),
                Err(error) => format!("the store can’t be reached: {error}"),
            };
            if attempt == TRIES {
                return Err(failure);
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Err(strange())
    }
}

fn text(answer: &http::Response<bytes::Bytes>) -> String {
    String::from_utf8_lossy(answer.body()).into_owned()
}

fn strange() -> String {
    "the store’s answer can’t be read".to_owned()
}

/// What the store says of a request that it didn’t follow: its status and the code of its error, nothing longer.
fn told(answer: &http::Response<bytes::Bytes>) -> String {
    let body = text(answer);
    let code = body.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map(|(code, _)| code);
    let code = code.filter(|code| code.len() <= 50 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let what = match answer.status() {
        StatusCode::FORBIDDEN => "the store refuses the key",
        StatusCode::NOT_FOUND => "the store doesn’t know the bucket or the file",
        _ => "the store refused",
    };
    format!("{what}: {}{}", answer.status().as_u16(), code.map(|code| format!(" {code}")).unwrap_or_default())
}
