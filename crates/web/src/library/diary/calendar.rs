//! A month of the diary as a calendar of posters.

use super::view::{Address, View, month_of};
use crate::base::routes::movie_url;
use crate::context::use_api;
use crate::kit::browser;
use crate::kit::dates;
use crate::kit::failures::describe;
use crate::kit::tasks::Task;
use crate::library::context::use_library_state;
use crate::library::poster::Poster;
use crate::ui::icon::Icon;
use crate::ui::live::{When, effect, live, words};
use crate::ui::notice::FailureNotice;
use domain::library::watch_dates::WatchDate;
use domain::library::watches::Watch;
use domain::library::watches_query::WatchesQuery;
use domain::pages::PageQuery;
use domain::times::Date;
use leptos::prelude::*;
use std::iter::successors;

/// The days of a week.
const WEEKDAYS: [(&str, &str); 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];

/// How many watches come in one answer: the most that the API gives.
const PER_PAGE: u32 = 100;
/// So many pages are fetched at most, for a month with an import in it.
const MOST_PAGES: usize = 10;

/// The watches of a month, once they are there.
#[derive(Clone, PartialEq)]
enum Stage {
    Loading,
    Failed(String),
    Ready(Vec<Watch>),
}

/// The month that the address names, with a poster on each day.
#[component]
pub fn Calendar(address: Memo<Address>) -> impl IntoView {
    let month = Memo::new(move |_| address.with(|address| address.month(browser::today())));
    let stage = RwSignal::new(Stage::Loading);
    let (api, fetching) = (use_api(), StoredValue::new_local(None::<Task>));
    let fetch = Callback::new(move |()| {
        let query = address.with_untracked(|address| address.query.clone());
        let query = WatchesQuery { watched_in: month_of(month.get_untracked()), ..query };
        fetching.set_value(Some(Task::spawn(async move {
            let (mut watches, mut cursor) = (Vec::new(), None);
            for _ in 0..MOST_PAGES {
                match api.list_watches(&query, &PageQuery { limit: PER_PAGE, cursor }).await {
                    Ok(page) => {
                        watches.extend(page.items);
                        cursor = page.next_cursor;
                    }
                    Err(error) => return drop(stage.try_set(Stage::Failed(describe(&error)))),
                }
                if cursor.is_none() {
                    break;
                }
            }
            stage.try_set(Stage::Ready(watches));
        })));
    });
    effect(move || {
        address.track();
        fetch.run(());
    });
    use_library_state().on_change(move |_| fetch.run(()));
    let retry = move |()| {
        stage.set(Stage::Loading);
        fetch.run(());
    };
    view! {
        <MonthHeader address month />
        {live(move || match stage.get() {
            Stage::Loading => view! { <p class="visually-hidden" role="status">"Loading the month…"</p> }.into_any(),
            Stage::Failed(reason) => view! { <FailureNotice reason on_retry=retry /> }.into_any(),
            Stage::Ready(watches) => view! { <Month address month=month.get() watches /> }.into_any(),
        })}
    }
}

#[component]
fn MonthHeader(address: Memo<Address>, month: Memo<Date>) -> impl IntoView {
    let link = move |month: Option<Date>, icon: &'static str, text: &'static str| {
        let month = month.and_then(month_of)?;
        let url = address.get().with(|query| query.watched_in = Some(month)).to_url();
        Some(view! { <a class="icon-button" href=url aria-label=text title=text><Icon name=icon /></a> })
    };
    let before = move || month.get().yesterday().ok().map(Date::first_of_month);
    let after = move || month.get().last_of_month().tomorrow().ok();
    view! {
        <div class="calendar-header">
            {live(move || link(before(), "left", "Previous month"))}
            <h2 aria-live="polite">{words(move || dates::month(month.get()))}</h2>
            {live(move || link(after(), "right", "Next month"))}
        </div>
    }
}

#[component]
fn Month(address: Memo<Address>, month: Date, watches: Vec<Watch>) -> impl IntoView {
    let (dated, vague): (Vec<_>, Vec<_>) =
        watches.into_iter().partition(|watch| watch.watched_on.is_some_and(|date| date.day().is_some()));
    let none = dated.is_empty() && vague.is_empty();
    let heading = move |(short, full): (&'static str, &'static str)| {
        view! { <th scope="col"><abbr title=full>{short}</abbr></th> }
    };
    let row = move |week: Vec<Option<Date>>| {
        let cells = week.into_iter().map(|day| {
            let on_day = |watch: &&Watch| watch.watched_on.and_then(WatchDate::day) == day;
            let films: Vec<Watch> = day.iter().flat_map(|_| dated.iter().filter(on_day).cloned()).collect();
            view! { <td>{day.map(|day| view! { <Day address day films /> })}</td> }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    };
    view! {
        <table class="calendar">
            <caption class="visually-hidden">{dates::month(month)}</caption>
            <thead><tr>{WEEKDAYS.map(heading).collect_view()}</tr></thead>
            <tbody>{weeks(month).into_iter().map(row).collect_view()}</tbody>
        </table>
        <When holds=move || none><p class="quiet">"No watches in this month match."</p></When>
        {(!vague.is_empty()).then(|| view! {
            <section class="calendar-vague">
                <h3>{format!("Sometime in {}", dates::month(month))}</h3>
                <ul class="calendar-films">{vague.into_iter().map(|watch| view! { <li><PosterLink watch /></li> }).collect_view()}</ul>
            </section>
        })}
    }
}

/// A day: the film that was watched last, and how many others.
#[component]
fn Day(address: Memo<Address>, day: Date, films: Vec<Watch>) -> impl IntoView {
    let others = films.len().saturating_sub(1);
    let url = move || {
        let list = address.get().shown_as(View::List);
        list.with(|query| query.watched_in = Some(day.into())).to_url()
    };
    view! {
        <div class="calendar-cell">
            <span class="calendar-day" class:is-today=day == browser::today()>
                <span aria-hidden="true">{day.day()}</span><span class="visually-hidden">{dates::day(day)}</span>
            </span>
            {films.into_iter().next().map(|watch| view! { <PosterLink watch /> })}
            {(others > 0).then(|| view! {
                <a class="calendar-others" href=url aria-label=others_on(others, day)>{format!("+{others}")}</a>
            })}
        </div>
    }
}

fn others_on(others: usize, day: Date) -> String {
    let films = if others == 1 { "film" } else { "films" };
    format!("{others} more {films} on {}", dates::day(day))
}

#[component]
fn PosterLink(watch: Watch) -> impl IntoView {
    let (id, title) = (watch.movie.id, watch.movie.title);
    let name = title.clone();
    view! { <a class="calendar-film" href=movie_url(id) aria-label=name.clone() title=name><Poster id title /></a> }
}

/// The days of a month in weeks that begin on Monday, with nothing before the first and behind the last.
fn weeks(first: Date) -> Vec<Vec<Option<Date>>> {
    let before = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or_default();
    let days = successors(Some(first), |day| day.tomorrow().ok()).take_while(|day| day.month() == first.month());
    let mut cells: Vec<Option<Date>> = vec![None; before];
    cells.extend(days.map(Some));
    cells.resize(cells.len().next_multiple_of(7), None);
    cells.chunks(7).map(<[_]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::times::parse_date;

    #[test]
    fn a_month_fills_whole_weeks() {
        let shape = |month: &str| {
            let weeks = weeks(parse_date(month).unwrap());
            let days = weeks.iter().flatten().flatten().count();
            (weeks.len(), weeks[0].iter().take_while(|day| day.is_none()).count(), days)
        };
        // February of four weeks that begins on a Monday, one of a leap year, and a long month that begins on a Sunday.
        assert_eq!(shape("2027-02-01"), (4, 0, 28));
        assert_eq!(shape("2024-02-01"), (5, 3, 29));
        assert_eq!(shape("2026-03-01"), (6, 6, 31));
    }
}
