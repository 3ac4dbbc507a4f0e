//! Charts of bars. They are lists of links with their numbers, so that they are read as well as seen.

use super::bars::Bar;
use crate::kit::counts;
use leptos::prelude::*;

/// How the bars stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Beside each other.
    Columns,
    /// Below each other.
    Rows,
}

/// Bars, each as long as its number of watches.
#[component]
pub fn BarChart(title: &'static str, bars: Vec<Bar>, layout: Layout) -> impl IntoView {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
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
                {counts::grouped(bar.value)}
                <span class="visually-hidden">{if bar.value == 1 { " watch" } else { " watches" }}</span>
            </span>
        };
        let tip = format!("{}: {}", bar.label, counts::watches(bar.value));
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
