//! Charts of bars. They are lists of links with their numbers, so that they are read as well as seen.

use super::bars::Bar;
use crate::kit::counts;
use crate::kit::ratings;
use leptos::prelude::*;

/// How the bars stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Beside each other.
    Columns,
    /// Below each other.
    Rows,
}

/// What the bars measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Watches; the most of them fill the chart.
    Watches,
    /// Average ratings in hundredths of a star; the highest rating there is fills the chart.
    Averages,
}

/// Bars, each as long as what it measures.
#[component]
pub fn BarChart(title: &'static str, bars: Vec<Bar>, layout: Layout, measure: Measure) -> impl IntoView {
    let is_average = measure == Measure::Averages;
    let most = if is_average { 500 } else { bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1) };
    let number = move |value: u64| {
        if is_average { ratings::average(u32::try_from(value).unwrap_or(0)).0 } else { counts::grouped(value) }
    };
    let class = if layout == Layout::Columns { "bars is-columns" } else { "bars" };
    let dense = if layout == Layout::Columns && bars.len() > 14 { " is-dense" } else { "" };
    let bar = move |bar: Bar| {
        let percent = bar.value * 100 / most;
        let drawn = if layout == Layout::Columns {
            view! {
                <svg class="bar" viewBox="0 0 1 100" preserveAspectRatio="none" aria-hidden="true">
                    <rect y=(100 - percent).to_string() width="1" height=percent.to_string() />
                </svg>
            }
            .into_any()
        } else {
            view! {
                <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                    <rect width=percent.to_string() height="1" />
                </svg>
            }
            .into_any()
        };
        let content = view! {
            <span class="bar-label" dir="auto">{bar.label.clone()}</span>
            {drawn}
            <span class="bar-value">
                {number(bar.value)}
                <span class="visually-hidden">{match (measure, bar.value) {
                    (Measure::Averages, _) => "",
                    (Measure::Watches, 1) => " watch",
                    (Measure::Watches, _) => " watches",
                }}</span>
            </span>
        };
        let told = if is_average { number(bar.value) } else { counts::watches(bar.value) };
        let tip = format!("{}: {told}", bar.label);
        match bar.url {
            Some(url) => view! { <li><a href=url title=tip>{content}</a></li> }.into_any(),
            None => view! { <li><span class="bar-row" title=tip>{content}</span></li> }.into_any(),
        }
    };
    view! {
        <section class="chart">
            <h2>{title}</h2>
            <ol class=format!("{class}{dense}")>{bars.into_iter().map(bar).collect_view()}</ol>
        </section>
    }
}
