//! The dialog in which films are put on a list.

use crate::context::{use_api, use_toasts};
use crate::kit::browser;
use crate::kit::failures::describe;
use crate::kit::tasks::Task;
use crate::library::poster::Poster;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::live::{live, words};
use domain::ids::{ListId, MovieId};
use domain::library::list_items::ListItemsDraft;
use domain::library::lists::List;
use domain::library::movies::MovieSummary;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long typing must rest before films are looked for.
const TYPING_RESTS: Duration = Duration::from_millis(150);
/// How many films are offered.
const OFFERED: u32 = 12;

/// Looks for films of one's own, and puts them on the list one by one.
#[component]
pub fn AddDialog(
    list: ListId,
    #[prop(into)] on_added: Callback<List>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (typed, films) = (RwSignal::new(String::new()), RwSignal::new(None::<Vec<MovieSummary>>));
    let (added, said) = (RwSignal::new(Vec::<MovieId>::new()), RwSignal::new(String::new()));
    let looking = StoredValue::new_local(None::<Task>);
    let look = move || {
        let Some(search) = typed.try_get_untracked() else { return };
        looking.set_value(Some(Task::spawn(async move {
            let query = MoviesQuery { search, ..MoviesQuery::default() };
            match api.list_movies(&query, &PageQuery { limit: OFFERED, cursor: None }).await {
                Ok(page) => films.set(Some(page.items)),
                Err(error) => toasts.fail(describe(&error)),
            }
        })));
    };
    look();
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    on_cleanup(stop);
    let put = Callback::new(move |movie: MovieSummary| {
        spawn_local(async move {
            let draft = ListItemsDraft { movie_ids: vec![movie.id], note: None };
            match api.create_list_items(list, &draft, None, None).await {
                Ok(done) => {
                    added.try_update(|added| added.push(movie.id));
                    said.try_set(if done.added == 0 { "It’s already on the list." } else { "Added." }.to_owned());
                    on_added.run(done.list);
                }
                Err(error) => toasts.fail(describe(&error)),
            }
        });
    });
    view! {
        <Dialog title="Add films" on_dismiss=on_close>
            <div class="field">
                <label for="add-films">"Title"</label>
                <input id="add-films" type="search" autocomplete="off" autofocus dir="auto" placeholder="Search your films"
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        stop();
                        timer.set_value(set_timeout_with_handle(look, TYPING_RESTS).ok());
                    } />
            </div>
            <p class="visually-hidden" role="status">{words(move || said.get())}</p>
            {live(move || films.get().map(|films| if films.is_empty() {
                view! { <p class="quiet">"None of your films match. Log a film first to put it on a list."</p> }.into_any()
            } else {
                view! {
                    <ul class="add-films">
                        {films.into_iter().map(|movie| view! { <Offer movie added put /> }).collect_view()}
                    </ul>
                }.into_any()
            }))}
            <div class="dialog-actions"><Button text="Done" class="is-primary" on_press=on_close /></div>
        </Dialog>
    }
}

#[component]
fn Offer(movie: MovieSummary, added: RwSignal<Vec<MovieId>>, put: Callback<MovieSummary>) -> impl IntoView {
    let (id, title) = (movie.id, movie.title.clone());
    let is_added = move || added.with(|added| added.contains(&id));
    let label = format!("Add {}", title.clone());
    let year = movie.year.map(|year| year.to_string());
    let (poster_url, movie) = (movie.poster_url.clone(), StoredValue::new(movie));
    view! {
        <li class="add-film">
            <div class="list-poster"><Poster id title=title.clone() url=poster_url /></div>
            <p class="add-film-text"><span dir="auto">{title}</span>" "<span class="quiet">{year}</span></p>
            {live(move || if is_added() {
                view! { <span class="list-watched"><Icon name="check" />"Added"</span> }.into_any()
            } else {
                view! { <button type="button" class="button" aria-label=label.clone() on:click=move |_| {
                    put.run(movie.get_value());
                    // The button goes; the next film is typed.
                    browser::focus_soon("#add-films");
                }><Icon name="plus" />"Add"</button> }.into_any()
            })}
        </li>
    }
}
