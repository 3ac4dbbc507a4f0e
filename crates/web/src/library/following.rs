//! What is changed elsewhere, in another tab, by another program or another person with this account, shown here.
//!
//! The tab that is seen holds a stream of events; a hidden one holds none, for a browser has few connections to a
//! server. An event says only that there is something new. What that is, is then asked for and told to the pages as
//! changes of one's own are.

#![expect(clippy::unnecessary_wraps, reason = "it fails when its part can't be loaded")]

use crate::base::navigation::Navigation;
use crate::base::routes::Route;
use crate::base::session::Session;
use crate::base::session::streaming::Quietly;
use crate::context::{use_navigation, use_session, use_toasts};
use crate::kit::browser;
use crate::kit::pauses::{pause, within};
use crate::kit::tasks::Task;
use crate::library::context::{use_library_state, use_movie_list};
use crate::library::movies::MovieList;
use crate::library::state::{Change, LibraryState};
use crate::ui::toasts::Toasts;
use client::Client;
use domain::ids::MovieId;
use domain::library::changes::{Change as Item, ChangeKind, Changes, ChangesEvent, ChangesQuery, Since};
use domain::library::movies::Movie;
use domain::problems::ProblemKind;
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// Where the events are.
const EVENTS: &str = "/api/changes/events";
/// More changes than these aren't told one by one: everything that is shown is fetched again.
const MAX_TOLD_ALONE: u32 = 20;
/// The milliseconds after which a stream that says nothing is taken for dead. Comments come every 15 seconds.
const SILENCE: i32 = 40_000;
/// The milliseconds within which the first event comes, unless something in between holds it back.
const FIRST: i32 = 10_000;
/// The milliseconds before the first attempt to connect again; each further one waits twice as long.
const SOON: i32 = 3_000;
/// The longest wait between attempts, in milliseconds.
const LATE: i32 = 60_000;
/// In place of the version of a film that is gone.
const GONE: i64 = i64::MAX;
/// How many films that were told of are remembered until there is news.
const MAX_REMEMBERED: usize = 500;
/// How often it is looked whether the user is done, in milliseconds.
const USER: i32 = 500;

/// Follows changes whenever the tab is seen, for as long as the owner lives, which is the frame around all pages.
#[wasm_split(library, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn follow(owner: Owner) -> Result<(), SplitLoaderError> {
    owner.with(|| {
        let following = Following {
            session: use_session(),
            navigation: use_navigation(),
            toasts: use_toasts(),
            library: use_library_state(),
            movie_list: use_movie_list(),
            since: StoredValue::new(None),
            told: StoredValue::new(Vec::new()),
            task: StoredValue::new_local(None),
        };
        following.library.on_change(move |change| following.remember(&change));
        let listener = window_event_listener(ev::visibilitychange, move |_| following.begin_or_end());
        on_cleanup(move || listener.remove());
        following.begin_or_end();
    });
    Ok(())
}

/// What following needs of the app; copies are the same.
#[derive(Clone, Copy)]
struct Following {
    session: Session,
    navigation: Navigation,
    toasts: Toasts,
    library: LibraryState,
    movie_list: MovieList,
    /// How far changes are known.
    since: StoredValue<Option<Since>>,
    /// The films that this tab has told of, each with its version: no news when they come.
    told: StoredValue<Vec<(MovieId, i64)>>,
    /// What follows changes, while the tab is seen.
    task: StoredValue<Option<Task>, LocalStorage>,
}

impl Following {
    fn begin_or_end(self) {
        let task = (!document().hidden()).then(|| Task::spawn(self.run()));
        self.task.try_set_value(task);
    }

    fn remember(self, change: &Change) {
        let told = match change {
            Change::Changed(movie, _) => (movie.id, movie.version),
            Change::Gone(id) => (*id, GONE),
            Change::Added | Change::Lists | Change::Views => return,
        };
        self.told.try_update_value(|all| {
            if all.len() >= MAX_REMEMBERED {
                all.clear();
            }
            all.push(told);
        });
    }

    fn take_told(self) -> Vec<(MovieId, i64)> {
        self.told.try_update_value(std::mem::take).unwrap_or_default()
    }

    async fn run(self) {
        let mut wait = SOON;
        loop {
            // This also renews the token that the stream needs.
            let known = self.catch_up().await;
            if known && let Some(mut stream) = self.session.open_events(EVENTS).await {
                let mut patience = FIRST;
                loop {
                    let Some(event) = within(patience, stream.next()).await else { break };
                    let Some(data) = event else { break };
                    (patience, wait) = (SILENCE, SOON);
                    if self.is_news(&data) {
                        self.wait_for_user().await;
                        self.catch_up().await;
                    }
                }
                if patience == FIRST {
                    // Something holds events back. What is new is asked for when the tab is seen again.
                    return;
                }
            }
            pause(wait).await;
            wait = (wait * 2).min(LATE);
        }
    }

    fn is_news(self, data: &str) -> bool {
        let event: Option<ChangesEvent> = serde_json::from_str(data).ok();
        let next = event.and_then(|event| event.next.parse().ok());
        next.is_some() && next != self.since.try_get_value().flatten()
    }

    /// What is typed into a dialog is left alone, with all that lies behind it. And what the user does in this tab isn't
    /// news to it: while that is on its way, a page would fetch what is just being deleted.
    async fn wait_for_user(self) {
        while browser::has_dialog() || self.session.is_writing() {
            pause(USER).await;
        }
    }

    /// Asks for what changed, and tells it. False when the server can't be asked.
    async fn catch_up(self) -> bool {
        let Some(since) = self.since.try_get_value() else { return false };
        let answer = self.ask(since.unwrap_or(Since::Now)).await;
        match answer {
            Ok(changes) if changes.has_more => self.begin_anew().await,
            Ok(changes) => {
                self.note(&changes);
                if !changes.items.is_empty() {
                    self.wait_for_user().await;
                    self.tell(changes.items).await;
                }
                true
            }
            Err(error) if error.kind() == Some(ProblemKind::CursorExpired) => self.begin_anew().await,
            Err(_) => false,
        }
    }

    async fn ask(self, since: Since) -> Result<Changes, client::Error> {
        let query = ChangesQuery { since: Some(since), limit: MAX_TOLD_ALONE };
        Client::new(Quietly(self.session)).list_changes(&query).await
    }

    fn note(self, changes: &Changes) {
        if let Ok(since) = changes.next.parse() {
            self.since.try_set_value(Some(since));
        }
    }

    /// There is too much to tell: all that is shown is fetched again.
    async fn begin_anew(self) -> bool {
        let Ok(changes) = self.ask(Since::Now).await else { return false };
        self.note(&changes);
        for change in [Change::Added, Change::Lists, Change::Views] {
            self.tell_one(change).await;
        }
        true
    }

    async fn tell(self, items: Vec<Item>) {
        let told = self.take_told();
        let is_known = |id: MovieId, version: i64| {
            let shown = self.movie_list.find(id).map(|movie| movie.version);
            let told = told.iter().filter(|it| it.0 == id && it.1 != GONE).map(|it| it.1);
            told.chain(shown).any(|known| known >= version)
        };
        let (mut is_added, mut lists, mut views) = (false, false, false);
        for item in items {
            match (item.kind, item.movie) {
                (ChangeKind::Movie, Some(Movie { id, version, .. })) if is_known(id, version) => {}
                (ChangeKind::Movie, Some(movie)) if movie.version == 1 => is_added = true,
                (ChangeKind::Movie, Some(movie)) => self.tell_one(movie.into()).await,
                (ChangeKind::Movie, None) => {
                    let id = MovieId(item.id);
                    if !told.contains(&(id, GONE)) {
                        self.tell_gone(id).await;
                    }
                }
                (ChangeKind::List, _) => lists = true,
                (ChangeKind::View, _) => views = true,
                // Its film changed with it.
                (ChangeKind::Watch, _) => {}
            }
        }
        let told_once = [(is_added, Change::Added), (lists, Change::Lists), (views, Change::Views)];
        for (_, change) in told_once.into_iter().filter(|(is_told, _)| *is_told) {
            self.tell_one(change).await;
        }
    }

    async fn tell_gone(self, id: MovieId) {
        if self.navigation.location_now().route() == Route::Movie(id) {
            self.toasts.say("This film was deleted in another tab or app");
        }
        self.tell_one(Change::Gone(id)).await;
    }

    /// Tells a change, and lets the pages react before there is another one.
    async fn tell_one(self, change: Change) {
        self.library.tell(change);
        pause(0).await;
    }
}
