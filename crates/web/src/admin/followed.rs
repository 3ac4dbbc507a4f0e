//! What the server says of something that it works at, asked for again as long as it does.

use crate::base::session::Session;
use crate::context::use_api;
use crate::kit::failures::describe;
use crate::kit::pauses::pause;
use crate::kit::tasks::Task;
use crate::ui::live::live;
use crate::ui::notice::FailureNotice;
use client::{Client, Error};
use leptos::prelude::*;

/// Milliseconds until the server is asked again how far it is.
const AGAIN: i32 = 1000;

/// What the server says; copies are the same.
pub struct Followed<T: Send + Sync + 'static> {
    /// What the server is asked by.
    pub api: Client<Session>,
    said: RwSignal<Option<T>>,
    failure: RwSignal<Option<String>>,
    ask: StoredValue<Ask<T>, LocalStorage>,
    following: StoredValue<Option<Task>, LocalStorage>,
}

/// Asks once; says whether to go on.
type Ask<T> = Box<dyn Fn(Followed<T>) -> Task>;

impl<T: Send + Sync + 'static> Clone for Followed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Followed<T> {}

impl<T: Send + Sync + 'static> Followed<T> {
    /// What `get` gives, and again as long as `is_busy`.
    pub fn new<F: Future<Output = Result<T, Error>> + 'static>(
        get: impl Fn(Client<Session>) -> F + Copy + 'static,
        is_busy: fn(&T) -> bool,
    ) -> Self {
        let ask = move |followed: Self| Task::spawn(follow(followed, get, is_busy));
        let this = Self {
            api: use_api(),
            said: RwSignal::new(None),
            failure: RwSignal::new(None),
            ask: StoredValue::new_local(Box::new(ask)),
            following: StoredValue::new_local(None),
        };
        this.load();
        this
    }

    /// Asks the server, and again as long as it is busy.
    pub fn load(self) {
        if let Some(task) = self.ask.try_with_value(|ask| ask(self)) {
            self.following.try_set_value(Some(task));
        }
    }

    /// Shows what the server said in another answer.
    pub fn show(self, said: T) {
        self.said.set(Some(said));
    }

    /// A part of what the server says. Only when it changes, what shows it is drawn anew.
    pub fn part<P: PartialEq + Send + Sync + 'static>(self, read: fn(&T) -> P) -> Memo<Option<P>> {
        Memo::new(move |_| self.said.with(|said| said.as_ref().map(read)))
    }

    /// Shows the view once the server has said anything, and why it hasn't otherwise.
    pub fn view<V: IntoView + 'static>(self, view: impl Fn() -> V + Send + Sync + 'static) -> impl IntoView {
        let is_there = self.part(|_| ());
        live(move || match (self.failure.get(), is_there.get()) {
            (Some(reason), _) => view! { <FailureNotice reason on_retry=move |()| self.load() /> }.into_any(),
            (None, None) => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
            (None, Some(())) => view().into_any(),
        })
    }
}

async fn follow<T: Send + Sync + 'static, F: Future<Output = Result<T, Error>>>(
    followed: Followed<T>,
    get: impl Fn(Client<Session>) -> F,
    is_busy: fn(&T) -> bool,
) {
    loop {
        match get(followed.api).await {
            Ok(said) => {
                let goes_on = is_busy(&said);
                followed.failure.set(None);
                followed.said.set(Some(said));
                if !goes_on {
                    return;
                }
            }
            Err(error) => return followed.failure.set(Some(describe(&error))),
        }
        pause(AGAIN).await;
    }
}
