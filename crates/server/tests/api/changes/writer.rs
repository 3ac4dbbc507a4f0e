//! Somebody who changes everything there is, in turns that a number decides.

use crate::support::*;
use domain::ids::{ListId, MovieId, UndoId, ViewId, WatchId};
use domain::library::batch::{BatchDraft, ChangeDraft};
use domain::library::list_items::ListItemsDraft;
use domain::library::lists::ListDraft;
use domain::library::log::LogDraft;
use domain::library::movies::MovieDraft;
use domain::library::views::ViewDraft;
use domain::library::watches::WatchDraft;
use serde_json::json;
use std::sync::{Arc, Mutex, MutexGuard};

/// What all writers know of.
#[derive(Default)]
pub struct Known {
    movies: Vec<MovieId>,
    watches: Vec<WatchId>,
    lists: Vec<ListId>,
    views: Vec<ViewId>,
    undos: Vec<UndoId>,
}

pub struct Writer {
    client: TestClient,
    known: Arc<Mutex<Known>>,
    random: u64,
}

const TAGS: [&str; 5] = ["club", "home", "noir", "short", "winter"];

impl Writer {
    pub fn new(client: TestClient, known: Arc<Mutex<Known>>, seed: u64) -> Self {
        Self { client, known, random: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) }
    }

    pub async fn run(mut self, steps: usize) {
        for step in 0..steps {
            self.step(step).await;
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random >> 33).unwrap() % bound
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }

    fn one_of<T: Copy>(&mut self, of: impl Fn(&Known) -> &Vec<T>) -> Option<T> {
        let count = of(&self.known()).len();
        if count == 0 {
            return None;
        }
        let index = self.below(count);
        of(&self.known()).get(index).copied()
    }

    fn tag(&mut self) -> String {
        TAGS[self.below(TAGS.len())].to_owned()
    }

    /// One change. Many are refused, for others changed or deleted it before.
    async fn step(&mut self, step: usize) {
        let (tag, rating) = (self.tag(), Some(f64::from(u8::try_from(self.below(9)).unwrap()) / 2.0 + 0.5));
        let turn = self.below(26);
        let movie = self.one_of(|known| &known.movies);
        let (Some(movie), 4..) = (movie, turn) else {
            let watched_on = (turn == 0).then(|| "2024-05-01".to_owned());
            let draft = MovieDraft { tags: vec![tag], watched_on, rating, ..draft(&format!("Film {step}")) };
            if let Ok(movie) = self.client.create_movie(&draft, None).await {
                self.known().movies.push(movie.id);
            }
            return;
        };
        match turn {
            4..=13 => self.change_movie(turn, movie, tag, rating).await,
            14..=20 => self.change_list(turn, movie, tag, step).await,
            _ => self.change_more(turn, movie, tag, step).await,
        }
    }

    async fn change_movie(&mut self, turn: usize, movie: MovieId, tag: String, rating: Option<f64>) {
        let watch = self.one_of(|known| &known.watches);
        match (turn, watch) {
            (4 | 5, _) => drop(self.client.delete_movie(movie, None).await),
            (6 | 7, _) => drop(self.client.restore_movie(movie).await),
            (8, _) => {
                let patch = fields(&json!({"tags": [tag], "on_watchlist": true, "liked": rating > Some(2.0)}));
                drop(self.client.update_movie(movie, &patch, None).await);
            }
            (9, _) => drop(self.client.erase_movie(movie).await),
            (12, Some(watch)) => {
                let draft = WatchDraft { rating, watched_on: Some("2023-02".to_owned()), ..WatchDraft::default() };
                drop(self.client.update_watch(watch, &draft, None).await);
            }
            (13, Some(watch)) => {
                if let Ok(deleted) = self.client.delete_watch(watch, None).await {
                    self.known().undos.push(deleted.undo);
                }
            }
            _ => {
                let draft = WatchDraft { rating, watched_on: Some("2020".to_owned()), ..WatchDraft::default() };
                if let Ok(watch) = self.client.create_watch(movie, &draft, None).await {
                    self.known().watches.push(watch.id);
                }
            }
        }
    }

    async fn change_list(&mut self, turn: usize, movie: MovieId, tag: String, step: usize) {
        let list = self.one_of(|known| &known.lists);
        let (Some(list), 15..) = (list, turn) else {
            let draft = ListDraft { name: format!("List {step}"), tags: vec![tag], ..ListDraft::default() };
            if let Ok(list) = self.client.create_list(&draft, None).await {
                self.known().lists.push(list.id);
            }
            return;
        };
        match turn {
            15 | 16 => {
                let draft = ListItemsDraft { movie_ids: vec![movie], note: None };
                drop(self.client.create_list_items(list, &draft, None, None).await);
            }
            17 => {
                if let Ok(removed) = self.client.delete_list_item(list, movie, None).await {
                    self.known().undos.push(removed.undo);
                }
            }
            18 => drop(self.client.update_list_order(list, &[movie], None).await),
            19 => {
                drop(self.client.update_list_item(list, movie, &fields(&json!({"note": tag})), None).await);
            }
            _ => {
                if let Ok(deleted) = self.client.delete_list(list, None).await {
                    self.known().undos.push(deleted.undo);
                }
            }
        }
    }

    async fn change_more(&mut self, turn: usize, movie: MovieId, tag: String, step: usize) {
        let (view, undo) = (self.one_of(|known| &known.views), self.one_of(|known| &known.undos));
        let undo_of = match turn {
            21 => {
                let change = match self.below(4) {
                    0 => ChangeDraft { add_tags: vec![tag], ..ChangeDraft::default() },
                    1 => ChangeDraft { delete: true, ..ChangeDraft::default() },
                    2 => ChangeDraft { rating: Some(Some(4.0)), ..ChangeDraft::default() },
                    _ => ChangeDraft { on_watchlist: Some(true), ..ChangeDraft::default() },
                };
                let other = self.one_of(|known| &known.movies);
                let ids = Some(other.into_iter().chain([movie]).collect());
                let batch = BatchDraft { ids, change, ..BatchDraft::default() };
                self.client.change_movies(&batch, None).await.ok().and_then(|outcome| outcome.undo)
            }
            22 => {
                let (from, to) = (self.tag(), tag);
                self.client.rename_tag(&from, &to).await.ok().map(|change| change.undo)
            }
            23 => {
                let draft = LogDraft {
                    movie: Some(draft(&format!("Film {}", step / 2))),
                    watched_on: Some(Some("2025-01-01".to_owned())),
                    tags: vec![tag],
                    ..LogDraft::default()
                };
                self.client.log_movie(&draft, None).await.ok().map(|logged| {
                    self.known().movies.push(logged.movie.id);
                    logged.undo
                })
            }
            24 => {
                drop(match undo {
                    Some(undo) => self.client.undo(undo).await,
                    None => Ok(()),
                });
                None
            }
            _ => return self.change_view(view, tag, step).await,
        };
        self.known().undos.extend(undo_of);
    }

    async fn change_view(&mut self, view: Option<ViewId>, tag: String, step: usize) {
        match (view, self.below(4)) {
            (Some(view), 0) => {
                if let Ok(deleted) = self.client.delete_view(view, None).await {
                    self.known().undos.push(deleted.undo);
                }
            }
            (Some(view), 1) => {
                drop(self.client.update_view(view, &fields(&json!({"query": format!("tag={tag}")})), None).await);
            }
            _ => {
                let draft = ViewDraft { name: format!("View {step}"), ..ViewDraft::default() };
                if let Ok(view) = self.client.create_view(&draft, None).await {
                    self.known().views.push(view.id);
                }
            }
        }
    }
}
