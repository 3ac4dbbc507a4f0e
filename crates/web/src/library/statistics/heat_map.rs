//! A year as a calendar: a square for each day, the darker the more was watched.

use crate::kit::counts;
use crate::kit::dates;
use domain::library::statistics::Tally;
use domain::times::{Date, parse_date};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::iter::successors;

/// The distance of two squares, in units of the drawing.
const STEP: i32 = 13;
/// The side of a square.
const SIDE: i32 = 10;
/// Room for the names of the months.
const TOP: i32 = 16;
/// So many watches and more look the same.
const DARKEST: u64 = 4;

/// A day on the calendar.
#[derive(Debug, PartialEq, Eq)]
struct Square {
    column: i32,
    row: i32,
    watches: u64,
    day: Date,
}

/// The days of a year in weeks that begin on Monday.
fn squares(year: i16, days: Vec<Tally>) -> Vec<Square> {
    let known: BTreeMap<String, u64> = days.into_iter().map(|tally| (tally.name, tally.watches)).collect();
    let Some(first) = parse_date(&format!("{year:04}-01-01")) else { return Vec::new() };
    let offset = i32::from(first.weekday().to_monday_zero_offset());
    let square = |day: Date| {
        let index = i32::from(day.day_of_year()) - 1 + offset;
        let watches = known.get(&day.to_string()).copied().unwrap_or(0);
        Square { column: index / 7, row: index % 7, watches, day }
    };
    let days = successors(Some(first), |day| day.tomorrow().ok());
    days.take_while(|day| day.year() == year).map(square).collect()
}

/// The calendar of a year.
#[component]
pub fn HeatMap(year: i16, days: Vec<Tally>) -> impl IntoView {
    let label = format!("{} on {} days of {year}", counts::watches(days.iter().map(|it| it.watches).sum()), days.len());
    let squares = squares(year, days);
    let width = squares.last().map_or(0, |last| (last.column + 1) * STEP);
    let months = squares.iter().filter(|square| square.day.day() == 1).map(|square| {
        let x = (square.column * STEP).to_string();
        view! { <text x=x y="10">{dates::short_month_name(square.day)}</text> }
    });
    let months = months.collect_view();
    let cells = squares.into_iter().map(|square| {
        let tip = format!("{}: {}", dates::day(square.day), counts::watches(square.watches));
        view! {
            <rect
                class=format!("heat is-{}", square.watches.min(DARKEST))
                x=(square.column * STEP).to_string()
                y=(TOP + square.row * STEP).to_string()
                width=SIDE.to_string()
                height=SIDE.to_string()
                rx="2"
            >
                <title>{tip}</title>
            </rect>
        }
    });
    view! {
        <section class="chart is-wide">
            <h2>"Day by day"</h2>
            <div class="heat-map" tabindex="0" role="group" aria-label="Calendar">
                <svg role="img" aria-label=label viewBox=format!("0 0 {width} {}", TOP + 7 * STEP) width=width.to_string()>
                    {months}
                    {cells.collect_view()}
                </svg>
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_a_year_has_its_square() {
        let days = vec![Tally { name: "2024-02-29".to_owned(), watches: 2, ..Tally::default() }];
        let all = squares(2024, days);
        assert_eq!(all.len(), 366);
        // A Monday.
        assert_eq!((all[0].column, all[0].row), (0, 0));
        let leap_day = all.iter().find(|square| square.watches == 2).unwrap();
        assert_eq!((leap_day.day.to_string().as_str(), leap_day.row), ("2024-02-29", 3));
        assert_eq!(squares(2025, Vec::new())[0].row, 2);
        assert_eq!(squares(2025, Vec::new()).len(), 365);
    }
}
