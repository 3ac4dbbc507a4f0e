//! What sends the films that wait, one after the other, and one tab at a time.

use super::entry::Entry;
use super::sending::{Sent, is_away, send_kept};
use super::store::{News, Outbox, news};
use crate::base::session::Session;
use crate::context::{use_session, use_toasts};
use crate::kit::counts;
use crate::kit::offline::{has_network, lock};
use crate::kit::quoting::quoted;
use crate::library::actions::Actions;
use crate::library::context::{use_actions, use_library_state};
use crate::library::state::{Change, LibraryState};
use crate::ui::live::on_change;
use crate::ui::toasts::Toasts;
use client::Client;
use domain::library::log::Logged;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;
use std::time::Duration;

/// After this time the server is asked for the first time whether it is back; then after twice the time, and so on.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest time between two questions.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// What only one tab at a time does.
const LOCK: &str = "movietracker.outbox";

/// The films that wait, and what becomes of them; copies are the same.
#[derive(Clone, Copy)]
pub struct Sender {
    /// The films that wait.
    pub entries: RwSignal<Vec<Entry>>,
    /// Whether the server is away.
    pub is_away: RwSignal<bool>,
    /// The one that is being edited: it isn't sent meanwhile.
    pub edited: RwSignal<Option<Entry>>,
    outbox: StoredValue<Outbox>,
    is_busy: StoredValue<bool>,
    pause: StoredValue<Duration>,
    timer: StoredValue<Option<TimeoutHandle>>,
    app: StoredValue<App>,
}

/// What it needs of the app.
#[derive(Clone, Copy)]
struct App {
    session: Session,
    library: LibraryState,
    actions: Actions,
    toasts: Toasts,
}

impl Sender {
    /// Sends what waits whenever the server may be back, for as long as the calling component lives.
    pub fn start() -> Self {
        let (session, outbox) = (use_session(), Outbox::own());
        outbox.forget_others();
        let this = Self {
            entries: RwSignal::new(outbox.list()),
            is_away: RwSignal::new(session.is_offline() || !has_network()),
            edited: RwSignal::new(None),
            outbox: StoredValue::new(outbox),
            is_busy: StoredValue::new(false),
            pause: StoredValue::new(FIRST_PAUSE),
            timer: StoredValue::new(None),
            app: StoredValue::new(App {
                session,
                library: use_library_state(),
                actions: use_actions(),
                toasts: use_toasts(),
            }),
        };
        this.listen();
        this.hurry();
        this
    }

    fn listen(self) {
        let listeners = [
            window_event_listener_untyped("offline", move |_| {
                self.is_away.set(true);
                self.later();
            }),
            window_event_listener_untyped("online", move |_| self.hurry()),
            window_event_listener_untyped("visibilitychange", move |_| self.hurry()),
            window_event_listener(leptos::ev::storage, move |event| {
                if event.key().is_none_or(|name| self.outbox.with_value(|outbox| outbox.has(&name))) {
                    self.refresh();
                    // Another tab has sent it: the server is back.
                    if event.new_value().is_none() { self.hurry() } else { self.later() }
                }
            }),
        ];
        on_change(news, move |news| match news {
            Some(News::Kept) => {
                self.is_away.set(true);
                self.refresh();
                self.later();
            }
            Some(News::Changed) => {
                self.refresh();
                self.hurry();
            }
            None => {}
        });
        on_cleanup(move || {
            for listener in listeners {
                listener.remove();
            }
            if let Some(timer) = self.timer.try_get_value().flatten() {
                timer.clear();
            }
        });
    }

    /// The films that wait, where they are kept.
    pub fn outbox(self) -> Outbox {
        self.outbox.get_value()
    }

    /// Looks anew at what is kept.
    pub fn refresh(self) {
        if let Some(entries) = self.outbox.try_with_value(Outbox::list)
            && self.entries.try_with_untracked(|shown| *shown != entries) == Some(true)
        {
            self.entries.set(entries);
        }
    }

    /// Asks the server at once, if there is a reason to.
    pub fn hurry(self) {
        self.pause.try_set_value(FIRST_PAUSE);
        self.ask();
    }

    /// Asks after a pause, if there is a reason to by then.
    fn later(self) {
        if self.timer.try_get_value() != Some(None) {
            return;
        }
        let ask = move || {
            self.timer.try_set_value(None);
            self.ask();
        };
        self.timer.set_value(set_timeout_with_handle(ask, self.pause.get_value()).ok());
    }

    /// Whether there is a reason to ask the server.
    fn has_work(self) -> bool {
        let waits = |entries: &Vec<Entry>| entries.iter().any(|entry| entry.refused.is_none());
        self.is_away.try_get_untracked() == Some(true) || self.entries.try_with_untracked(waits) == Some(true)
    }

    fn ask(self) {
        if !self.has_work() || self.is_busy.try_get_value() != Some(false) {
            return;
        }
        self.is_busy.set_value(true);
        spawn_local(async move {
            self.meet_and_send().await;
            if self.is_busy.try_set_value(false).is_none() && self.has_work() {
                self.later();
                // The next one is longer.
                self.pause.update_value(|pause| *pause = (*pause * 2).min(LONGEST_PAUSE));
            }
        });
    }

    /// Finds out whether the server is back and who is signed in, and sends what waits.
    async fn meet_and_send(self) {
        let user = self.outbox.try_with_value(|outbox| outbox.user).flatten();
        let Some(app) = self.app.try_get_value() else { return };
        match app.session.meet().await {
            Err(error) => {
                if is_away(&error) {
                    self.is_away.try_set(true);
                }
                return;
            }
            // Nothing of what waits is theirs.
            Ok(met) if Some(met) != user => return,
            Ok(_) => {}
        }
        let was_away = self.is_away.try_get_untracked() == Some(true);
        self.is_away.try_set(false);
        let done = self.send_all().await;
        if self.is_away.is_disposed() {
            return;
        }
        if was_away || !done.is_empty() {
            // What shows films, or couldn't fetch them, fetches them now.
            app.library.tell(Change::Added);
        }
        app.tell(done);
    }

    /// Sends what waits, in order; gives what the server has now.
    async fn send_all(self) -> Vec<Logged> {
        let _lock = lock(LOCK).await;
        let (mut tried, mut done) = (BTreeSet::new(), Vec::new());
        while let Some(outbox) = self.outbox.try_get_value() {
            let edited = self.edited.try_with_untracked(|entry| entry.as_ref().map(|entry| entry.id.clone())).flatten();
            let is_next = |entry: &Entry| {
                entry.refused.is_none() && Some(&entry.id) != edited.as_ref() && !tried.contains(&entry.id)
            };
            let Some(entry) = outbox.list().into_iter().find(is_next) else { break };
            tried.insert(entry.id.clone());
            match self.send(&outbox, entry).await {
                Sent::Done(logged) => done.push(*logged),
                Sent::Refused(_) => {}
                Sent::Later => break,
            }
        }
        done
    }

    async fn send(self, outbox: &Outbox, entry: Entry) -> Sent {
        let Some(App { session, .. }) = self.app.try_get_value() else { return Sent::Later };
        // Noted before it is sent: this tab may go before the answer comes.
        let entry = Entry { may_be_there: true, ..entry };
        if outbox.replace(&entry).is_err() {
            return Sent::Later;
        }
        // It may be edited meanwhile, and is then another one to send.
        let unchanged = || outbox.find(&entry.id).filter(|now| now.sending.key == entry.sending.key);
        // Without room for it, it is sent again, and the server says the same.
        let note = |now: Entry| outbox.replace(&now).unwrap_or_default();
        let settled = || {
            if let Some(now) = unchanged() {
                note(Entry { before: None, ..now });
            }
        };
        let sent = send_kept(Client::new(session), &entry, settled).await;
        match (&sent, unchanged()) {
            (Sent::Done(_), Some(now)) => outbox.remove(&now.id),
            (Sent::Refused(reason), Some(now)) => {
                note(Entry { refused: Some(reason.clone()), may_be_there: false, ..now });
            }
            _ => {}
        }
        self.refresh();
        sent
    }
}

impl App {
    /// Says what was saved.
    fn tell(self, mut done: Vec<Logged>) {
        let Self { toasts, actions, .. } = self;
        match (done.pop(), done.len()) {
            (None, _) => {}
            (Some(logged), 0) => {
                let (id, undo) = (logged.movie.id, logged.undo);
                toasts.say_with_undo(format!("{} saved", quoted(&logged.movie.title)), move || actions.undo(id, undo));
            }
            (Some(_), others) => toasts.say(format!("{} saved", counts::films(others as u64 + 1))),
        }
    }
}
