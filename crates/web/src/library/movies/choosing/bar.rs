//! The bar below the films that are chosen from.

use super::Choosing;
use super::chosen::Chosen;
use super::dialogs::{Asked, Dialogs};
use crate::kit::counts;
use crate::ui::icon::Icon;
use crate::ui::live::{When, words};
use domain::library::batch::ChangeDraft;
use leptos::prelude::*;

/// How many films are chosen, and what can be done to them.
#[component]
pub fn ChoiceBar(choosing: Choosing) -> impl IntoView {
    let total = move || choosing.list().films.listing.total().unwrap_or(0);
    let none = move || choosing.count() == 0;
    let told = move || {
        if none() { "Select films".to_owned() } else { format!("{} selected", counts::grouped(choosing.count())) }
    };
    let is_all = move || choosing.chosen.with(Chosen::is_all) || choosing.count() >= total();
    let liked = Memo::new(move |_| choosing.all_shown(|movie| movie.liked));
    let wanted = Memo::new(move |_| choosing.all_shown(|movie| movie.on_watchlist));
    let like = move |()| {
        let like = !liked.get_untracked();
        let change = ChangeDraft { liked: Some(like), ..ChangeDraft::default() };
        choosing.change(change, if like { "liked" } else { "no longer liked" });
    };
    let want = move |()| {
        let want = !wanted.get_untracked();
        let change = ChangeDraft { on_watchlist: Some(want), ..ChangeDraft::default() };
        choosing.change(change, if want { "added to the watchlist" } else { "removed from the watchlist" });
    };
    let ask = move |asked: Asked| Callback::new(move |()| choosing.asked.set(Some(asked)));
    let fixed = |text: &'static str| Signal::stored(text.to_owned());
    let either = |is_so: Memo<bool>, yes: &'static str, no: &'static str| {
        Signal::derive(move || if is_so.get() { yes } else { no }.to_owned())
    };
    view! {
        <div class="choice-bar" id="choice-bar" role="region" aria-label="Selected films">
            <div class="choice-told">
                <p role="status" id="chosen-count">{words(told)}</p>
                <When holds=move || !is_all()>
                    <button type="button" class="chip" id="choose-all" on:click=move |_| choosing.chosen.set(Chosen::all())>
                        {words(move || format!("Select all {}", counts::grouped(total())))}
                    </button>
                </When>
                <When holds=move || !none()>
                    <button type="button" class="chip is-quiet" id="choose-none" on:click=move |_| choosing.chosen.set(Chosen::default())>
                        "Clear"
                    </button>
                </When>
            </div>
            <When holds=move || !none()>
                <div class="choice-actions" role="group" aria-label="Actions for the selected films">
                    <Action icon="star" text=fixed("Rate") on_press=ask(Asked::Rate) />
                    <Action icon="heart" text=either(liked, "Unlike", "Like") on_press=Callback::new(like) />
                    <Action icon="plus" text=fixed("Add tags") on_press=ask(Asked::AddTags) />
                    <Action icon="x" text=fixed("Remove tags") on_press=ask(Asked::RemoveTags) />
                    <Action icon="rows" text=fixed("Add to list") on_press=ask(Asked::List) />
                    <Action icon="eye" text=fixed("Log") on_press=ask(Asked::Log) />
                    <Action icon="calendar" text=fixed("Move date") on_press=ask(Asked::MoveDate) />
                    <Action icon="bookmark" text=either(wanted, "Remove from watchlist", "Add to watchlist") on_press=Callback::new(want) />
                    <Action icon="trash" text=fixed("Delete") on_press=ask(Asked::Delete) />
                </div>
            </When>
            <button type="button" class="button" id="choose-end" on:click=move |_| choosing.end()>"Done"</button>
        </div>
        <Dialogs choosing />
    }
}

#[component]
fn Action(icon: &'static str, text: Signal<String>, on_press: Callback<()>) -> impl IntoView {
    view! {
        <button type="button" class="chip" on:click=move |_| on_press.run(())>
            <Icon name=icon /><span>{words(move || text.get())}</span>
        </button>
    }
}
