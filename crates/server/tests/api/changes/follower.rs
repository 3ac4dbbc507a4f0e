//! A program that keeps a copy by following changes.

use crate::support::*;
use domain::ids::{ListId, MovieId};
use domain::library::changes::{Change, ChangesQuery};
use domain::library::lists::List;
use domain::library::movies::{Movie, MovieSummary};
use domain::library::views::View;
use domain::library::watches::Watch;
use domain::pages::PageQuery;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A list with its films, in their order, each with its note.
type ListCopy = (List, Vec<(MovieId, Option<String>)>);

#[derive(Default)]
pub struct Follower {
    since: Option<String>,
    movies: BTreeMap<Uuid, Movie>,
    watches: BTreeMap<Uuid, Watch>,
    lists: BTreeMap<Uuid, ListCopy>,
    views: BTreeMap<Uuid, View>,
}

impl Follower {
    /// Reads what changed, in small pages.
    pub async fn catch_up(&mut self, client: &TestClient) {
        loop {
            let since = self.since.as_ref().map(|since| since.parse().unwrap());
            let page = client.list_changes(&ChangesQuery { since, limit: 7 }).await.unwrap();
            self.since = Some(page.next);
            for change in page.items {
                self.apply(client, change).await;
            }
            if !page.has_more {
                return;
            }
        }
    }

    async fn apply(&mut self, client: &TestClient, change: Change) {
        let Change { id, deleted, movie, watch, list, view, .. } = change;
        if deleted {
            self.movies.remove(&id);
            self.watches.remove(&id);
            self.lists.remove(&id);
            self.views.remove(&id);
        } else if let Some(movie) = movie {
            self.movies.insert(id, movie);
        } else if let Some(watch) = watch {
            self.watches.insert(id, watch);
        } else if let Some(list) = list {
            let items = items(client, list.id).await;
            self.lists.insert(id, (list, items));
        } else {
            self.views.insert(id, view.unwrap());
        }
    }

    /// How many kinds of things the copy has.
    pub fn kinds(&self) -> usize {
        let there = [self.movies.len(), self.watches.len(), self.lists.len(), self.views.len()];
        there.into_iter().filter(|count| *count > 0).count()
    }

    /// Whether the copy is what the API lists now.
    pub async fn check(&self, client: &TestClient) {
        let movies = all(async |page| client.list_movies(&Default::default(), &page).await.unwrap()).await;
        let movies: BTreeMap<_, _> = movies.into_iter().map(|it| (it.id.0, it)).collect();
        let followed = self.movies.iter().map(|(id, movie)| (*id, MovieSummary::from(movie.clone())));
        assert_eq!(followed.collect::<BTreeMap<_, _>>(), movies);
        // What a watch says of its film follows from the film.
        let bare = |watch: &Watch| {
            let mut watch = watch.clone();
            watch.movie.title.clear();
            (watch.movie.year, watch.movie.poster_url) = (None, None);
            watch
        };
        let watches = all(async |page| client.list_watches(&Default::default(), &page).await.unwrap()).await;
        let watches: BTreeMap<_, _> = watches.iter().map(|it| (it.id.0, bare(it))).collect();
        assert_eq!(self.watches.iter().map(|(id, it)| (*id, bare(it))).collect::<BTreeMap<_, _>>(), watches);
        let mut lists = BTreeMap::new();
        for list in all(async |page| client.list_lists(&Default::default(), &page).await.unwrap()).await {
            lists.insert(list.id.0, (list.version, list.name, list.tags, items(client, list.id).await));
        }
        let copied = self
            .lists
            .iter()
            .map(|(id, (list, items))| (*id, (list.version, list.name.clone(), list.tags.clone(), items.clone())));
        assert_eq!(copied.collect::<BTreeMap<_, _>>(), lists);
        let facts = |view: &View| (view.id.0, (view.version, view.name.clone(), view.query.clone()));
        let views = client.list_views().await.unwrap().items;
        let copied: BTreeMap<_, _> = self.views.values().map(facts).collect();
        assert_eq!(copied, views.iter().map(facts).collect());
    }
}

async fn all<T>(list: impl AsyncFn(PageQuery) -> domain::pages::Page<T>) -> Vec<T> {
    let (mut items, mut query) = (Vec::new(), PageQuery { limit: 100, cursor: None });
    loop {
        let page = list(query.clone()).await;
        items.extend(page.items);
        match page.next_cursor {
            Some(cursor) => query.cursor = Some(cursor),
            None => return items,
        }
    }
}

/// The films of a list, in their order, with their notes; none when it was deleted just now.
async fn items(client: &TestClient, list: ListId) -> Vec<(MovieId, Option<String>)> {
    let page = PageQuery { limit: 100, cursor: None };
    let Ok(page) = client.list_list_items(list, &page).await else { return Vec::new() };
    assert_eq!(page.next_cursor, None, "the writers keep their lists short");
    page.items.into_iter().map(|item| (item.movie.id, item.note)).collect()
}
