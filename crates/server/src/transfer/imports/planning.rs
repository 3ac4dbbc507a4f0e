//! What the rows of one film would do to the library: decided in one place, for the preview and when they are applied.

use super::weighing::{Has, Weighed, joined};
use domain::ids::{ListId, WatchId};
use domain::library::ratings::Rating;
use domain::library::watch_dates::WatchDate;
use domain::text::fold;
use domain::times::Timestamp;
use domain::transfer::imports::{Choices, Remark};
use domain::transfer::rows::RowState;
use formats::{Described, Entry, ListItem, Own, Watch};
use std::collections::HashSet;
use storage::transfer::known::{Known, KnownWatch};

/// The film of the library that rows are about.
pub struct Target<'a> {
    /// The film.
    pub movie: &'a Known,
    /// Its watches.
    pub watches: &'a [KnownWatch],
    /// The lists that it is on.
    pub lists: &'a HashSet<ListId>,
}

/// What rows would do to one film.
#[derive(Debug, Default)]
pub struct Plan {
    /// What is known of the film, of all rows together.
    pub movie: Described,
    /// The watches that are added.
    pub watches: Vec<Watch>,
    /// Comments on watches of the library that have none.
    pub comments: Vec<(WatchId, String)>,
    /// The rating that it gets.
    pub rating: Option<Rating>,
    /// The day on which it got it.
    pub rated_on: Option<WatchDate>,
    /// Whether it becomes liked.
    pub liked: bool,
    /// Whether it goes on the watchlist, and since when it is there.
    pub watchlisted: Option<Since>,
    /// The tags that it gets.
    pub tags: Vec<String>,
    /// The notes that are added to it.
    pub notes: Vec<String>,
    /// The lists that it is put on.
    pub items: Vec<ListItem>,
    /// What only our own export tells of it.
    pub own: Option<Own>,
    /// Whether it has been watched, of which nothing else may be known.
    seen: bool,
    /// How many watches of the library have been told again, each by one row.
    told: Vec<usize>,
    rows: usize,
}

/// Since when a film is on a watchlist; nothing where the file doesn't say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since(pub Option<Timestamp>);

/// What became of a row.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Its state.
    pub state: RowState,
    /// Why, where that isn't plain.
    pub remark: Option<Remark>,
}

/// What planning looks at besides the rows.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What was chosen.
    pub choices: &'a Choices,
    /// The list of the library that has the name of a list of the import.
    pub list_of: &'a dyn Fn(&str) -> Option<ListId>,
}

impl Plan {
    /// Adds what a row says, and says what that comes to.
    pub fn add(&mut self, entry: &Entry, target: Option<&Target>, context: Context) -> Verdict {
        let mut weighed = Weighed::default();
        self.describe(&entry.movie);
        if self.own.is_none() {
            self.own.clone_from(&entry.own);
        }
        for watch in &entry.watches {
            self.watch(watch, target, context.choices, &mut weighed);
        }
        if entry.seen {
            let is_watched = target.is_some_and(|target| !target.watches.is_empty());
            weighed.note(Has::of(is_watched, self.seen || !self.watches.is_empty()));
            self.seen |= !is_watched;
        }
        if let Some(rating) = entry.rating {
            self.rate(rating, entry.rated_on, target, context.choices, &mut weighed);
        }
        if entry.liked {
            let is_liked = target.is_some_and(|target| target.movie.liked);
            weighed.note(Has::of(is_liked, self.liked));
            self.liked |= !is_liked;
        }
        if entry.watchlisted {
            self.want(entry.watchlisted_at, target, &mut weighed);
        }
        self.label(entry, target, &mut weighed);
        self.list(entry, target, context, &mut weighed);
        // A film that isn't in the library is added even by a row that says nothing else.
        self.rows += 1;
        let is_first = self.rows == 1;
        let state = match weighed {
            Weighed { adds: true, .. } => RowState::Ready,
            _ if target.is_none() && is_first => RowState::Ready,
            Weighed { repeats: true, .. } => RowState::Repeated,
            _ if target.is_none() => RowState::Repeated,
            _ => RowState::AlreadyThere,
        };
        Verdict { state, remark: weighed.remark }
    }

    /// Ends the plan when all rows were added: what nothing else told becomes a watch of its own.
    pub fn finish(&mut self, target: Option<&Target>, choices: &Choices) {
        let is_watched = !self.watches.is_empty() || target.is_some_and(|target| !target.watches.is_empty());
        if is_watched {
            return;
        }
        match self.rated_on.filter(|_| choices.rating_dates_are_watches && self.rating.is_some()) {
            Some(day) => {
                let watched_on = Some(day).filter(|day| !choices.undated_days.contains(day));
                self.watches.push(Watch { watched_on, rating: self.rating, ..Watch::default() });
            }
            None if self.seen => self.watches.push(Watch::default()),
            None => {}
        }
    }

    /// Takes what rows say of the film itself: the first one that says something counts.
    fn describe(&mut self, movie: &Described) {
        let it = &mut self.movie;
        if it.title.is_empty() {
            it.title.clone_from(&movie.title);
        }
        if it.genres.is_empty() {
            it.genres.clone_from(&movie.genres);
        }
        if it.directors.is_empty() {
            it.directors.clone_from(&movie.directors);
        }
        if it.actors.is_empty() {
            it.actors.clone_from(&movie.actors);
        }
        if it.services.is_empty() {
            it.services.clone_from(&movie.services);
        }
        it.original_title = it.original_title.take().or_else(|| movie.original_title.clone());
        it.year = it.year.or(movie.year);
        it.runtime_minutes = it.runtime_minutes.or(movie.runtime_minutes);
        it.overview = it.overview.take().or_else(|| movie.overview.clone());
        it.take_ids(movie);
    }

    fn watch(&mut self, watch: &Watch, target: Option<&Target>, choices: &Choices, weighed: &mut Weighed) {
        let watched_on = watch.watched_on.filter(|date| !choices.undated_days.contains(date));
        let known = target.map(|target| target.watches).unwrap_or_default();
        if let Some(id) = &watch.external_id {
            if known.iter().any(|it| it.external_id.as_ref() == Some(id)) {
                return;
            }
            if self.watches.iter().any(|it| it.external_id.as_ref() == Some(id)) {
                return weighed.note(Has::Row);
            }
        }
        // The same viewing, told in two files, whichever comes first.
        let fits = |it: &Watch| {
            it.watched_on == watched_on
                && (watch.joins || it.joins)
                && (it.comment.is_none() || watch.comment.is_none() || it.comment == watch.comment)
        };
        if let Some(same) = self.watches.iter_mut().find(|it| fits(it)) {
            let has = if joined(same, watch) { Has::Nobody } else { Has::Row };
            same.joins &= watch.joins;
            return weighed.note(has);
        }
        // Each watch of the library stands for one of the file, but that a file may tell it twice.
        let is_left = |at: &usize| watch.joins || !self.told.contains(at);
        let again = (0..known.len()).find(|at| known[*at].watched_on == watched_on && is_left(at));
        if let Some(at) = again {
            if let Some(comment) = watch.comment.as_ref().filter(|_| !known[at].has_comment)
                && self.comments.iter().all(|(id, _)| *id != known[at].id)
            {
                self.comments.push((known[at].id, comment.clone()));
                weighed.note(Has::Nobody);
            }
            if !watch.joins {
                self.told.push(at);
            }
            return;
        }
        self.watches.push(Watch { watched_on, ..watch.clone() });
        weighed.note(Has::Nobody);
    }

    fn rate(
        &mut self,
        rating: Rating,
        rated_on: Option<WatchDate>,
        target: Option<&Target>,
        choices: &Choices,
        weighed: &mut Weighed,
    ) {
        let given = target.and_then(|target| target.movie.rating);
        if given == Some(rating) {
            return;
        }
        if let Some(given) = given.filter(|_| !choices.replace_ratings) {
            let message = format!("You rated this film {given}. The file says {rating}; your rating stays.");
            weighed.remark = Some(Remark { code: "rating_stays".to_owned(), message });
            return;
        }
        if self.rating == Some(rating) {
            return weighed.note(Has::Row);
        }
        // The later of two ratings counts.
        if self.rating.is_none() || rated_on >= self.rated_on {
            self.rating = Some(rating);
            self.rated_on = rated_on;
        }
        weighed.note(Has::Nobody);
    }

    fn want(&mut self, since: Option<Timestamp>, target: Option<&Target>, weighed: &mut Weighed) {
        if let Some(target) = target {
            if target.movie.watchlisted_at.is_some() {
                return;
            }
            if !target.watches.is_empty() {
                let message = "You have watched this film since, so it stays off the watchlist.".to_owned();
                weighed.remark = Some(Remark { code: "watched_already".to_owned(), message });
                return;
            }
        }
        weighed.note(Has::of(false, self.watchlisted.is_some()));
        self.watchlisted.get_or_insert(Since(since));
    }

    fn label(&mut self, entry: &Entry, target: Option<&Target>, weighed: &mut Weighed) {
        for tag in &entry.tags {
            let folded = fold(tag);
            let has = |tags: &[String]| tags.iter().any(|it| fold(it) == folded);
            let is_known = target.is_some_and(|target| has(&target.movie.tags));
            let is_planned = has(&self.tags);
            weighed.note(Has::of(is_known, is_planned));
            if !is_known && !is_planned {
                self.tags.push(tag.clone());
            }
        }
        if let Some(notes) = &entry.notes {
            let known = target.and_then(|target| target.movie.notes.as_deref()).unwrap_or_default();
            let (is_known, is_planned) = (known.contains(notes.as_str()), self.notes.contains(notes));
            weighed.note(Has::of(is_known, is_planned));
            if !is_known && !is_planned {
                self.notes.push(notes.clone());
            }
        }
    }

    fn list(&mut self, entry: &Entry, target: Option<&Target>, context: Context, weighed: &mut Weighed) {
        for item in &entry.items {
            let list = (context.list_of)(&item.list);
            let is_known = target.zip(list).is_some_and(|(target, list)| target.lists.contains(&list));
            let is_planned = self.items.iter().any(|it| it.list == item.list);
            weighed.note(Has::of(is_known, is_planned));
            if !is_known && !is_planned {
                self.items.push(item.clone());
            }
        }
    }
}
