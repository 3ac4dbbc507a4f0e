//! What stands around a page that is shared by a link, for those who have no account as well.

use crate::context::use_navigation;
use crate::kit::failures::{describe, is_gone};
use crate::kit::tasks::Task;
use crate::lists::paged_list::loading_text;
use crate::ui::live::live;
use crate::ui::notice::{FailureNotice, Notice};
use client::Error;
use leptos::prelude::*;
use std::pin::Pin;
use std::rc::Rc;

/// What is known of what the link leads to.
#[derive(Clone)]
enum Stage<T> {
    Loading,
    Failed(String),
    Missing,
    Ready(T),
}

/// Asks the server for what belongs to a token.
pub type FetchShared<T> = Rc<dyn Fn(String) -> Pin<Box<dyn Future<Output = Result<T, Error>>>>>;

/// The page of a link: `fetch` gives what belongs to the token at the end of the path, and `show` draws it. `missing`
/// says that it isn't shared any more.
pub fn shared_page<T: Clone + Send + Sync + 'static>(
    missing: &'static str,
    fetch: FetchShared<T>,
    show: impl Fn(T, String) -> AnyView + Send + 'static,
) -> impl IntoView {
    let path = use_navigation().location().path;
    let token = path.trim_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    let stage = RwSignal::new(Stage::<T>::Loading);
    let fetching = StoredValue::new_local(None::<Task>);
    let (fetch, asked) = (StoredValue::new_local(fetch), token.clone());
    let load = move || {
        stage.set(Stage::Loading);
        let answer = fetch.with_value(|fetch| fetch(asked.clone()));
        fetching.set_value(Some(Task::spawn(async move {
            stage.try_set(match answer.await {
                Ok(found) => Stage::Ready(found),
                Err(error) if is_gone(&error) => Stage::Missing,
                Err(error) => Stage::Failed(describe(&error)),
            });
        })));
    };
    load();
    view! {
        <div class="shared-bar">
            <a class="brand" href="/" aria-label="Movie Tracker">
                <svg viewBox="0 0 32 32" aria-hidden="true"><use href="#i-logo"></use></svg>
                <span>"Movie Tracker"</span>
            </a>
        </div>
        <main id="main" class="page" tabindex="-1">
            {live(move || match stage.get() {
                Stage::Loading => loading_text().into_any(),
                Stage::Failed(reason) => {
                    let load = load.clone();
                    view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any()
                }
                Stage::Missing => view! {
                    <Notice icon="rows" title=missing text="The link was revoked, or it is incomplete. Ask for a new one." />
                }.into_any(),
                Stage::Ready(found) => show(found, token.clone()),
            })}
        </main>
    }
}
