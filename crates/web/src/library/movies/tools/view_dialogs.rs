//! The dialogs in which a view is saved, renamed, moved and deleted.

use crate::context::{use_api, use_toasts};
use crate::kit::browser;
use crate::kit::failures::describe;
use crate::kit::patches::patch;
use crate::kit::quoting::quoted;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::field::TextField;
use crate::ui::form::{DialogButtons, Form, FormElement};
use domain::library::views::{View, ViewDraft};
use domain::versions::Versioned;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};

/// Saves what is asked for under a name.
#[component]
pub fn SaveViewDialog(query: String, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (form, name) = (Form::new(), RwSignal::new(String::new()));
    let (query, key) = (StoredValue::new(query), browser::random_key());
    let submit = move |()| {
        let draft = ViewDraft { name: name.get_untracked(), query: query.get_value(), position: None };
        let checked = draft.parse().map(|_| draft);
        // Another name is another request.
        let key = format!("{key}{}", name.get_untracked().len());
        let send = move |draft: ViewDraft| async move { api.create_view(&draft, Some(&key)).await };
        form.submit(checked, send, move |view: View| {
            toasts.say(format!("{} saved", quoted(&view.name)));
            on_close.run(());
        });
    };
    view! {
        <Dialog title=Signal::stored("Save this view".to_owned()) on_dismiss=on_close class="is-small">
            <FormElement form id="view-form" on_submit=submit>
                <p class="dialog-text quiet">"The search, the filters and the order that you see now."</p>
                <TextField label="Name" name="name" value=name errors=form.errors required=true autofocus=true />
                <DialogButtons form action="Save" on_cancel=on_close />
            </FormElement>
        </Dialog>
    }
}

/// Renames, moves or deletes a view.
#[component]
pub fn EditViewDialog(
    view: View,
    #[prop(into)] on_close: Callback<()>,
    /// After a deleted view came back.
    on_undone: Callback<()>,
) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (form, name) = (Form::new(), RwSignal::new(view.name.clone()));
    let (id, etag, position) = (view.id, StoredValue::new(view.etag()), view.position);
    let query = view.query.clone();
    let change =
        move |patch: Map<String, Value>| async move { api.update_view(id, &patch, Some(&etag.get_value())).await };
    let submit = move |()| {
        let draft = ViewDraft { name: name.get_untracked(), query: query.clone(), position: None };
        let patch = draft.parse().map(|fields| patch("name", fields.name));
        form.submit(patch, change, move |_: View| on_close.run(()));
    };
    let step = move |by: i64| {
        let patch = patch("position", (position + by).max(0));
        form.submit(Ok(patch), change, move |_: View| on_close.run(()));
    };
    let old_name = view.name;
    let delete = move |()| {
        let old_name = old_name.clone();
        spawn_local(async move {
            match api.delete_view(id, Some(&etag.get_value())).await {
                Ok(deleted) => {
                    toasts.say_with_undo(format!("{} deleted", quoted(&old_name)), move || {
                        spawn_local(async move {
                            match api.undo(deleted.undo).await {
                                Ok(()) => on_undone.run(()),
                                Err(error) => toasts.fail(describe(&error)),
                            }
                        });
                    });
                    on_close.run(());
                }
                Err(error) => drop(form.refusal.try_set(Some(describe(&error)))),
            }
        });
    };
    view! {
        <Dialog title=Signal::stored("Edit view".to_owned()) on_dismiss=on_close class="is-small">
            <FormElement form id="view-form" on_submit=submit>
                <TextField label="Name" name="name" value=name errors=form.errors required=true />
                <div class="view-steps">
                    <Button text="Move earlier" icon="left" on_press=move |()| step(-1) />
                    <Button text="Move later" icon="right" on_press=move |()| step(1) />
                    <Button text="Delete view" icon="trash" class="is-quiet-danger" on_press=delete />
                </div>
                <DialogButtons form action="Save" on_cancel=on_close />
            </FormElement>
        </Dialog>
    }
}
