//! What a period adds up to: figures as tiles, charts, and the films that stand out.

use super::bars::{self, Bar, Period};
use super::charts::{BarChart, Layout, Measure};
use super::heat_map::HeatMap;
use crate::base::routes::movie_url;
use crate::kit::counts;
use crate::kit::dates;
use crate::kit::ratings;
use crate::library::poster::Poster;
use crate::library::watch_dates;
use crate::ui::stars::Stars;
use domain::library::ratings::Rating;
use domain::library::statistics::{Highlight, Span, Statistics};
use domain::library::watches::WatchedMovie;
use leptos::prelude::*;

/// All that a period adds up to. `links` says whether it leads to the films, which those of others don't.
#[component]
pub fn Figures(statistics: Statistics, period: Period, links: bool) -> impl IntoView {
    let all = &statistics;
    let draw = |title: &'static str, bars: Vec<Bar>, layout: Layout, measure: Measure| {
        let bars: Vec<_> = bars.into_iter().map(|bar| Bar { url: bar.url.filter(|_| links), ..bar }).collect();
        (!bars.is_empty()).then(|| view! { <BarChart title bars layout measure /> })
    };
    let chart = |title, bars, layout| draw(title, bars, layout, Measure::Watches);
    let over_time = match (period.0, period.year()) {
        (_, Some(year)) => chart("Watches by month", bars::months(all, year), Layout::Columns),
        (Some(month), None) => chart("Watches by day", bars::days(all, month.first_day()), Layout::Columns),
        (None, None) => chart("Watches by year", bars::years(all), Layout::Columns),
    };
    let charts = view! {
        <div class="charts">
            {period.year().map(|year| view! { <HeatMap year days=all.days.clone() /> })}
            {over_time}
            {chart("Ratings", bars::ratings(all, period), Layout::Columns)}
            {draw("Average rating", bars::averages(all, period), Layout::Columns, Measure::Averages)}
            {chart("Days of the week", bars::weekdays(all), Layout::Columns)}
            {chart("Genres", bars::genres(all, period), Layout::Rows)}
            {chart("Directors", bars::directors(all), Layout::Rows)}
            {chart("Actors", bars::actors(all), Layout::Rows)}
            {chart("Decades", bars::decades(all, period), Layout::Rows)}
            {chart("Runtimes", bars::runtimes(all, period), Layout::Rows)}
            {chart("Places", bars::places(all), Layout::Rows)}
            {chart("Watched with", bars::companions(all), Layout::Rows)}
            <Films title="Highest rated" films=all.highest_rated.clone() links />
            <Films title="Watched most often" films=all.most_watched.clone() links />
        </div>
    };
    view! {
        <Tiles statistics links />
        {charts}
    }
}

/// The figures that are one number each.
#[component]
fn Tiles(statistics: Statistics, links: bool) -> impl IntoView {
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
                    {film_title(film.movie, links)}
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
            {average_rating.map(|rating| {
                let (number, text) = ratings::average(ratings::hundredths(rating));
                tile(number, text)
            })}
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

fn film_title(movie: WatchedMovie, links: bool) -> AnyView {
    if links {
        view! { <a class="film-name" href=movie_url(movie.id) dir="auto">{movie.title}</a> }.into_any()
    } else {
        view! { <span class="film-name" dir="auto">{movie.title}</span> }.into_any()
    }
}

#[component]
fn Films(title: &'static str, films: Vec<Highlight>, links: bool) -> impl IntoView {
    let row = |film: Highlight| {
        let half_stars = film.rating.and_then(half_stars).unwrap_or(0);
        view! {
            <li>
                <div class="film-line-art">
                    <Poster id=film.movie.id title=film.movie.title.clone() url=film.movie.poster_url.clone() />
                </div>
                {film_title(film.movie.clone(), links)}
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
}
