//! The films that wait for the server, to be edited or discarded.

use super::entry::Entry;
use super::sender::Sender;
use super::store::News;
use crate::context::use_toasts;
use crate::kit::quoting::quoted;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::live::live;
use crate::ui::stars::Stars;
use domain::library::ratings::Rating;
use leptos::prelude::*;

/// All films that wait.
#[component]
pub fn WaitingDialog(sender: Sender, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let rows =
        move || sender.entries.get().into_iter().map(|entry| view! { <WaitingRow sender entry /> }).collect_view();
    view! {
        <Dialog title="Kept on this device" on_dismiss=on_close>
            <p class="dialog-text">"These films are saved in this order as soon as the server can be reached."</p>
            <ul class="waiting" id="waiting-films">{live(rows)}</ul>
            <div class="dialog-actions"><Button text="Close" on_press=on_close /></div>
        </Dialog>
    }
}

#[component]
fn WaitingRow(sender: Sender, entry: Entry) -> impl IntoView {
    let entry = StoredValue::new(entry);
    let toasts = use_toasts();
    let discard = move |_| {
        let (outbox, discarded) = (sender.outbox(), entry.get_value());
        outbox.remove(&discarded.id);
        sender.refresh();
        let title = quoted(discarded.title());
        let text = if discarded.may_be_there || discarded.before.is_some() {
            format!("{title} discarded. It may have been saved before the connection broke; your diary shows it then.")
        } else {
            format!("{title} discarded")
        };
        toasts.say_with_undo(text, move || {
            if let Err(reason) = outbox.add(discarded.clone(), News::Changed) {
                toasts.fail(reason);
            }
        });
    };
    let Entry { refused, sending, .. } = entry.get_value();
    let (title, year, when) = entry.with_value(|entry| (entry.title().to_owned(), entry.year(), entry.when()));
    let rating = sending.draft.rating.and_then(Rating::from_stars).map_or(0, Rating::half_stars);
    let (edit_label, discard_label) = (format!("Edit {title}"), format!("Discard {title}"));
    view! {
        <li class="waiting-film">
            <div class="waiting-text">
                <p class="film-line-title"><bdi>{title}</bdi>{year.map(|year| view! { <span>{year}</span> })}</p>
                <p class="film-line-seen">{when}<Stars value=Signal::stored(rating) /></p>
                {refused.map(|reason| view! { <p class="waiting-refused"><Icon name="alert" />{reason}</p> })}
            </div>
            <div class="waiting-buttons">
                <button type="button" class="button" aria-label=edit_label on:click=move |_| sender.edited.set(Some(entry.get_value()))>
                    "Edit"
                </button>
                <button type="button" class="button is-quiet-danger" aria-label=discard_label on:click=discard>"Discard"</button>
            </div>
        </li>
    }
}
