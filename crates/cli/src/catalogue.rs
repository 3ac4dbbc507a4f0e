//! `movietracker catalogue`: the films of the world, in a file beside the database.

use crate::database::DatabaseOptions;
use crate::files::make_private_folder;
use ::catalogue::building::{Building, FILE, Kinds};
use ::catalogue::exporting::export;
use ::catalogue::finding::Catalogue;
use ::catalogue::language::Languages;
use ::catalogue::sources::Source;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use domain::catalogue::updates::{IMDB_TERMS, file_name, is_address};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What `find` prints at the most.
const FOUND: usize = 20;
const TERMS: &str = "IMDb’s datasets are for personal and non-commercial use, and you must not pass them on, nor what is \
                     built from them. Information courtesy of IMDb (https://www.imdb.com). Used with permission.";
/// The length of the bar.
const WHOLE: u64 = 1000;

#[derive(Subcommand)]
pub enum CatalogueCommand {
    /// Build the catalogue from IMDb's datasets, a Wikidata dump or an exported catalogue.
    Update(UpdateOptions),
    /// Find films by words, or the beginnings of words, of their titles and people.
    Find {
        /// What you would type, such as: heat pacino
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Export a catalogue that was built from Wikidata to a small file that others can build theirs from.
    Export {
        /// The file, such as films.json.gz
        file: PathBuf,
    },
}

/// Where the catalogue comes from, and what goes into it.
#[expect(clippy::struct_excessive_bools, reason = "they are flags")]
#[derive(Args)]
pub struct UpdateOptions {
    /// A folder with IMDb's datasets (title.basics.tsv.gz and, if you like, title.ratings, title.akas, title.crew,
    /// title.principals and name.basics; gzipped or not), a Wikidata dump or exported catalogue (.json or .json.gz), or an
    /// address to download from, such as <https://datasets.imdbws.com>.
    #[arg(long, value_name = "PLACE")]
    from: String,
    /// Agree to IMDb's terms; required to download its datasets.
    #[arg(long)]
    agree_to_imdb_terms: bool,
    /// The proxy to download through.
    #[arg(long = "download-proxy", value_name = "URL")]
    proxy: Option<String>,
    /// The languages of additional titles that films can be found by, such as de,en, or all.
    #[arg(long, value_name = "LANGUAGES", default_value = "all")]
    languages: Languages,
    /// Include short films.
    #[arg(long)]
    shorts: bool,
    /// Include pornography.
    #[arg(long)]
    adult: bool,
    /// Leave out films made for television.
    #[arg(long)]
    no_tv_movies: bool,
    /// Leave out films that came out on tape, disc or online only.
    #[arg(long)]
    no_videos: bool,
    /// Leave out documentaries.
    #[arg(long)]
    no_documentaries: bool,
}

pub async fn run(database: &DatabaseOptions, command: CatalogueCommand) -> Result<()> {
    let data = database.data_dir().to_owned();
    let place = match &command {
        CatalogueCommand::Update(options) => Some(fetch(&data, options).await?),
        CatalogueCommand::Find { .. } | CatalogueCommand::Export { .. } => None,
    };
    let is_downloaded = place.as_ref().is_some_and(|place| place.starts_with(&data));
    let (folder, run) = (data.clone(), move || match command {
        CatalogueCommand::Update(options) => update(&data, &place.unwrap_or_default(), &options),
        CatalogueCommand::Find { words } => find(&data, &words.join(" ")),
        CatalogueCommand::Export { file } => {
            let count = export(&opened(&data)?, &file)?;
            println!("{count} films were written to {}.", file.display());
            Ok(())
        }
    });
    tokio::task::spawn_blocking(run).await??;
    if is_downloaded {
        server::catalogue::downloading::clear(&folder).await?;
    }
    Ok(())
}

/// Downloads the files, if they are somewhere else; gives where they are.
async fn fetch(data: &Path, options: &UpdateOptions) -> Result<PathBuf> {
    let from = &options.from;
    if !is_address(from) {
        return Ok(from.into());
    }
    if file_name(from).is_none() && !options.agree_to_imdb_terms {
        bail!("{TERMS}\nThe terms are at {IMDB_TERMS}. If you agree to them, add --agree-to-imdb-terms");
    }
    make_private_folder(data)?;
    let bar = bar()?;
    let tell = |progress: f64| bar.set_position(thousandths(progress));
    // Files of the same place that are there already, since another try broke off, aren't downloaded again.
    let folder = server::catalogue::downloading::download(from, data, "cli", options.proxy.as_deref(), tell).await?;
    bar.finish_and_clear();
    Ok(folder)
}

fn bar() -> Result<ProgressBar> {
    Ok(ProgressBar::new(WHOLE).with_style(ProgressStyle::with_template("{bar:40} {percent}% {eta}")?))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
fn thousandths(progress: f64) -> u64 {
    (progress.clamp(0.0, 1.0) * 1000.0) as u64
}

fn update(data: &Path, place: &Path, options: &UpdateOptions) -> Result<()> {
    let source = Source::at(place)?;
    if matches!(source, Source::Imdb(_)) {
        println!("{TERMS}");
    }
    let bar = bar()?;
    let kinds = Kinds {
        tv_movies: !options.no_tv_movies,
        videos: !options.no_videos,
        shorts: options.shorts,
        documentaries: !options.no_documentaries,
        adult: options.adult,
    };
    let mut watch = |thousandths: u32| {
        bar.set_position(thousandths.into());
        true
    };
    make_private_folder(data)?;
    let mut building = Building::begin(data, kinds, &mut watch)?.in_languages(options.languages.clone());
    source.read(&mut building)?;
    let count = building.finish()?;
    bar.finish_and_clear();
    println!("The catalogue has {count} films. It is {}.", data.join(FILE).display());
    Ok(())
}

fn find(data: &Path, search: &str) -> Result<()> {
    let catalogue = opened(data)?;
    let mut out = io::stdout().lock();
    for film in catalogue.find(search, FOUND)? {
        let year = film.year.map(|year| format!(" ({year})")).unwrap_or_default();
        let original = film.original_title.map(|title| format!(", {title}")).unwrap_or_default();
        writeln!(out, "{}  {}{year}{original}", film.id, film.title)?;
    }
    Ok(())
}

fn opened(data: &Path) -> Result<Catalogue> {
    Catalogue::open(data)?
        .context("there is no catalogue, or one of an earlier version. Build it with `movietracker catalogue update`")
}
