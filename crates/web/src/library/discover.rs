//! Films of the catalogue for people who loved others.

mod card;
mod dismissed;
mod reasons;

use crate::base::routes::HOME;
use crate::context::{use_api, use_session, use_toasts};
use crate::kit::browser;
use crate::kit::failures::describe;
use crate::kit::quoting::quoted;
use crate::kit::tasks::Task;
use crate::library::context::{use_actions, use_library_state};
use crate::library::log::LogForm;
use crate::library::state::Change;
use crate::ui::icon::Icon;
use crate::ui::live::{Each, Part, When, live};
use crate::ui::notice::{FailureNotice, Notice};
use card::{Act, Card, key_of};
use dismissed::Dismissed;
use domain::catalogue::discoveries::{DiscoverQuery, Discoveries, Discovery};
use domain::catalogue::movies::CatalogueMovie;
use domain::library::log::LogDraft;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What there is to show.
#[derive(Clone)]
enum Stage {
    Loading,
    Failed(String),
    Ready(Discoveries),
}

/// The page of films that one may love.
#[component]
pub fn DiscoverPage() -> impl IntoView {
    browser::set_title("Discover");
    let (api, toasts, library, actions) = (use_api(), use_toasts(), use_library_state(), use_actions());
    let stage = RwSignal::new(Stage::Loading);
    let logging = RwSignal::new(None::<CatalogueMovie>);
    let shows_dismissed = RwSignal::new(false);
    let fetching = StoredValue::new_local(None::<Task>);
    let fetch = move || {
        fetching.set_value(Some(Task::spawn(async move {
            let found = api.list_discoveries(&DiscoverQuery::default()).await;
            let has_films = || stage.try_with_untracked(|it| matches!(it, Stage::Ready(it) if !it.items.is_empty()));
            match found {
                Ok(found) => drop(stage.try_set(Stage::Ready(found))),
                // What is shown already is better than nothing.
                Err(_) if has_films() == Some(true) => {}
                Err(error) => drop(stage.try_set(Stage::Failed(describe(&error)))),
            }
        })));
    };
    fetch();
    library.on_change(move |_| fetch());
    // The film goes from the page at once; what comes instead is fetched.
    let leave = move |film: &CatalogueMovie| {
        let at = stage.try_update(|stage| {
            let Stage::Ready(found) = stage else { return None };
            let at = found.items.iter().position(|it| it.movie.id == film.id)?;
            found.items.remove(at);
            Some(at)
        });
        focus_card(at.flatten().unwrap_or_default());
    };
    let dismiss = move |film: CatalogueMovie| {
        leave(&film);
        spawn_local(async move {
            let (text, id) = (format!("{} won’t be suggested again", quoted(&film.title)), film.id.clone());
            match api.create_discover_dismissal(&film.id).await {
                Ok(()) => toasts.say_with_undo(text, move || {
                    let id = id.clone();
                    spawn_local(async move {
                        if let Err(error) = api.delete_discover_dismissal(&id).await {
                            toasts.fail(describe(&error));
                        }
                        fetch();
                    });
                }),
                Err(error) => toasts.fail(describe(&error)),
            }
            fetch();
        });
    };
    let want = move |film: CatalogueMovie| {
        leave(&film);
        spawn_local(async move {
            let draft = LogDraft { movie: Some(film.draft()), ..LogDraft::default() };
            match api.log_movie(&draft, Some(&browser::random_key())).await {
                Ok(logged) => {
                    let (id, undo) = (logged.movie.id, logged.undo);
                    library.tell(Change::Added);
                    let text = format!("{} added to the watchlist", quoted(&film.title));
                    toasts.say_with_undo(text, move || actions.undo(id, undo));
                }
                Err(error) => {
                    toasts.fail(describe(&error));
                    fetch();
                }
            }
        });
    };
    let act = Callback::new(move |(act, film): (Act, CatalogueMovie)| match act {
        Act::Want => want(film),
        Act::Log => logging.set(Some(film)),
        Act::Dismiss => dismiss(film),
    });
    let films =
        Memo::new(move |_| stage.with(|it| if let Stage::Ready(it) = it { it.items.clone() } else { Vec::new() }));
    let part = move |it: Discovery| Part::new(key_of(&it.movie), move || view! { <Card it=it.clone() act /> });
    view! {
        <div class="page-header">
            <h1 tabindex="-1">"Discover"</h1>
            <When holds=move || stage.with(|it| matches!(it, Stage::Ready(it) if it.has_catalogue))>
                <button type="button" class="button" aria-haspopup="dialog" on:click=move |_| shows_dismissed.set(true)>
                    <Icon name="x" />"Not for me"
                </button>
            </When>
        </div>
        {live(move || shows_dismissed.get().then(|| view! {
            <Dismissed on_close=move |()| shows_dismissed.set(false) on_change=Callback::new(move |()| fetch()) />
        }))}
        {live(move || logging.get().map(|film| view! { <LogForm picked=film on_close=move |()| logging.set(None) /> }))}
        {live(move || match stage.get() {
            Stage::Loading => view! { <p class="visually-hidden" role="status">"Loading…"</p> }.into_any(),
            Stage::Failed(reason) => view! { <FailureNotice reason on_retry=move |()| fetch() /> }.into_any(),
            Stage::Ready(found) => view! { <Nothing found /> }.into_any(),
        })}
        <When holds=move || films.with(|films| !films.is_empty())>
            <p class="discover-about">"Based on your ratings and likes, and worked out on this server. Nothing is sent anywhere."</p>
        </When>
        <ul class="discover" id="discover" role="list">
            <Each parts=Signal::derive(move || films.get().into_iter().map(part).collect::<Vec<_>>()) />
        </ul>
    }
}

/// Takes the focus to the card that is now where another one was.
fn focus_card(at: usize) {
    request_animation_frame(move || {
        let next = browser::find(&format!("#discover > :nth-child({}) h2", at + 1));
        let last = || browser::find("#discover > :last-child h2");
        if let Some(heading) = next.or_else(last).or_else(|| browser::find("main h1")) {
            browser::focus(&heading);
        }
    });
}

/// Why there are no films, if there are none.
#[component]
fn Nothing(found: Discoveries) -> impl IntoView {
    let is_admin = use_session().is_admin();
    if !found.items.is_empty() {
        return ().into_any();
    }
    if !found.has_catalogue {
        let text = if is_admin {
            "Discover picks films from the catalogue. Build it once, and Discover works offline."
        } else {
            "Discover picks films from the catalogue. An admin of this server can build one."
        };
        return view! {
            <Notice icon="film" title="There’s no catalogue yet" text>
                {is_admin.then(|| view! { <a class="button is-primary" href="/admin/catalogue">"Go to the catalogue"</a> })}
            </Notice>
        }
        .into_any();
    }
    let (title, text) = if found.loved_count == 0 {
        ("Rate some films first", "Once you’ve rated a film highly or liked one, films like it appear here.")
    } else {
        ("No suggestions right now", "Rate more films highly, or like them, to get new suggestions.")
    };
    view! {
        <Notice icon="heart" title text>
            <a class="button is-primary" href=HOME>"Go to your films"</a>
        </Notice>
    }
    .into_any()
}
