//! What the plan of a film comes to in the library.

use super::groups::Planned;
use super::planning::Plan;
use crate::clock::Clock;
use domain::ids::{MovieId, WatchId};
use domain::library::images::ImageKind;
use domain::library::movies::{MAX_TAGS, MovieFields};
use domain::library::ratings::Rating;
use domain::library::watch_dates::WatchDate;
use domain::library::watches::{MAX_TEXT, WatchFields};
use domain::text::fold;
use domain::times::Timestamp;
use formats::{Described, ListItem, Own, Watch};
use jiff::tz::Offset;
use std::collections::{BTreeMap, HashSet};
use storage::transfer::known::Known;
use storage::transfer::writing::{AddedMovie, AddedWatch, ChangedMovie, SOURCE};

/// How much is written.
#[derive(Debug, Default, Clone, Copy)]
pub struct Outcome {
    /// Films that are new.
    pub movies_added: u64,
    /// Films that change.
    pub movies_changed: u64,
    /// Watches that are new.
    pub watches_added: u64,
}

/// What is written.
#[derive(Default)]
pub struct Written {
    /// Films that are new.
    pub added: Vec<AddedMovie>,
    /// Films that change.
    pub changed: Vec<ChangedMovie>,
    /// Comments on watches that have none.
    pub comments: Vec<(WatchId, String)>,
    /// What new films call their pictures in the file.
    pub pictures: Vec<(MovieId, ImageKind, String)>,
    /// How much that is.
    pub outcome: Outcome,
}

impl Written {
    /// Adds a film; gives its id, and the lists that it goes on.
    pub fn add(&mut self, film: Planned, clock: &Clock, now: Timestamp) -> (MovieId, Vec<ListItem>) {
        let Planned { known, mut plan, .. } = film;
        let on_lists = std::mem::take(&mut plan.items);
        self.comments.append(&mut plan.comments);
        let watches: Vec<AddedWatch> = std::mem::take(&mut plan.watches)
            .into_iter()
            .map(|watch| added_watch(watch, WatchId(clock.id()), now))
            .collect();
        self.outcome.watches_added += watches.len() as u64;
        let Some(before) = known else {
            self.outcome.movies_added += 1;
            let pictures = plan.own.as_ref().map(pictures_of).into_iter().flatten();
            let movie = new_movie(plan, watches, MovieId(clock.id()), now);
            let id = movie.id;
            self.pictures.extend(pictures.map(|(kind, name)| (id, kind, name)));
            self.added.push(movie);
            return (id, on_lists);
        };
        let id = before.id;
        let movie = changed_movie(before, plan, watches, now);
        let is_changed = movie.before != movie.after || movie.overview.is_some() || !movie.watches.is_empty();
        if is_changed {
            self.outcome.movies_changed += 1;
            self.changed.push(movie);
        }
        (id, on_lists)
    }
}

/// What a film calls its pictures in the file.
pub fn pictures_of(own: &Own) -> Vec<(ImageKind, String)> {
    let both = [(ImageKind::Poster, &own.poster), (ImageKind::Backdrop, &own.backdrop)];
    both.into_iter().filter_map(|(kind, name)| Some((kind, name.clone()?))).collect()
}

impl Written {
    /// The IDs elsewhere of all watches, each with where that is.
    pub fn external_ids(&self) -> Vec<(String, String)> {
        let watches = self.added.iter().map(|it| &it.watches).chain(self.changed.iter().map(|it| &it.watches));
        watches.flatten().filter_map(external_id).collect()
    }

    /// Takes the IDs that another watch has from those that are added: a film in the trash keeps its watches, and their
    /// IDs.
    pub fn forget_ids(&mut self, taken: &mut HashSet<(String, String)>) {
        let added = self.added.iter_mut().map(|it| &mut it.watches);
        for watch in added.chain(self.changed.iter_mut().map(|it| &mut it.watches)).flatten() {
            if external_id(watch).is_some_and(|id| !taken.insert(id)) {
                watch.external_id = None;
            }
        }
    }
}

/// The ID of a watch elsewhere, with where that is.
fn external_id(watch: &AddedWatch) -> Option<(String, String)> {
    let id = watch.external_id.clone()?;
    Some((watch.source.clone()?, id))
}

fn added_watch(it: Watch, id: WatchId, now: Timestamp) -> AddedWatch {
    let (rewatch_stays, created_at) = (it.is_own && it.rewatch.is_some(), past(it.added_at, now));
    let elsewhere = (!it.is_own).then(|| SOURCE.to_owned());
    let Watch { watched_on, rating, liked, rewatch, comment, place, companions, external_id, source, .. } = it;
    let fields = WatchFields { watched_on, rating, liked, rewatch, comment, place, companions };
    AddedWatch { id, fields, rewatch_stays, created_at, external_id, source: source.or(elsewhere) }
}

/// When something was added: as the file says, unless that is in the future.
fn past(said: Option<Timestamp>, now: Timestamp) -> Timestamp {
    said.map_or(now, |said| said.min(now))
}

/// The rating of the latest of these watches that has one.
fn latest_rating(watches: &[AddedWatch]) -> Option<(Option<WatchDate>, Rating)> {
    let rated = watches.iter().filter_map(|watch| Some((watch.fields.watched_on, watch.fields.rating?)));
    rated.max_by_key(|(date, _)| *date)
}

/// When a film was rated: at noon of that day, or now.
fn rated_at(day: Option<WatchDate>, now: Timestamp) -> Timestamp {
    let noon = day.and_then(|day| Offset::UTC.to_timestamp(day.first_day().at(12, 0, 0, 0)).ok());
    noon.map_or(now, |noon| Timestamp::from_millis(noon.as_millisecond()))
}

/// What a film without a title is called.
fn title_of(movie: &Described) -> String {
    if !movie.title.is_empty() {
        return movie.title.clone();
    }
    let tmdb = || movie.tmdb_id.map(|id| format!("TMDB {id}"));
    movie.imdb_id.clone().or_else(tmdb).unwrap_or_else(|| "Untitled".to_owned())
}

fn notes_of(before: Option<String>, more: Vec<String>) -> Option<String> {
    if more.is_empty() {
        return before;
    }
    let all: Vec<String> = before.into_iter().chain(more).collect();
    Some(all.join("\n\n").chars().take(MAX_TEXT).collect())
}

fn tags_of(mut tags: Vec<String>, more: Vec<String>) -> Vec<String> {
    for tag in more {
        if tags.len() < MAX_TAGS && !tags.iter().any(|it| fold(it) == fold(&tag)) {
            tags.push(tag);
        }
    }
    tags
}

fn new_movie(plan: Plan, watches: Vec<AddedWatch>, id: MovieId, now: Timestamp) -> AddedMovie {
    let title = title_of(&plan.movie);
    let (rating, ratings) = ratings_of(&plan, &watches, now);
    let own = plan.own.unwrap_or_default();
    let it = plan.movie;
    let fields = MovieFields {
        title,
        original_title: it.original_title,
        year: it.year,
        runtime_minutes: it.runtime_minutes,
        genres: it.genres,
        directors: it.directors,
        actors: it.actors,
        services: it.services,
        overview: it.overview,
        notes: notes_of(None, plan.notes),
        rating,
        liked: plan.liked,
        watched_on: None,
        on_watchlist: false,
        tags: tags_of(Vec::new(), plan.tags),
        imdb_id: it.imdb_id,
        tmdb_id: it.tmdb_id,
    };
    AddedMovie {
        id,
        fields,
        created_at: past(own.added_at, now),
        watchlisted_at: plan.watchlisted.map(|since| since.0.unwrap_or(now)),
        watchlist_priority: own.watchlist_order.filter(|_| plan.watchlisted.is_some()),
        ratings,
        watches,
    }
}

/// The rating of a new film, and the ratings that belong to none of its watches.
fn ratings_of(
    plan: &Plan,
    watches: &[AddedWatch],
    now: Timestamp,
) -> (Option<Rating>, Vec<(Timestamp, Option<Rating>)>) {
    if let Some(Own { ratings, .. }) = &plan.own {
        // Each at another moment, whatever the file says.
        let ratings: BTreeMap<_, _> = ratings.iter().map(|it| (it.rated_at.min(now), it.rating)).collect();
        return (plan.rating, ratings.into_iter().collect());
    }
    let rating = plan.rating.or(latest_rating(watches).map(|(_, rating)| rating));
    let own = plan.rating.filter(|rating| !watches.iter().any(|watch| watch.fields.rating == Some(*rating)));
    (rating, own.map(|rating| (rated_at(plan.rated_on, now), Some(rating))).into_iter().collect())
}

fn changed_movie(before: Known, plan: Plan, watches: Vec<AddedWatch>, now: Timestamp) -> ChangedMovie {
    let it = plan.movie;
    let latest = latest_rating(&watches).map(|(_, rating)| rating).filter(|_| before.rating.is_none());
    let own = plan.rating.filter(|rating| !watches.iter().any(|watch| watch.fields.rating == Some(*rating)));
    let order = plan.own.and_then(|own| own.watchlist_order).filter(|_| plan.watchlisted.is_some());
    // A film that was watched is no longer wanted, unless the file says that it is.
    let stays_wanted = watches.is_empty() || plan.watchlisted.is_some();
    let after = Known {
        original_title: before.original_title.clone().or(it.original_title.filter(|title| *title != before.title)),
        year: before.year.or(it.year),
        runtime_minutes: before.runtime_minutes.or(it.runtime_minutes),
        genres: if before.genres.is_empty() { it.genres } else { before.genres.clone() },
        directors: if before.directors.is_empty() { it.directors } else { before.directors.clone() },
        actors: if before.actors.is_empty() { it.actors } else { before.actors.clone() },
        services: if before.services.is_empty() { it.services } else { before.services.clone() },
        notes: notes_of(before.notes.clone(), plan.notes),
        rating: plan.rating.or(latest).or(before.rating),
        liked: before.liked || plan.liked,
        watchlisted_at: plan
            .watchlisted
            .map(|since| since.0.unwrap_or(now))
            .or(before.watchlisted_at.filter(|_| stays_wanted)),
        watchlist_priority: before.watchlist_priority.filter(|_| stays_wanted).or(order),
        tags: tags_of(before.tags.clone(), plan.tags),
        imdb_id: before.imdb_id.clone().or(it.imdb_id),
        tmdb_id: before.tmdb_id.or(it.tmdb_id),
        ..before.clone()
    };
    let overview = it.overview.filter(|_| !before.has_overview);
    ChangedMovie { before, after, overview, rated_at: own.map(|_| rated_at(plan.rated_on, now)), watches }
}
