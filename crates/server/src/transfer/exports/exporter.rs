//! Reading an account portion by portion, and writing each as it comes.

use crate::error::{ApiError, Result};
use domain::ids::{ListId, MovieId, UserId};
use domain::problems::{Problem, ProblemKind};
use domain::times::Timestamp;
use domain::transfer::exports::{
    ExportFormat, ExportedAccount, ExportedDismissal, ExportedList, ExportedMovie, ExportedService, ExportedView,
};
use formats::{BACKDROPS, Export, POSTERS, Pass};
use std::collections::VecDeque;
use std::io;
use storage::Tx;
use storage::accounts::preferences::find_preferences;
use storage::library::discoveries::list_dismissals;
use storage::library::images::{ImageSize, find_image};
use storage::library::services::list_services;
use storage::library::views::list_views;
use storage::transfer::exports::{
    ItemPlace, MoviePlace, Pictured, before_all_items, before_all_movies, find_pictured, list_exported_items,
    list_exported_lists, list_exported_movies,
};

/// An account that is being exported. Each step is one read of the database: what changes meanwhile is exported as it is
/// when it is its turn.
pub struct Exporter {
    owner: UserId,
    format: ExportFormat,
    export: Export,
    /// The film that was read last in this pass.
    movie: MoviePlace,
    /// The list that was read last in this pass.
    list: Option<ListId>,
    /// Lists whose films are still to be read; of the first, those behind a place, and how many there were.
    lists: VecDeque<ExportedList>,
    item: ItemPlace,
    items: u64,
}

impl Exporter {
    /// Begins an export.
    ///
    /// # Errors
    /// When there is no such account, or the database can't be read.
    pub fn begin(tx: &mut Tx, owner: UserId, format: ExportFormat, now: Timestamp) -> Result<Self> {
        let settings = find_preferences(tx, owner)?.ok_or_else(ApiError::not_found)?;
        let views = list_views(tx, owner)?;
        let views = views.into_iter().map(|view| ExportedView { name: view.name, query: view.query }).collect();
        let dismissals = list_dismissals(tx, owner)?;
        let dismissals = dismissals.into_iter().map(|catalogue_id| ExportedDismissal { catalogue_id }).collect();
        let services = list_services(tx, owner)?.into_iter().map(|name| ExportedService { name }).collect();
        let account = ExportedAccount { settings, views, dismissals, services, exported_at: Some(now) };
        let export = Export::begin(format, &account).map_err(failed)?;
        let (movie, item) = (before_all_movies(), before_all_items());
        Ok(Self { owner, format, export, movie, list: None, lists: VecDeque::new(), item, items: 0 })
    }

    /// Reads and writes the next portion; gives its bytes, of which there can be none. None when all is written.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn step(&mut self, tx: &mut Tx) -> Result<Option<Vec<u8>>> {
        let Some(pass) = self.export.pass() else { return Ok(None) };
        let goes_on = match pass {
            Pass::Movies => self.movies(tx)?,
            Pass::Lists => self.lists(tx)?,
            Pass::ListItems => self.items(tx)?,
            Pass::Pictures => self.pictures(tx)?,
        };
        if !goes_on {
            self.export.end_pass().map_err(failed)?;
            (self.movie, self.list) = (before_all_movies(), None);
        }
        Ok(Some(self.export.take()))
    }

    fn movies(&mut self, tx: &mut Tx) -> Result<bool> {
        let movies = list_exported_movies(tx, self.owner, self.movie)?;
        let goes_on = !movies.is_empty();
        for mut movie in movies {
            if let Some((id, added_at)) = movie.id.zip(movie.added_at) {
                self.movie = (added_at, id);
                self.name_pictures(&mut movie, id);
            }
            self.export.movie(&movie).map_err(failed)?;
        }
        Ok(goes_on)
    }

    /// Names the files of a film's pictures, where these are exported.
    fn name_pictures(&self, movie: &mut ExportedMovie, id: MovieId) {
        let has_pictures = self.format == ExportFormat::Zip;
        movie.poster = movie.poster.take().filter(|_| has_pictures).map(|_| path(POSTERS, id));
        movie.backdrop = movie.backdrop.take().filter(|_| has_pictures).map(|_| path(BACKDROPS, id));
    }

    fn lists(&mut self, tx: &mut Tx) -> Result<bool> {
        let lists = list_exported_lists(tx, self.owner, self.list)?;
        let Some(last) = lists.last() else { return Ok(false) };
        self.list = last.id;
        lists.iter().try_for_each(|list| self.export.list(list)).map_err(failed)?;
        Ok(true)
    }

    fn items(&mut self, tx: &mut Tx) -> Result<bool> {
        if self.lists.is_empty() {
            self.lists = list_exported_lists(tx, self.owner, self.list)?.into();
            self.list = self.lists.back().and_then(|last| last.id).or(self.list);
        }
        let Some((list, id)) = self.lists.front().and_then(|list| Some((list, list.id?))) else { return Ok(false) };
        let (items, place) = list_exported_items(tx, self.owner, id, self.item)?;
        for item in &items {
            self.items += 1;
            self.export.item(list, self.items, item).map_err(failed)?;
        }
        self.item = place;
        if items.is_empty() {
            self.lists.pop_front();
            (self.item, self.items) = (before_all_items(), 0);
        }
        Ok(true)
    }

    fn pictures(&mut self, tx: &mut Tx) -> Result<bool> {
        let Some(found) = find_pictured(tx, self.owner, self.movie)? else { return Ok(false) };
        let Pictured { id, created_at, poster, backdrop } = found;
        self.movie = (created_at, id);
        for (folder, name) in [(POSTERS, poster), (BACKDROPS, backdrop)] {
            let Some(name) = name else { continue };
            if let Some(jpeg) = find_image(tx, &name, ImageSize::Large)? {
                self.export.picture(&path(folder, id), &jpeg).map_err(failed)?;
            }
        }
        Ok(true)
    }
}

/// The file of a film's picture.
fn path(folder: &str, id: MovieId) -> String {
    format!("{folder}/{id}.jpg")
}

#[expect(clippy::needless_pass_by_value, reason = "it is what a fault is mapped by")]
fn failed(error: io::Error) -> ApiError {
    tracing::error!(%error, "an export can't be written");
    Problem::new(ProblemKind::Internal).into()
}
