//! How an import is taken.

use super::open::OpenImport;
use crate::kit::counts;
use crate::library::watch_dates::in_words;
use crate::ui::button::Button;
use crate::ui::live::live;
use domain::transfer::imports::{BulkDay, Choices, Import};
use leptos::prelude::*;

/// What can be chosen before it is applied; the preview follows when it is told to.
#[component]
pub fn ChoicesForm(open: OpenImport, import: Memo<Import>) -> impl IntoView {
    let saved = Memo::new(move |_| import.with(|import| import.choices.clone()));
    let choices = RwSignal::new(saved.get_untracked());
    let days = import.with_untracked(|import| import.bulk_days.clone());
    let zone = saved.get_untracked().time_zone.unwrap_or_else(|| "UTC".to_owned());
    let is_changed = Memo::new(move |_| choices.get() != saved.get());
    let update = move |()| {
        let choices = choices.get_untracked();
        open.act(async move { open.api().update_import(open.id, &choices).await }, || {});
    };
    let day = move |day: BulkDay| view! { <DayChoice day choices /> };
    view! {
        <fieldset class="import-choices">
            <legend class="visually-hidden">"How it’s imported"</legend>
            <Check text="A rating’s date counts as a watch, for films without one" id="rating-dates"
                is_set=move || choices.with(|it| it.rating_dates_are_watches)
                set=move |is| choices.update(|it| it.rating_dates_are_watches = is) />
            <Check text="Replace ratings that you have already" id="replace-ratings"
                is_set=move || choices.with(|it| it.replace_ratings)
                set=move |is| choices.update(|it| it.replace_ratings = is) />
            {(!days.is_empty()).then(|| view! {
                <p class="import-days-text">"On these days so many films were marked as watched that the dates are probably wrong. Tick a day to import its watches without a date."</p>
                <div class="import-days">{days.into_iter().map(day).collect_view()}</div>
            })}
            <p class="quiet">{format!("Times are read as {zone}.")}</p>
        </fieldset>
        {live(move || is_changed.get().then(|| view! {
            <div class="button-row"><Button text="Update the preview" class="is-primary" on_press=update /></div>
        }))}
    }
}

#[component]
fn DayChoice(day: BulkDay, choices: RwSignal<Choices>) -> impl IntoView {
    let BulkDay { date, watches } = day;
    let text = format!("{}: {}", in_words(date), counts::watches(watches));
    let is_set = move || choices.with(|it| it.undated_days.contains(&date));
    let set = move |is: bool| {
        choices.update(|it| {
            it.undated_days.retain(|other| *other != date);
            if is {
                it.undated_days.push(date);
            }
        });
    };
    view! { <Check text id=format!("day-{date}") is_set set /> }
}

#[component]
fn Check(
    #[prop(into)] text: String,
    #[prop(into)] id: String,
    #[prop(into)] is_set: Signal<bool>,
    #[prop(into)] set: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" id=id prop:checked=move || is_set.get() on:change=move |event| set.run(event_target_checked(&event)) />
            <span>{text}</span>
        </label>
    }
}
