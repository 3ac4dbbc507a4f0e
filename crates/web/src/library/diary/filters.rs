//! Which watches the diary shows.

use super::view::Address;
use crate::context::{use_api, use_navigation};
use crate::kit::browser;
use crate::kit::dates::MONTHS;
use crate::library::context::use_labels;
use crate::library::labels::LabelList;
use crate::ui::live::When;
use crate::ui::select::{Choice, Select};
use domain::library::statistics::StatisticsQuery;
use domain::library::watch_dates::{Precision, WatchDate};
use domain::library::watches_query::WatchesQuery;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Chooses year, month, rewatches, tag, place and people.
#[component]
pub fn DiaryFilters(address: Memo<Address>) -> impl IntoView {
    let query = Memo::new(move |_| address.with(|address| address.query.clone()));
    let (labels, navigation) = (use_labels(), use_navigation());
    let ask = Callback::new(move |query: WatchesQuery| {
        navigation.push_in_place(&Address { query, ..address.get_untracked() }.to_url());
    });
    let years = use_years();
    let year = move || query.with(|query| query.watched_in.map(year_of).unwrap_or_default());
    let month = move || query.with(|query| query.watched_in.map(month_of).unwrap_or_default());
    let with = move |change: &dyn Fn(&mut WatchesQuery)| {
        let mut changed = query.get_untracked();
        change(&mut changed);
        ask.run(changed);
    };
    let year_choices = move || {
        let known = years.get().into_iter().map(|year| year.to_string());
        choices("Any time", known.map(|year| (year.clone(), year)), year())
    };
    let month_choices = move || {
        let months =
            MONTHS.into_iter().zip(1..).map(|(name, number)| (format!("{}-{number:02}", year()), name.to_owned()));
        choices("Any month", months, String::new())
    };
    let rewatch = move || query.with(|query| query.rewatch.map(|it| it.to_string()).unwrap_or_default());
    let rewatches = [("false", "First watches"), ("true", "Rewatches")];
    let rewatches = rewatches.map(|(value, text)| (value.to_owned(), text.to_owned()));
    view! {
        <div class="filters">
            <Select
                label="Year"
                id="diary-year"
                value=Signal::derive(year)
                choices=Signal::derive(year_choices)
                on_change=move |year: String| with(&|query| query.watched_in = year.parse().ok())
            />
            <When holds=move || !year().is_empty()>
                <Select
                    label="Month"
                    id="diary-month"
                    value=Signal::derive(month)
                    choices=Signal::derive(month_choices)
                    on_change=move |month: String| {
                        let year = untrack(year);
                        with(&|query| query.watched_in = month.parse().ok().or_else(|| year.parse().ok()));
                    }
                />
            </When>
            <Select
                label="Rewatches"
                id="diary-rewatch"
                value=Signal::derive(rewatch)
                choices=Signal::stored(choices("All watches", rewatches, String::new()))
                on_change=move |rewatch: String| with(&|query| query.rewatch = rewatch.parse().ok())
            />
            <LabelSelect query ask title="Tag" any="Any tag" id="diary-tag" labels=labels.tags field=|query| &mut query.tag />
            <LabelSelect query ask title="Place" any="Any place" id="diary-place" labels=labels.places field=|query| &mut query.place />
            <LabelSelect query ask title="With" any="With anyone" id="diary-companion" labels=labels.companions field=|query| &mut query.companion />
        </div>
    }
}

/// Chooses a label; where there are none, there is nothing to choose.
#[component]
fn LabelSelect(
    query: Memo<WatchesQuery>,
    ask: Callback<WatchesQuery>,
    title: &'static str,
    any: &'static str,
    id: &'static str,
    labels: LabelList,
    field: fn(&mut WatchesQuery) -> &mut Option<String>,
) -> impl IntoView {
    let chosen = move || field(&mut query.get()).clone().unwrap_or_default();
    let known = move || labels.names().into_iter().map(|name| (name.clone(), name));
    let some = move || !labels.names().is_empty() || !chosen().is_empty();
    view! {
        <When holds=some>
            <Select
                label=title
                id
                value=Signal::derive(chosen)
                choices=Signal::derive(move || choices(any, known(), chosen()))
                on_change=move |name: String| {
                    let mut changed = query.get_untracked();
                    *field(&mut changed) = Some(name).filter(|name| !name.is_empty());
                    ask.run(changed);
                }
            />
        </When>
    }
}

/// Any, those that are known, and the one that is chosen in any case.
fn choices(any: &str, known: impl IntoIterator<Item = Choice>, chosen: String) -> Vec<Choice> {
    let mut all = vec![(String::new(), any.to_owned())];
    all.extend(known);
    if !all.iter().any(|(value, _)| *value == chosen) {
        all.push((chosen.clone(), chosen));
    }
    all
}

fn year_of(date: WatchDate) -> String {
    date.first_day().year().to_string()
}

fn month_of(date: WatchDate) -> String {
    if date.precision() == Precision::Year { String::new() } else { date.to_string().chars().take(7).collect() }
}

/// The years in which there are watches. A period without any is asked for, which is answered at once.
fn use_years() -> RwSignal<Vec<i16>> {
    let (api, years) = (use_api(), RwSignal::new(Vec::new()));
    spawn_local(async move {
        let tomorrow = browser::today().tomorrow().ok();
        let query = StatisticsQuery { from: tomorrow, to: tomorrow, ..StatisticsQuery::default() };
        if let Ok(statistics) = api.get_statistics(&query).await {
            years.try_set(statistics.all_years);
        }
    });
    years
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_can_be_seen_even_if_no_watch_has_it_any_more() {
        let known = [("Lux".to_owned(), "Lux".to_owned())];
        let texts = |chosen: &str| {
            choices("Any", known.clone(), chosen.to_owned()).into_iter().map(|it| it.1).collect::<Vec<_>>()
        };
        assert_eq!(texts(""), ["Any", "Lux"]);
        assert_eq!(texts("Rex"), ["Any", "Lux", "Rex"]);
    }

    #[test]
    fn a_day_lies_in_its_year_and_month() {
        let parts = |text: &str| text.parse().map(|date| (year_of(date), month_of(date))).unwrap_or_default();
        assert_eq!(parts("2024-03-09"), ("2024".to_owned(), "2024-03".to_owned()));
        assert_eq!(parts("2024"), ("2024".to_owned(), String::new()));
    }
}
