//! `movietracker catalogue`: the films of the world, in a file beside the database.

use crate::database::DatabaseOptions;
use crate::files::make_private_folder;
use ::catalogue::building::{Building, FILE, Kinds};
use ::catalogue::film::imdb_id;
use ::catalogue::finding::Catalogue;
use ::catalogue::sources::imdb::Imdb;
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What `find` prints at the most.
const FOUND: usize = 20;
const TERMS: &str = "IMDb’s datasets are for personal and non-commercial use, and you must not pass them on, nor what is \
                     built from them. Information courtesy of IMDb (https://www.imdb.com). Used with permission.";

#[derive(Subcommand)]
pub enum CatalogueCommand {
    /// Build the catalogue from IMDb's datasets, which you have downloaded to a folder.
    Update(UpdateOptions),
    /// Find films in the catalogue, as the words of their titles and people begin.
    Find {
        /// What you would type, such as: heat pacino
        #[arg(required = true)]
        words: Vec<String>,
    },
}

/// Where the catalogue comes from, and what goes into it.
#[expect(clippy::struct_excessive_bools, reason = "they are flags")]
#[derive(Args)]
pub struct UpdateOptions {
    /// The folder with title.basics.tsv.gz and, if you like, title.ratings, title.akas, title.crew, title.principals and
    /// name.basics; gzipped or not.
    #[arg(long, value_name = "FOLDER")]
    from: PathBuf,
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
    tokio::task::spawn_blocking(move || match command {
        CatalogueCommand::Update(options) => update(&data, &options),
        CatalogueCommand::Find { words } => find(&data, &words.join(" ")),
    })
    .await?
}

fn update(data: &Path, options: &UpdateOptions) -> Result<()> {
    let datasets = Imdb::in_folder(&options.from)?;
    println!("{TERMS}");
    let bar = ProgressBar::new(1000).with_style(ProgressStyle::with_template("{bar:40} {percent}% {eta}")?);
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
    let mut building = Building::begin(data, kinds, &mut watch)?;
    datasets.read(&mut building)?;
    let count = building.finish()?;
    bar.finish_and_clear();
    println!("The catalogue has {count} films. It is {}.", data.join(FILE).display());
    Ok(())
}

fn find(data: &Path, search: &str) -> Result<()> {
    let catalogue = Catalogue::open(data)?.context(
        "there is no catalogue, or one of an earlier version. Build it with `movietracker catalogue update`",
    )?;
    let mut out = io::stdout().lock();
    for film in catalogue.find(search, FOUND)? {
        let year = film.year.map(|year| format!(" ({year})")).unwrap_or_default();
        let original = film.original_title.map(|title| format!(", {title}")).unwrap_or_default();
        writeln!(out, "{}  {}{year}{original}", imdb_id(film.imdb), film.title)?;
    }
    Ok(())
}
