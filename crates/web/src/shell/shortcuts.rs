//! What the keys do, as `?` shows it.

use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use leptos::prelude::*;

/// Keys and what they do.
type Rows = &'static [(&'static [&'static str], &'static str)];

/// The keys and what they do, by where they do it.
const SHORTCUTS: [(&str, Rows); 5] = [
    (
        "Everywhere",
        &[
            (&["n"], "Log a film"),
            (&["Ctrl", "k"], "Find a film, a person, a page or a command"),
            (&["/"], "Search your films"),
            (&["?"], "Show these shortcuts"),
        ],
    ),
    (
        "In a list of films",
        &[
            (&["←", "→", "↑", "↓"], "Move between films"),
            (&["Home", "End"], "Go to the first or last film shown"),
            (&["Enter"], "Open the film"),
        ],
    ),
    (
        "On a film, in a list or on its page",
        &[
            (&["l"], "Log it"),
            (&["w"], "Add it to the watchlist, or remove it"),
            (&["e"], "Edit it"),
            (&["Delete"], "Move it to the trash"),
        ],
    ),
    (
        "While checking films",
        &[
            (&["1", "…", "6"], "Choose the film with that number"),
            (&["Enter"], "Choose the first film"),
            (&["s"], "Skip the film for now"),
            (&["x"], "None of these"),
            (&["u"], "Undo the last decision"),
            (&["/"], "Search the catalogue"),
        ],
    ),
    ("On a film’s page", &[(&["j"], "Next film in the list"), (&["k"], "Previous film in the list")]),
];

/// Shows the keys.
#[component]
pub fn Shortcuts(on_close: Callback<()>) -> impl IntoView {
    let row = |(keys, text): &(&'static [&'static str], &'static str)| {
        let keys = keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view();
        view! { <div><dt>{keys}</dt><dd>{*text}</dd></div> }
    };
    let group = move |(place, rows): (&'static str, Rows)| {
        view! { <section><h3>{place}</h3><dl class="shortcuts">{rows.iter().map(row).collect_view()}</dl></section> }
    };
    view! {
        <Dialog title="Keyboard shortcuts" on_dismiss=on_close>
            {SHORTCUTS.map(group).collect_view()}
            <div class="dialog-actions"><Button text="Close" on_press=on_close /></div>
        </Dialog>
    }
}
