//! The dialog for the note on a film of a list.

use crate::context::use_api;
use crate::kit::patches::patch;
use crate::kit::quoting::quoted;
use crate::library::unsaved::{Unsaved, UnsavedQuestion};
use crate::ui::dialog::Dialog;
use crate::ui::field::TextArea;
use crate::ui::form::{Form, FormElement};
use crate::ui::form_buttons::FormButtons;
use domain::ids::ListId;
use domain::library::list_items::{ListItem, ListItemDraft};
use domain::library::lists::List;
use leptos::prelude::*;

/// Edits the note on a film of a list.
#[component]
pub fn NoteForm(
    list: ListId,
    item: ListItem,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<List>,
) -> impl IntoView {
    let api = use_api();
    let movie = item.movie.id;
    let start = item.note.unwrap_or_default();
    let (note, form) = (RwSignal::new(start.clone()), Form::new());
    let submit = move |()| {
        let draft = ListItemDraft { note: Some(note.get_untracked()), ..ListItemDraft::default() };
        let send = move |note: Option<String>| async move {
            let patch = patch("note", note);
            api.update_list_item(list, movie, &patch, None).await
        };
        form.submit(draft.parse().map(|fields| fields.note), send, move |list| {
            if form.is_open() {
                on_close.run(());
                on_saved.run(list);
            }
        });
    };
    let unsaved = Unsaved::new(move || note.get_untracked() != start, on_close);
    let dismiss = Callback::new(move |()| unsaved.dismiss());
    view! {
        <Dialog title=format!("Note on {}", quoted(&item.movie.title)) on_dismiss=dismiss>
            <FormElement id="note-form" form on_submit=submit>
                <div class="form-fields">
                    <TextArea label="Note" name="note" value=note errors=form.errors rows=5 />
                </div>
                <UnsavedQuestion unsaved on_discard=|()| {}>
                    <FormButtons busy=form.busy failed=Signal::derive(move || form.refusal.with(Option::is_some)) on_cancel=dismiss />
                </UnsavedQuestion>
            </FormElement>
        </Dialog>
    }
}
