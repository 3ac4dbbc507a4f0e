//! The lists that a film is on, on its page.

use super::form::ListForm;
use super::own::all_lists;
use crate::base::routes::list_url;
use crate::context::{use_api, use_toasts};
use crate::kit::failures::describe;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::live::live;
use domain::ids::{ListId, MovieId};
use domain::library::list_items::ListItemsDraft;
use domain::library::lists::List;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A list that can be chosen, and whether the film is on it.
#[derive(Clone, PartialEq)]
struct Choice {
    id: ListId,
    name: String,
    has_film: bool,
}

/// The lists that a film is on, and a dialog to choose others.
#[component]
pub fn MovieLists(movie: MovieId) -> impl IntoView {
    let api = use_api();
    let lists = RwSignal::new(None::<Vec<List>>);
    let choosing = RwSignal::new(false);
    let load = move || {
        spawn_local(async move {
            // Without them the page is complete all the same.
            if let Ok(found) = all_lists(api, Some(movie)).await {
                lists.try_set(Some(found));
            }
        });
    };
    load();
    let close = Callback::new(move |()| {
        choosing.set(false);
        load();
    });
    let link = |list: List| view! { <li><a class="chip is-tag" href=list_url(list.id) dir="auto">{list.name}</a></li> };
    view! {
        <section class="film-page-section" aria-labelledby="lists-title">
            <div class="section-header">
                <h2 id="lists-title">"Lists"</h2>
                <button type="button" id="add-to-list" class="button" on:click=move |_| choosing.set(true)>
                    <Icon name="plus" />"Add to a list"
                </button>
            </div>
            {live(move || lists.get().map(|lists| if lists.is_empty() {
                view! { <p class="quiet">"It isn’t on any list."</p> }.into_any()
            } else {
                view! { <ul class="chips">{lists.into_iter().map(link).collect_view()}</ul> }.into_any()
            }))}
            {live(move || choosing.get().then(|| view! { <ChooseLists movie on_close=close /> }))}
        </section>
    }
}

#[component]
fn ChooseLists(movie: MovieId, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let choices = RwSignal::new(None::<Vec<Choice>>);
    let making = RwSignal::new(false);
    spawn_local(async move {
        let found = async { Ok((all_lists(api, None).await?, all_lists(api, Some(movie)).await?)) };
        match found.await {
            Ok((all, with_film)) => {
                let choice = |list: List| Choice {
                    has_film: with_film.iter().any(|other| other.id == list.id),
                    id: list.id,
                    name: list.name,
                };
                choices.try_set(Some(all.into_iter().map(choice).collect()));
            }
            Err(error) => toasts.fail(describe(&error)),
        }
    });
    let set = move |id: ListId, has_film: bool| {
        let mark = move |has_film: bool| {
            choices.try_update(|choices| {
                for choice in choices.iter_mut().flatten().filter(|choice| choice.id == id) {
                    choice.has_film = has_film;
                }
            });
        };
        mark(has_film);
        spawn_local(async move {
            let result = if has_film {
                let draft = ListItemsDraft { movie_ids: vec![movie], note: None };
                api.create_list_items(id, &draft, None, None).await.map(drop)
            } else {
                api.delete_list_item(id, movie, None).await.map(drop)
            };
            if let Err(error) = result {
                mark(!has_film);
                toasts.fail(describe(&error));
            }
        });
    };
    let made = Callback::new(move |list: List| {
        let choice = Choice { id: list.id, name: list.name, has_film: false };
        choices.update(|choices| choices.get_or_insert_default().insert(0, choice));
        set(list.id, true);
    });
    let check = move |choice: Choice| {
        let (id, has_film) = (choice.id, choice.has_film);
        view! {
            <li>
                <label class="check">
                    <input type="checkbox" prop:checked=has_film on:change=move |event| set(id, event_target_checked(&event)) />
                    <span dir="auto">{choice.name}</span>
                </label>
            </li>
        }
    };
    view! {
        <Dialog title="Add to a list" on_dismiss=on_close class="is-small">
            {live(move || match choices.get() {
                None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                Some(choices) if choices.is_empty() => view! { <p class="quiet">"You have no lists yet."</p> }.into_any(),
                Some(choices) => view! { <ul class="list-choices">{choices.into_iter().map(check).collect_view()}</ul> }.into_any(),
            })}
            <div class="dialog-actions">
                <Button text="New list" icon="plus" on_press=move |()| making.set(true) />
                <Button text="Done" class="is-primary" on_press=on_close />
            </div>
            {live(move || making.get().then(|| view! { <ListForm on_close=move |()| making.set(false) on_saved=made /> }))}
        </Dialog>
    }
}
