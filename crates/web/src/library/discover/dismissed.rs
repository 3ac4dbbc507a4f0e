//! The films that one has dismissed, to bring some of them back.

use crate::context::{use_api, use_toasts};
use crate::kit::failures::describe;
use crate::kit::quoting::quoted;
use crate::library::film_line::drawn_as;
use crate::library::poster::Poster;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::live::live;
use crate::ui::notice::FailureNotice;
use domain::catalogue::discoveries::Dismissal;
use domain::pages::PageQuery;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The dialog. It tells when a film is back.
#[component]
pub fn Dismissed(#[prop(into)] on_close: Callback<()>, on_change: Callback<()>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let films = RwSignal::new(None::<Vec<Dismissal>>);
    let (next, failure) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let fetch = move || {
        let cursor = next.get_untracked();
        spawn_local(async move {
            // The dialog may be closed by then.
            match api.list_discover_dismissals(&PageQuery { cursor, ..PageQuery::default() }).await {
                Ok(page) => {
                    films.try_update(|films| films.get_or_insert_default().extend(page.items));
                    next.try_set(page.next_cursor);
                    failure.try_set(None);
                }
                Err(error) => drop(failure.try_set(Some(describe(&error)))),
            }
        });
    };
    fetch();
    let bring_back = Callback::new(move |it: Dismissal| {
        spawn_local(async move {
            match api.delete_discover_dismissal(&it.id).await {
                Ok(()) => {
                    films.try_update(|films| films.iter_mut().for_each(|films| films.retain(|film| film.id != it.id)));
                    toasts.say(format!("{} can be suggested again", quoted(name_of(&it))));
                    on_change.try_run(());
                }
                Err(error) => toasts.fail(describe(&error)),
            }
        });
    });
    view! {
        <Dialog title="Not for me" on_dismiss=on_close>
            <p class="quiet">"Discover doesn’t suggest these films. Bring one back if you’ve changed your mind."</p>
            {live(move || failure.get().map(|reason| view! { <FailureNotice reason on_retry=move |()| fetch() /> }))}
            {live(move || films.get().map(|films| if films.is_empty() {
                view! { <p role="status">"You haven’t dismissed any films."</p> }.into_any()
            } else {
                view! {
                    <ul class="dismissed" role="list">
                        {films.into_iter().map(|it| view! { <Row it bring_back /> }).collect_view()}
                    </ul>
                }.into_any()
            }))}
            {live(move || next.get().map(|_| view! { <Button text="Show more" on_press=move |()| fetch() /> }))}
            <div class="dialog-actions"><Button text="Done" class="is-primary" on_press=on_close /></div>
        </Dialog>
    }
}

/// What a film is called; one that the catalogue doesn’t have any more is called by its ID there.
fn name_of(it: &Dismissal) -> String {
    it.movie.as_ref().map_or_else(|| it.id.clone(), |movie| movie.title.clone())
}

#[component]
fn Row(it: Dismissal, bring_back: Callback<Dismissal>) -> impl IntoView {
    let title = name_of(&it);
    let year = it.movie.as_ref().and_then(|movie| movie.year);
    let art = drawn_as(it.movie.as_ref().and_then(|movie| movie.imdb_id.as_deref()));
    let label = format!("Bring back {title}");
    let kept = StoredValue::new(it);
    view! {
        <li>
            <div class="dismissed-art"><Poster id=art title=title.clone() /></div>
            <p><bdi>{title}</bdi>{year.map(|year| view! { " " <span class="quiet">{year}</span> })}</p>
            <button type="button" class="button" aria-label=label on:click=move |_| bring_back.run(kept.get_value())>
                <Icon name="undo" />"Bring back"
            </button>
        </li>
    }
}
