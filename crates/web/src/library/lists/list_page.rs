//! A list's own page.

use super::adding::AddDialog;
use super::card::{ListMarks, Progress, facts};
use super::form::ListForm;
use super::items::{Items, OwnItems, ReadItem};
use super::note::NoteForm;
use super::open_list::{ListDialog, OpenList, Stage};
use super::sharing::ShareDialog;
use crate::base::routes::{LISTS, Route};
use crate::context::use_navigation;
use crate::kit::browser;
use crate::library::context::use_library_state;
use crate::lists::more::More;
use crate::lists::paged_list::{ListStatus, loading_text};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::live::{When, live, words};
use crate::ui::markdown::markdown;
use crate::ui::notice::{FailureNotice, Notice};
use domain::ids::ListId;
use domain::library::lists::List;
use leptos::prelude::*;

/// All that is on one list; without an id, that there is no such list.
#[component]
pub fn ListPage(id: Option<ListId>) -> impl IntoView {
    browser::set_title("List");
    view! {
        <BackLink />
        {match id {
            Some(id) => view! { <Found id /> }.into_any(),
            None => view! { <Missing /> }.into_any(),
        }}
    }
}

#[component]
fn BackLink() -> impl IntoView {
    let navigation = use_navigation();
    view! {
        <a class="back-link" href=LISTS on:click=move |event| navigation.go_back_to(Route::Lists, &event)><Icon name="left" />"Lists"</a>
    }
}

#[component]
fn Missing() -> impl IntoView {
    view! {
        <Notice icon="rows" title="List not found" text="This list doesn’t exist, was deleted, or isn’t shared with you.">
            <a class="button is-primary" href=LISTS>"All lists"</a>
        </Notice>
    }
}

#[component]
fn Found(id: ListId) -> impl IntoView {
    let open = OpenList::of(id);
    open.load();
    use_library_state().on_change(move |_| open.reload());
    let stage = Memo::new(move |_| open.stage.get());
    live(move || match (stage.get(), open.list.get_untracked()) {
        (Stage::Ready, Some(first)) => view! { <Shown open first /> }.into_any(),
        (Stage::Missing, _) => view! { <Missing /> }.into_any(),
        (Stage::Failed(reason), _) => view! { <FailureNotice reason on_retry=move |()| open.load() /> }.into_any(),
        _ => loading_text().into_any(),
    })
}

#[component]
fn Shown(open: OpenList, first: List) -> impl IntoView {
    let is_own = first.owner.is_none();
    // While this is shown there is a list; the first one stands in for none.
    let list = Memo::new(move |_| open.list.get().unwrap_or_else(|| first.clone()));
    let name = Memo::new(move |_| list.with(|list| list.name.clone()));
    Effect::new(move |_| browser::set_title(&name.get()));
    let pages = open.pages;
    let empty = move || {
        if is_own {
            view! {
                <Notice icon="film" title="No films on this list yet" text="Add films here, or from a film’s own page.">
                    <Button text="Add films" class="is-primary" on_press=move |()| open.dialog.set(Some(ListDialog::Add)) />
                </Notice>
            }
            .into_any()
        } else {
            view! { <Notice icon="film" title="No films on this list yet" /> }.into_any()
        }
    };
    view! {
        <article class="list-page">
            <header class="list-head">
                <h1 tabindex="-1" dir="auto">{words(move || name.get())}</h1>
                {live(move || view! { <Head list=list.get() /> })}
                <When holds=move || is_own><OwnerActions open /></When>
            </header>
            {if is_own {
                view! { <OwnItems open=StoredValue::new(open) /> }.into_any()
            } else {
                let parts = open.listing().parts(|item| live(move || view! { <ReadItem item=item.get() /> }).into_any());
                view! { <Items parts ranked=Signal::derive(move || open.is_ranked()) /> }.into_any()
            }}
            <ListStatus list=pages loading=loading_text empty />
            <More list=pages />
        </article>
        <Dialogs open list />
    }
}

#[component]
fn Head(list: List) -> impl IntoView {
    view! {
        <p class="film-meta">
            <span>{facts(&list)}</span>
            {list.owner.clone().map(|owner| view! { <span>"by "<bdi>{owner}</bdi></span> })}
        </p>
        <Progress watched=list.watched_count count=list.movie_count />
        {list.description.clone().map(|text| view! { <div class="list-description">{markdown(&text)}</div> })}
        <ListMarks list=list.clone() />
    }
}

#[component]
fn OwnerActions(open: OpenList) -> impl IntoView {
    let show = move |dialog: ListDialog| open.dialog.set(Some(dialog));
    view! {
        <div class="film-page-actions">
            <Button text="Add films" icon="plus" class="is-primary" on_press=move |()| show(ListDialog::Add) />
            <Button text="Share" icon="people" on_press=move |()| show(ListDialog::Share) />
            <Button text="Edit" icon="pencil" on_press=move |()| show(ListDialog::Edit) />
            <Button text="Delete" icon="trash" on_press=move |()| open.delete() />
        </div>
    }
}

#[component]
fn Dialogs(open: OpenList, list: Memo<List>) -> impl IntoView {
    let close = Callback::new(move |()| open.dialog.set(None));
    let saved = Callback::new(move |list: List| open.show(list));
    let noted = Callback::new(move |list: List| {
        open.show(list);
        open.listing().refresh();
    });
    let id = open.id;
    live(move || {
        open.dialog.get().map(|dialog| match dialog {
            ListDialog::Edit => {
                view! { <ListForm list=list.get_untracked() on_close=close on_saved=saved /> }.into_any()
            }
            ListDialog::Share => view! { <ShareDialog list on_changed=saved on_close=close /> }.into_any(),
            ListDialog::Add => view! { <AddDialog list=id on_added=noted on_close=close /> }.into_any(),
            ListDialog::Note(item) => {
                view! { <NoteForm list=id item=*item on_close=close on_saved=noted /> }.into_any()
            }
        })
    })
}
