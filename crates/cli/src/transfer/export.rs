//! `movietracker export`.

use crate::accounts::users::find_user;
use crate::database::DatabaseOptions;
use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, ValueEnum};
use domain::transfer::exports::ExportFormat;
use server::clock::Clock;
use server::error::ApiError;
use server::transfer::exports::Exporter;
use std::ffi::{OsStr, OsString};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The options of `export`.
#[derive(Args)]
pub struct ExportOptions {
    /// The file to write; `-` writes to standard output. It gets its name when it is whole.
    file: PathBuf,
    /// The account whose films are exported.
    #[arg(long, value_name = "NAME")]
    user: String,
    /// What it is written as. Without this, a file that ends in .json is JSON, and one that ends in .zip is JSON with
    /// pictures.
    #[arg(long, value_enum)]
    format: Option<FormatOption>,
    /// Replace the file if it exists.
    #[arg(long)]
    overwrite: bool,
}

/// A format on the command line.
#[derive(Clone, Copy, ValueEnum)]
enum FormatOption {
    /// Everything but pictures.
    Json,
    /// Films, watches and lists as tables, in a zip.
    Csv,
    /// What Letterboxd imports, in a zip.
    Letterboxd,
    /// A table that Trakt imports.
    Trakt,
    /// Tables in the shape of IMDb's, in a zip.
    Imdb,
    /// Everything with pictures, in a zip.
    Zip,
}

impl From<FormatOption> for ExportFormat {
    fn from(option: FormatOption) -> Self {
        match option {
            FormatOption::Json => Self::Json,
            FormatOption::Csv => Self::Csv,
            FormatOption::Letterboxd => Self::Letterboxd,
            FormatOption::Trakt => Self::Trakt,
            FormatOption::Imdb => Self::Imdb,
            FormatOption::Zip => Self::Zip,
        }
    }
}

/// Writes the export.
pub async fn run(database: &DatabaseOptions, options: ExportOptions) -> Result<()> {
    let format = format_of(&options)?;
    let is_file = options.file != Path::new("-");
    if is_file && !options.overwrite && options.file.exists() {
        bail!("{} exists already; see --overwrite", options.file.display());
    }
    let store = database.open_migrated().await?;
    let user = find_user(&store, &options.user).await?;
    let now = Clock::system().now();
    let mut exporter =
        store.read::<_, ApiError, _>(move |tx| Exporter::begin(tx, user.id, format, now)).await.map_err(told)?;
    let mut draft = if is_file { Some(Draft::begin(&options.file)?) } else { None };
    let mut bytes = 0;
    loop {
        let step = store.read(move |tx| {
            let written = exporter.step(tx)?;
            Ok::<_, ApiError>((exporter, written))
        });
        let (goes_on, written) = step.await.map_err(told)?;
        exporter = goes_on;
        let Some(written) = written else { break };
        bytes += written.len();
        match &mut draft {
            Some(draft) => draft.file.write_all(&written).with_context(|| failed(&options.file))?,
            None => std::io::stdout().write_all(&written).context("standard output can't be written")?,
        }
    }
    if let Some(draft) = draft {
        draft.keep(&options.file)?;
        println!("Exported {} to {} ({} KB).", user.username, options.file.display(), bytes.div_ceil(1000));
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "it is what an error is mapped by")]
fn told(error: ApiError) -> anyhow::Error {
    anyhow!("{error}")
}

fn failed(file: &Path) -> String {
    format!("{} can't be written", file.display())
}

fn format_of(options: &ExportOptions) -> Result<ExportFormat> {
    let ending = options.file.extension().map(OsStr::to_ascii_lowercase);
    match (options.format, ending.as_deref().and_then(|ending| ending.to_str())) {
        (Some(format), _) => Ok(format.into()),
        (None, Some("json")) => Ok(ExportFormat::Json),
        (None, Some("zip")) => Ok(ExportFormat::Zip),
        _ => bail!("the file's name doesn't tell its format; see --format"),
    }
}

/// A file that is being written, which only its owner can read. Dropped before it is kept, it is gone.
struct Draft {
    file: File,
    path: PathBuf,
    is_kept: bool,
}

impl Draft {
    fn begin(target: &Path) -> Result<Self> {
        let mut path = OsString::from(target);
        path.push(".part");
        let path = PathBuf::from(path);
        let mut open = OpenOptions::new();
        open.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
        let file = open.open(&path).with_context(|| failed(target))?;
        Ok(Self { file, path, is_kept: false })
    }

    fn keep(mut self, target: &Path) -> Result<()> {
        self.file.sync_all().with_context(|| failed(target))?;
        std::fs::rename(&self.path, target).with_context(|| failed(target))?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_kept {
            std::fs::remove_file(&self.path).ok();
        }
    }
}
