//! Parts of the app whose code has files of its own: what is shown once it is there, and until then.

use super::button::Button;
use super::focus;
use super::live::live;
use super::notice::{FailureNotice, Notice};
use crate::kit::browser;
use crate::kit::updates::{self, Remedy};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// What comes with the code of a part.
pub type Later<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// Loads the code of a part; when it is there already, at once.
pub type Load = fn() -> Later<()>;

type Make = Box<dyn Fn() -> Later<AnyView> + Send>;
type Meanwhile = Box<dyn Fn(Option<AnyView>) -> AnyView + Send>;

/// What to say when a part could not be loaded and there is no room for more.
pub async fn explain_failure() -> &'static str {
    match updates::find_remedy().await {
        Remedy::Retry => NOT_LOADED,
        Remedy::Reload => "Movie Tracker was updated. Reload the page, then try again.",
    }
}

const NOT_LOADED: &str = "This part of Movie Tracker couldn't be loaded. Check the connection, then try again.";

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Loading,
    Ready,
    Failed(Remedy),
}

/// Shows what a part makes once its code is there. Until then `meanwhile` is shown, around what went wrong if
/// something did.
pub fn lazy(
    load: Load,
    make: impl Fn() -> Later<AnyView> + Send + 'static,
    meanwhile: impl Fn(Option<AnyView>) -> AnyView + Send + 'static,
) -> impl IntoView {
    show(load, Box::new(make), Box::new(meanwhile))
}

/// The same for all parts: compiled once, and not for every closure anew.
fn show(load: Load, make: Make, meanwhile: Meanwhile) -> impl IntoView {
    let stage = RwSignal::new(Stage::Loading);
    request(load, stage);
    live(move || match stage.get() {
        // Made here and not while waiting, where it would not belong to this part of the page.
        Stage::Ready => at_once(&mut make()).and_then(Result::ok),
        Stage::Loading => Some(meanwhile(None)),
        Stage::Failed(remedy) => Some(meanwhile(Some(view! { <Trouble remedy load stage /> }.into_any()))),
    })
}

/// Says that a part could not be loaded, and what to do.
#[component]
fn Trouble(remedy: Remedy, load: Load, stage: RwSignal<Stage>) -> impl IntoView {
    match remedy {
        Remedy::Retry => {
            view! { <FailureNotice reason=NOT_LOADED on_retry=move |()| request(load, stage) /> }.into_any()
        }
        Remedy::Reload => view! {
            <div role="alert">
                <Notice icon="alert" title="Movie Tracker was updated" text="Reload the page to use the new version.">
                    <Button text="Reload" class="is-primary" on_press=|()| updates::reload() />
                </Notice>
            </div>
        }
        .into_any(),
    }
}

/// Loads parts one after the other, so that they hold up nothing else. A failure is told when the part is needed.
pub fn load_in_turn(parts: Vec<Load>) {
    spawn_local(async move {
        for load in parts {
            let _ = load().await;
        }
    });
}

/// How long a page that has just come up is left alone: starting further parts would hold up what somebody does there first.
const SETTLING: Duration = Duration::from_secs(3);

/// Loads parts when the page has settled and the browser is idle, so that a later click never waits.
pub fn load_when_idle(parts: Vec<Load>) {
    set_timeout(move || browser::when_idle(move || load_in_turn(parts.clone())), SETTLING);
}

fn request(load: Load, stage: RwSignal<Stage>) {
    let mut loading = load();
    if at_once(&mut loading).is_some_and(|result| result.is_ok()) {
        return stage.set(Stage::Ready);
    }
    stage.set(Stage::Loading);
    spawn_local(async move {
        if loading.await.is_ok() {
            if stage.try_set(Stage::Ready).is_none() {
                focus::enter_page();
            }
            return;
        }
        let remedy = updates::find_remedy().await;
        // Whoever has gone elsewhere meanwhile is left alone.
        if stage.try_set(Stage::Failed(remedy)).is_none() && remedy == Remedy::Reload {
            updates::reload_once();
        }
    });
}

/// What comes without waiting.
fn at_once<T>(later: &mut Later<T>) -> Option<Result<T, SplitLoaderError>> {
    match later.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}
