//! What the watches of a year, or of all time, add up to.

mod bars;
mod charts;
mod figures;
mod heat_map;
mod picture;
mod share;
mod shared;

pub use shared::SharedYearPage;

use crate::base::routes::{Location, STATISTICS};
use crate::context::{use_api, use_navigation};
use crate::kit::browser;
use crate::kit::dates::MONTHS;
use crate::kit::failures::describe;
use crate::kit::tasks::Task;
use crate::library::context::use_library_state;
use crate::library::watch_dates;
use crate::ui::button::Button;
use crate::ui::live::{When, effect, live, words};
use crate::ui::notice::{FailureNotice, Notice};
use crate::ui::select::{Choice, Select};
use bars::Period;
use domain::library::statistics::Statistics;
use domain::library::watch_dates::{Precision, WatchDate};
use figures::Figures;
use leptos::prelude::*;
use share::ShareDialog;

/// What there is to show.
#[derive(Clone)]
enum Stage {
    Loading,
    Failed(String),
    Ready(Box<Statistics>, Period),
}

/// The page of statistics; the year stands in its address.
#[component]
pub fn StatisticsPage() -> impl IntoView {
    let (api, navigation) = (use_api(), use_navigation());
    let period = Memo::new(move |_| period_of(&navigation.location()));
    let sharing = RwSignal::new(false);
    let stage = RwSignal::new(Stage::Loading);
    let fetching = StoredValue::new_local(None::<Task>);
    let fetch = move || {
        let period = period.get_untracked();
        fetching.set_value(Some(Task::spawn(async move {
            match api.get_statistics(&period.query()).await {
                Ok(statistics) => drop(stage.try_set(Stage::Ready(Box::new(statistics), period))),
                Err(error) => drop(stage.try_set(Stage::Failed(describe(&error)))),
            }
        })));
    };
    effect(move || {
        period.track();
        fetch();
    });
    use_library_state().on_change(move |_| fetch());
    browser::set_title("Statistics");
    view! {
        <div class="page-header">
            <h1 tabindex="-1">{words(move || title(period.get()))}</h1>
            <div class="page-actions">
                <When holds=move || period.get().year().is_some() && has_watches(stage)>
                    <Button text="Share" icon="copy" on_press=move |()| sharing.set(true) />
                </When>
                <PeriodSelect stage period />
            </div>
        </div>
        {live(move || {
            let statistics = stage.with(|stage| if let Stage::Ready(it, _) = stage { Some((**it).clone()) } else { None });
            let year = period.get().year().filter(|_| sharing.get())?;
            Some(view! { <ShareDialog year statistics=statistics? on_close=move |()| sharing.set(false) /> })
        })}
        {live(move || match stage.get() {
            Stage::Loading => view! { <p class="visually-hidden" role="status">"Loading…"</p> }.into_any(),
            Stage::Failed(reason) => view! { <FailureNotice reason on_retry=move |()| fetch() /> }.into_any(),
            Stage::Ready(statistics, _) if statistics.watches == 0 => view! {
                <Notice icon="chart" title="Nothing to add up yet" text="Statistics appear once you’ve logged films in this period.">
                    <a class="button is-primary" href="/movies">"Browse films"</a>
                </Notice>
            }.into_any(),
            Stage::Ready(statistics, period) => view! { <Figures statistics=*statistics period links=true /> }.into_any(),
        })}
    }
}

fn has_watches(stage: RwSignal<Stage>) -> bool {
    stage.with(|stage| matches!(stage, Stage::Ready(statistics, _) if statistics.watches > 0))
}

/// The period that an address names: `?year=2025`, `?month=2025-03`, or all time.
fn period_of(location: &Location) -> Period {
    let date = |name: &str, precision: Precision| {
        let date: Option<WatchDate> = location.value(name)?.parse().ok();
        date.filter(|date| date.precision() == precision)
    };
    Period(date("month", Precision::Month).or_else(|| date("year", Precision::Year)))
}

fn title(period: Period) -> String {
    period.0.map_or_else(|| "Statistics".to_owned(), |date| format!("{} in films", watch_dates::in_words(date)))
}

/// The year, and then the month.
#[component]
fn PeriodSelect(stage: RwSignal<Stage>, period: Memo<Period>) -> impl IntoView {
    let navigation = use_navigation();
    let year_shown = move || period.get().0.map(|date| date.first_day().year());
    let text = move || year_shown().map(|year| year.to_string()).unwrap_or_default();
    let choices = move || -> Vec<Choice> {
        let mut years = stage.with(|stage| match stage {
            Stage::Ready(statistics, _) => statistics.all_years.clone(),
            Stage::Loading | Stage::Failed(_) => Vec::new(),
        });
        years.extend(year_shown().filter(|year| !years.contains(year)));
        let all = (String::new(), "All time".to_owned());
        [all].into_iter().chain(years.into_iter().map(|year| (year.to_string(), year.to_string()))).collect()
    };
    let month_text = move || {
        let month = period.get().0.filter(|date| date.precision() == Precision::Month);
        month.map(|month| month.to_string()).unwrap_or_default()
    };
    let month_choices = move || -> Vec<Choice> {
        let year = year_shown().unwrap_or_default();
        let months =
            MONTHS.into_iter().zip(1..).map(|(name, number)| (format!("{year:04}-{number:02}"), name.to_owned()));
        [(String::new(), "All months".to_owned())].into_iter().chain(months).collect()
    };
    let go = move |name: &str, value: &str| {
        let url = if value.is_empty() { STATISTICS.to_owned() } else { format!("{STATISTICS}?{name}={value}") };
        navigation.push_in_place(&url);
    };
    view! {
        <When holds=move || period.get().0.is_some()>
            <Select
                label="Month"
                id="statistics-month"
                value=Signal::derive(month_text)
                choices=Signal::derive(month_choices)
                on_change=move |month: String| match year_shown() {
                    Some(year) if month.is_empty() => go("year", &year.to_string()),
                    _ => go("month", &month),
                }
            />
        </When>
        <Select
            label="Period"
            id="statistics-year"
            value=Signal::derive(text)
            choices=Signal::derive(choices)
            on_change=move |year: String| go("year", &year)
        />
    }
}
