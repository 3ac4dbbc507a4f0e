//! What the watches of a year, or of all time, add up to.

mod bars;
mod charts;
mod heat_map;

use crate::base::routes::{STATISTICS, movie_url};
use crate::context::{use_api, use_navigation};
use crate::kit::browser;
use crate::kit::counts;
use crate::kit::dates;
use crate::kit::failures::describe;
use crate::kit::tasks::Task;
use crate::library::context::use_library_state;
use crate::library::watch_dates;
use crate::ui::live::{effect, live, words};
use crate::ui::notice::{FailureNotice, Notice};
use crate::ui::select::{Choice, Select};
use crate::ui::stars::Stars;
use bars::Period;
use charts::{BarChart, Layout};
use domain::library::ratings::Rating;
use domain::library::statistics::{Highlight, Span, Statistics, StatisticsQuery};
use heat_map::HeatMap;
use leptos::prelude::*;

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
    let year = Memo::new(move |_| navigation.location().value("year").and_then(|year| year.parse::<i16>().ok()));
    let stage = RwSignal::new(Stage::Loading);
    let fetching = StoredValue::new_local(None::<Task>);
    let fetch = move || {
        let year = year.get_untracked();
        fetching.set_value(Some(Task::spawn(async move {
            let query = StatisticsQuery { year, ..StatisticsQuery::default() };
            match api.get_statistics(&query).await {
                Ok(statistics) => drop(stage.try_set(Stage::Ready(Box::new(statistics), Period(year)))),
                Err(error) => drop(stage.try_set(Stage::Failed(describe(&error)))),
            }
        })));
    };
    effect(move || {
        year.track();
        fetch();
    });
    use_library_state().on_change(move |_| fetch());
    browser::set_title("Statistics");
    view! {
        <div class="page-header">
            <h1 tabindex="-1">{words(move || title(year.get()))}</h1>
            <div class="page-actions"><YearSelect stage year /></div>
        </div>
        {live(move || match stage.get() {
            Stage::Loading => view! { <p class="visually-hidden" role="status">"Loading…"</p> }.into_any(),
            Stage::Failed(reason) => view! { <FailureNotice reason on_retry=move |()| fetch() /> }.into_any(),
            Stage::Ready(statistics, _) if statistics.watches == 0 => view! {
                <Notice icon="chart" title="Nothing to add up yet" text="Statistics appear once you’ve logged films in this period.">
                    <a class="button is-primary" href="/movies">"Browse films"</a>
                </Notice>
            }.into_any(),
            Stage::Ready(statistics, period) => view! { <Figures statistics=*statistics period /> }.into_any(),
        })}
    }
}

fn title(year: Option<i16>) -> String {
    year.map_or_else(|| "Statistics".to_owned(), |year| format!("{year} in films"))
}

#[component]
fn YearSelect(stage: RwSignal<Stage>, year: Memo<Option<i16>>) -> impl IntoView {
    let navigation = use_navigation();
    let text = move || year.get().map(|year| year.to_string()).unwrap_or_default();
    let choices = move || -> Vec<Choice> {
        let mut years = stage.with(|stage| match stage {
            Stage::Ready(statistics, _) => statistics.all_years.clone(),
            Stage::Loading | Stage::Failed(_) => Vec::new(),
        });
        years.extend(year.get().filter(|year| !years.contains(year)));
        let all = (String::new(), "All time".to_owned());
        [all].into_iter().chain(years.into_iter().map(|year| (year.to_string(), year.to_string()))).collect()
    };
    view! {
        <Select
            label="Period"
            id="statistics-year"
            value=Signal::derive(text)
            choices=Signal::derive(choices)
            on_change=move |year: String| {
                let url = if year.is_empty() { STATISTICS.to_owned() } else { format!("{STATISTICS}?year={year}") };
                navigation.push_in_place(&url);
            }
        />
    }
}

#[component]
fn Figures(statistics: Statistics, period: Period) -> impl IntoView {
    let all = &statistics;
    let chart = |title: &'static str, bars: Vec<bars::Bar>, layout: Layout| {
        (!bars.is_empty()).then(|| view! { <BarChart title bars layout /> })
    };
    let over_time = match period.0 {
        Some(year) => chart("Watches by month", bars::months(all, year), Layout::Columns),
        None => chart("Watches by year", bars::years(all), Layout::Columns),
    };
    view! {
        <Tiles statistics=statistics.clone() />
        <div class="charts">
            {period.0.map(|year| view! { <HeatMap year days=all.days.clone() /> })}
            {over_time}
            {chart("Ratings", bars::ratings(all, period), Layout::Columns)}
            {chart("Days of the week", bars::weekdays(all), Layout::Columns)}
            {chart("Genres", bars::genres(all, period), Layout::Rows)}
            {chart("Decades", bars::decades(all, period), Layout::Rows)}
            {chart("Runtimes", bars::runtimes(all, period), Layout::Rows)}
            {chart("Places", bars::places(all), Layout::Rows)}
            {chart("Watched with", bars::companions(all), Layout::Rows)}
            <Films title="Highest rated" films=all.highest_rated.clone() />
            <Films title="Watched most often" films=all.most_watched.clone() />
        </div>
    }
}

/// The figures that are one number each.
#[component]
fn Tiles(statistics: Statistics) -> impl IntoView {
    let Statistics { watches, movies, rewatches, likes, minutes, average_rating, .. } = statistics;
    let hours = minutes / 60;
    let tile =
        |value: String, text: String| view! { <li class="tile"><strong>{value}</strong><span>{text}</span></li> };
    let number = |number: u64, one: &str, many: &str| {
        tile(counts::grouped(number), if number == 1 { one } else { many }.to_owned())
    };
    let span = |span: Option<Span>, one: &'static str, many: &'static str| span.map(|it| number(it.days, one, many));
    let date: fn(&Highlight) -> Option<String> = |film| film.watched_on.map(watch_dates::in_words);
    let runtime: fn(&Highlight) -> Option<String> = |film| film.runtime_minutes.map(dates::runtime);
    let film = |title: &'static str, film: Option<Highlight>, more: fn(&Highlight) -> Option<String>| {
        film.map(|film| {
            let more = more(&film);
            view! {
                <li class="tile is-film">
                    <span>{title}</span>
                    <a href=movie_url(film.movie.id) dir="auto">{film.movie.title}</a>
                    <span>{more}</span>
                </li>
            }
        })
    };
    view! {
        <ul class="tiles" aria-label="In numbers">
            {number(watches, "watch", "watches")}
            {number(movies, "film", "films")}
            {tile(counts::grouped(hours), hours_text(hours, statistics.watches_without_runtime))}
            {average_rating.map(|rating| tile(stars(rating), "stars on average".to_owned()))}
            {number(rewatches, "rewatch", "rewatches")}
            {number(likes, "like", "likes")}
            {span(statistics.longest_streak, "day in a row", "days in a row")}
            {span(statistics.longest_gap, "day without a film", "days without a film")}
            {film("First", statistics.first, date)}
            {film("Latest", statistics.latest, date)}
            {film("Longest", statistics.longest, runtime)}
            {film("Shortest", statistics.shortest, runtime)}
        </ul>
    }
}

/// “hours”, with how many watches are not in them.
fn hours_text(hours: u64, without_runtime: u64) -> String {
    let unit = if hours == 1 { "hour" } else { "hours" };
    match without_runtime {
        0 => unit.to_owned(),
        some => format!("{unit} ({} without a runtime)", counts::watches(some)),
    }
}

/// “3.67”, without floating-point formatting.
fn stars(rating: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0.5 to 5")]
    let hundredths = (rating * 100.0).round() as u32;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[component]
fn Films(title: &'static str, films: Vec<Highlight>) -> impl IntoView {
    let row = |film: Highlight| {
        let half_stars = film.rating.and_then(half_stars).unwrap_or(0);
        view! {
            <li>
                <a href=movie_url(film.movie.id) dir="auto">{film.movie.title}</a>
                <span class="top-year">{film.movie.year.map(|year| year.to_string())}</span>
                <Stars value=Signal::stored(half_stars) />
                {(film.watches > 1).then(|| view! { <span class="top-count">{counts::watches(film.watches)}</span> })}
            </li>
        }
    };
    (!films.is_empty()).then(|| {
        view! {
            <section class="chart">
                <h2>{title}</h2>
                <ol class="top-films">{films.into_iter().take(10).map(row).collect_view()}</ol>
            </section>
        }
    })
}

fn half_stars(stars: f64) -> Option<u8> {
    Rating::from_stars(stars).map(Rating::half_stars)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_say_what_they_lack() {
        assert_eq!(hours_text(1, 0), "hour");
        assert_eq!(hours_text(2, 1), "hours (1 watch without a runtime)");
    }

    #[test]
    fn an_average_has_two_places() {
        assert_eq!([3.67, 4.0, 0.5].map(stars), ["3.67", "4.00", "0.50"]);
    }
}
