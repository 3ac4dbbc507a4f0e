//! The saved views, beside those that are built in.

use super::Asking;
use super::view_dialogs::{EditViewDialog, SaveViewDialog};
use crate::context::use_api;
use crate::library::context::use_library_state;
use crate::library::state::Change;
use crate::ui::icon::Icon;
use crate::ui::live::{When, live};
use domain::library::movies_query::{MoviesQuery, Status};
use domain::library::views::View;
use domain::queries::ListQuery;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The dialog that is open.
#[derive(Clone, PartialEq)]
enum Opened {
    Save,
    Edit(Box<View>),
}

/// The views of this page, each a press away; saving what is asked for as another one, and changing the one that is
/// shown.
#[component]
pub fn ViewChips(asking: Asking) -> impl IntoView {
    let api = use_api();
    let (views, opened) = (RwSignal::new(Vec::<View>::new()), RwSignal::new(None::<Opened>));
    let load = move || {
        spawn_local(async move {
            // Without them the page works too, so a failure is not worth a word.
            if let Ok(found) = api.list_views().await {
                views.try_set(found.items);
            }
        });
    };
    load();
    use_library_state().on_change(move |change| {
        if change == Change::Views {
            load();
        }
    });
    let is_watchlist = move || asking.list.address.with(|address| address.is_watchlist);
    let here =
        move || views.get().into_iter().filter(|view| is_of_watchlist(view) == is_watchlist()).collect::<Vec<_>>();
    let text = Memo::new(move |_| asking.query(ListQuery::to_text));
    let shown = Memo::new(move |_| views.with(|views| views.iter().find(|view| view.query == text.get()).cloned()));
    let is_worth_saving =
        move || shown.with(Option::is_none) && asking.query(|query| is_worth_saving(query, is_watchlist()));
    let chip = move |view: View| {
        let query = StoredValue::new(view.query.clone());
        let pressed = move || query.with_value(|query| text.with(|text| text == query)).to_string();
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=pressed
                on:click=move |_| asking.ask(|asked| *asked = query.with_value(|query| read(query)))
            >
                <span dir="auto">{view.name}</span>
            </button>
        }
    };
    // The dialog is gone when a deleted view comes back, so this is not of the dialog.
    let on_undone = Callback::new(move |()| load());
    let close = Callback::new(move |()| {
        opened.set(None);
        load();
    });
    view! {
        <div class="chips views" role="group" aria-label="Saved views">{live(move || here().into_iter().map(chip).collect_view())}</div>
        <When holds=is_worth_saving>
            <button type="button" class="chip is-quiet" id="save-view" on:click=move |_| opened.set(Some(Opened::Save))>
                <Icon name="plus" />"Save view"
            </button>
        </When>
        <When holds=move || shown.with(Option::is_some)>
            <button
                type="button"
                class="chip is-icon is-quiet"
                id="edit-view"
                aria-label="Edit this view"
                title="Edit this view"
                on:click=move |_| opened.set(shown.get_untracked().map(|view| Opened::Edit(Box::new(view))))
            >
                <Icon name="pencil" />
            </button>
        </When>
        {live(move || opened.get().map(|dialog| match dialog {
            Opened::Save => view! { <SaveViewDialog query=text.get_untracked() on_close=close /> }.into_any(),
            Opened::Edit(view) => view! { <EditViewDialog view=*view on_close=close on_undone /> }.into_any(),
        }))}
    }
}

fn read(query: &str) -> MoviesQuery {
    MoviesQuery::parse_text(query, "query").unwrap_or_default()
}

fn is_of_watchlist(view: &View) -> bool {
    read(&view.query).status == Some(Status::Watchlist)
}

/// Whether it is none of the views that are built in.
fn is_worth_saving(query: &MoviesQuery, is_watchlist: bool) -> bool {
    let plain = MoviesQuery { status: query.status, ..MoviesQuery::default() };
    *query != plain && (!is_watchlist || query.status == Some(Status::Watchlist))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_is_not_worth_saving() {
        let worth = |text: &str, is_watchlist| is_worth_saving(&read(text), is_watchlist);
        assert!(!worth("", false) && !worth("status=watched", false) && !worth("status=watchlist", true));
        assert!(
            worth("genre=Drama", false) && worth("sort=title", false) && worth("status=watchlist&runtime_max=90", true)
        );
    }
}
