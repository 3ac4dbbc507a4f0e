//! `movietracker import`: films from a file of this program, of another service, or of JSON lines, each with the fields
//! of a film.

mod files;
mod lines;
mod report;
mod source;

use crate::accounts::users::find_user;
use crate::database::DatabaseOptions;
use crate::files::read_secret;
use anyhow::{Context, Result, anyhow};
use clap::Args;
use domain::field_errors::FieldErrors;
use domain::ids::{MovieId, UserId, WatchId};
use domain::library::movies::MovieFields;
use domain::text::fold;
use domain::transfer::media_tracker::MediaTrackerDraft;
use files::ReadingOptions;
use indicatif::{ProgressBar, ProgressStyle};
use report::Report;
use server::clock::Clock;
use server::net::Destinations;
use server::transfer::imports::{LocalImport, MediaTracker};
use std::collections::HashMap;
use std::io::{BufRead, Cursor};
use std::path::{Path, PathBuf};
use storage::library::import::{Identity, list_identities};
use storage::library::movies::{NewMovie, insert_movie};
use storage::{Error, Store};

/// The films that are written in one transaction.
const BATCH: usize = 500;

/// The options of `import`.
#[derive(Args)]
pub struct ImportOptions {
    /// A file of this program or of another service, or one with a film as a JSON object on each line; plain or gzipped.
    /// `-` reads from standard input.
    #[arg(required_unless_present = "from_mediatracker")]
    file: Option<PathBuf>,
    /// Import from the MediaTracker at this address instead of a file. It can be on your own network.
    #[arg(long, value_name = "URL", requires = "token_file", conflicts_with = "file")]
    from_mediatracker: Option<String>,
    /// A file with a MediaTracker application token in its first line.
    #[arg(long, value_name = "FILE", requires = "from_mediatracker")]
    token_file: Option<PathBuf>,
    /// The account to add the films to.
    #[arg(long, value_name = "NAME")]
    user: String,
    /// Add nothing; only tell what would be added.
    #[arg(long)]
    dry_run: bool,
    /// Write what becomes of each row to this file, as CSV.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingOptions,
}

/// Imports the file and tells what became of its rows.
pub async fn run(database: &DatabaseOptions, options: ImportOptions) -> Result<()> {
    let store = database.open_migrated().await?;
    let user = find_user(&store, &options.user).await?;
    let data_dir = Some(database.data_dir().to_owned());
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template("{wide_bar} {percent}%  {msg}")?);
    let report = options.report.as_deref().map(Report::begin).transpose()?;
    let Some(file) = options.file else {
        let source = fetched(options.from_mediatracker.as_deref(), options.token_file.as_deref()).await?;
        let name = Some("MediaTracker".to_owned());
        let import = LocalImport::begin((store, data_dir), user.id, name, &options.reading.choices()).await;
        return files::import(import.map_err(files::told)?, source, &bar, options.dry_run, report).await;
    };
    let mut source = source::open(&file, &bar)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = name.strip_suffix(".gz").map(str::to_owned).unwrap_or(name);
    let start = source.fill_buf().with_context(|| format!("{} can't be read", file.display()))?;
    if source::is_of_lines(start) {
        let importer = Importer::open(&store, user.id, options.dry_run).await?;
        return lines::import(importer, source, &bar, (&name, report)).await;
    }
    let import = LocalImport::begin((store, data_dir), user.id, Some(name), &options.reading.choices()).await;
    let import = import.map_err(files::told)?;
    files::import(import, source, &bar, options.dry_run, report).await
}

/// Everything that an account keeps at a MediaTracker.
async fn fetched(address: Option<&str>, token_file: Option<&Path>) -> Result<Box<dyn BufRead>> {
    let token = read_secret(token_file.context("the token is missing")?)?;
    let draft = MediaTrackerDraft { address: address.unwrap_or_default().to_owned(), token, time_zone: None };
    let told = |faults: FieldErrors| faults.iter().map(|fault| fault.message.clone()).collect::<Vec<_>>().join(" ");
    let (address, token) = draft.parse().map_err(|faults| anyhow!(told(faults)))?;
    // Who runs this may go anywhere that this machine may.
    let mut source = MediaTracker::open(&address, &token, Destinations::OwnNetwork, None)
        .await
        .map_err(|fault| anyhow!("{fault}"))?;
    let mut document = Vec::new();
    while let Some(piece) = source.next().await.map_err(|fault| anyhow!("{fault}"))? {
        document.extend_from_slice(&piece);
    }
    Ok(Box::new(Cursor::new(document)))
}

/// What became of the rows of an import.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    /// Films that are new.
    pub added: usize,
    /// Films that were there already.
    pub skipped: usize,
}

/// Adds films that are not there yet, in transactions of [`BATCH`].
///
/// A film is known by its title, year and ids elsewhere. Films can share all of these, so the
/// third of a kind in a file is there already when the account has three. So a file that is
/// imported twice, or again after it broke off, adds nothing twice, and loses no repeats.
pub struct Importer {
    store: Store,
    clock: Clock,
    owner: UserId,
    /// Whether nothing is written.
    dry_run: bool,
    /// How many of each the account had before.
    existing: HashMap<Identity, usize>,
    seen: HashMap<Identity, usize>,
    batch: Vec<MovieFields>,
    counts: Counts,
}

impl Importer {
    /// Looks up what the account has, also in the trash.
    pub async fn open(store: &Store, owner: UserId, dry_run: bool) -> Result<Self> {
        let mut existing = HashMap::new();
        for identity in store.read::<_, Error, _>(move |tx| list_identities(tx, owner)).await? {
            *existing.entry(identity).or_default() += 1;
        }
        let (store, clock) = (store.clone(), Clock::system());
        let (seen, batch, counts) = (HashMap::new(), Vec::new(), Counts::default());
        Ok(Self { store, clock, owner, dry_run, existing, seen, batch, counts })
    }

    /// Takes a film; it is written with its batch. False when it is there already.
    pub async fn add(&mut self, fields: MovieFields) -> Result<bool> {
        let identity = identity_of(&fields);
        let seen = self.seen.entry(identity.clone()).or_default();
        *seen += 1;
        if *seen <= self.existing.get(&identity).copied().unwrap_or_default() {
            self.counts.skipped += 1;
            return Ok(false);
        }
        self.batch.push(fields);
        if self.batch.len() >= BATCH {
            self.write().await?;
        }
        Ok(true)
    }

    /// Writes what is left.
    pub async fn finish(mut self) -> Result<Counts> {
        self.write().await?;
        Ok(self.counts)
    }

    async fn write(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        let (owner, clock, count) = (self.owner, self.clock.clone(), batch.len());
        self.counts.added += count;
        if self.dry_run {
            return Ok(());
        }
        self.store
            .write::<_, Error, _>(move |tx| {
                for fields in &batch {
                    let (id, watch_id) = (MovieId(clock.id()), WatchId(clock.id()));
                    insert_movie(tx, owner, NewMovie { id, watch_id, fields, now: clock.now() })?;
                }
                Ok(())
            })
            .await?;
        Ok(())
    }
}

fn identity_of(fields: &MovieFields) -> Identity {
    let (imdb_id, tmdb_id) = (fields.imdb_id.clone(), fields.tmdb_id);
    Identity { title_folded: fold(&fields.title), year: fields.year, imdb_id, tmdb_id }
}
