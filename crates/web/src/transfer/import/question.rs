//! What must be answered before a file can be read.

use super::open::OpenImport;
use crate::transfer::names::COLUMNS;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::live::live;
use domain::transfer::imports::{Choices, Import, Question};
use leptos::prelude::*;

/// Asks it.
#[component]
pub fn QuestionForm(open: OpenImport, import: Memo<Import>) -> impl IntoView {
    let (question, choices) = import.with_untracked(|import| (import.question.clone(), import.choices.clone()));
    let answer = Callback::new(move |choices: Choices| {
        open.act(async move { open.api().update_import(open.id, &choices).await }, || {});
    });
    let discard = view! { <Button text="Discard" on_press=move |()| open.discard() /> }.into_any();
    let form = match question {
        Some(Question::DayFirst { file, examples }) => {
            view! { <DayFirst file examples choices answer discard /> }.into_any()
        }
        Some(Question::Columns { file, header, guesses, samples }) => {
            view! { <Columns file header guesses samples choices answer discard /> }.into_any()
        }
        None => discard,
    };
    view! {
        <section class="transfer-section" aria-labelledby="question-title">
            {form}
        </section>
    }
}

#[component]
fn DayFirst(
    file: String,
    examples: Vec<String>,
    choices: Choices,
    answer: Callback<Choices>,
    discard: AnyView,
) -> impl IntoView {
    let choices = StoredValue::new(choices);
    let choose = move |day_first: bool| {
        answer.run(Choices { day_first: Some(day_first), ..choices.get_value() });
    };
    view! {
        <h2 id="question-title">"Day or month first?"</h2>
        <p class="transfer-text">"The dates in "<strong dir="auto">{file}</strong>" can be read both ways. Which comes first in them?"</p>
        <p class="question-examples">{examples.into_iter().map(|date| view! { <span class="chip is-tag">{date}</span> }).collect_view()}</p>
        <div class="button-row">
            <Button text="The day, as in 31/12" class="is-primary" on_press=move |()| choose(true) />
            <Button text="The month, as in 12/31" class="is-primary" on_press=move |()| choose(false) />
            {discard}
        </div>
    }
}

#[component]
fn Columns(
    file: String,
    header: Vec<String>,
    guesses: Vec<String>,
    samples: Vec<Vec<String>>,
    choices: Choices,
    answer: Callback<Choices>,
    discard: AnyView,
) -> impl IntoView {
    let names = choices.columns.clone().filter(|columns| columns.len() == header.len()).unwrap_or(guesses);
    let (chosen, choices) = (RwSignal::new(names), StoredValue::new(choices));
    let names_a_film =
        move || chosen.with(|all| all.iter().any(|name| matches!(name.as_str(), "title" | "imdb_id" | "tmdb_id")));
    let column = |(at, name): (usize, String)| {
        let values: Vec<String> =
            samples.iter().filter_map(|row| row.get(at)).filter(|it| !it.is_empty()).cloned().collect();
        view! { <ColumnRow at name values chosen /> }
    };
    let rows = header.into_iter().enumerate().map(column).collect_view();
    view! {
        <h2 id="question-title">"What is in each column?"</h2>
        <p class="transfer-text">
            "Movie Tracker doesn’t know the service that "<strong dir="auto">{file}</strong>" comes from. Here is its guess; change what’s wrong."
        </p>
        <div class="table-frame">
            <table class="table is-plain" id="columns">
                <caption class="visually-hidden">"Columns of the file"</caption>
                <thead><tr><th scope="col" class="is-name">"Column"</th><th scope="col">"What it is"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {live(move || (!names_a_film()).then(|| view! {
            <div class="alert" role="alert"><Icon name="alert" /><p>"Say which column has the titles, or the IDs at IMDb or TMDB."</p></div>
        }))}
        <div class="button-row">
            <button type="button" class="button is-primary" aria-disabled=move || (!names_a_film()).then_some("true") on:click=move |_| {
                if untrack(names_a_film) {
                    answer.run(Choices { columns: Some(chosen.get_untracked()), ..choices.get_value() });
                }
            }>"Continue"</button>
            {discard}
        </div>
    }
}

#[component]
fn ColumnRow(at: usize, name: String, values: Vec<String>, chosen: RwSignal<Vec<String>>) -> impl IntoView {
    let id = format!("column-{at}");
    let label = format!("What “{name}” is");
    let name = if name.is_empty() { format!("Column {}", at + 1) } else { name };
    let value = move || chosen.with(|all| all.get(at).cloned().unwrap_or_default());
    let option = move |(choice, text): (&'static str, &'static str)| {
        view! { <option value=choice prop:selected=move || value() == choice>{text}</option> }
    };
    view! {
        <tr>
            <th scope="row" class="is-name">
                <span dir="auto">{name}</span>
                <span class="import-samples" dir="auto">{values.join(" · ")}</span>
            </th>
            <td>
                <span class="select">
                    <label class="visually-hidden" for=id.clone()>{label}</label>
                    <select id=id on:change=move |event| {
                        let value = event_target_value(&event);
                        chosen.update(|all| {
                            if let Some(place) = all.get_mut(at) {
                                *place = value;
                            }
                        });
                    }>{COLUMNS.map(option).collect_view()}</select>
                    <Icon name="down" />
                </span>
            </td>
        </tr>
    }
}
