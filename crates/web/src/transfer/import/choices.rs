//! How an import is taken.

use crate::kit::counts;
use crate::library::watch_dates::in_words;
use crate::ui::select::{Choice, Select};
use domain::transfer::imports::{BulkDay, Choices, Import};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::js_sys::{Array, Function, Reflect};

/// What can be chosen before it is applied; the preview follows when it is told to.
#[component]
pub fn ChoicesForm(import: Memo<Import>, choices: RwSignal<Choices>) -> impl IntoView {
    let (days, has_settings) = import.with_untracked(|import| (import.bulk_days.clone(), import.has_settings));
    let zone = Signal::derive(move || choices.with(|it| it.time_zone.clone()).unwrap_or_else(|| UTC.to_owned()));
    let zones = Signal::stored(zones(zone.get_untracked()));
    let set_zone = move |zone: String| choices.update(|it| it.time_zone = Some(zone));
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
            {has_settings.then(|| view! {
                <Check text="Use the settings in the file" id="take-settings"
                    is_set=move || choices.with(|it| it.take_settings)
                    set=move |is| choices.update(|it| it.take_settings = is) />
            })}
            {(!days.is_empty()).then(|| view! {
                <p class="import-days-text">"On these days so many films were marked as watched that the dates are probably wrong. Tick a day to import its watches without a date."</p>
                <div class="import-days">{days.into_iter().map(day).collect_view()}</div>
            })}
            <div class="import-zone">
                <span aria-hidden="true">"Time zone of your watches"</span>
                <Select label="Time zone of your watches" id="time-zone" value=zone choices=zones on_change=set_zone />
            </div>
        </fieldset>
    }
}

/// The time zone of an import that names none.
const UTC: &str = "UTC";

/// The time zones that the browser knows, UTC, and the one that is chosen.
fn zones(chosen: String) -> Vec<Choice> {
    let known = || {
        let intl = Reflect::get(&window(), &"Intl".into()).ok()?;
        let list: Function = Reflect::get(&intl, &"supportedValuesOf".into()).ok()?.dyn_into().ok()?;
        Some(Array::from(&list.call1(&intl, &"timeZone".into()).ok()?))
    };
    let known: Vec<String> =
        known().map(|names| names.iter().filter_map(|it| it.as_string()).collect()).unwrap_or_default();
    let mut names: Vec<String> = [UTC.to_owned(), chosen].into_iter().chain(known).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| (name.clone(), name.replace('_', " "))).collect()
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
