//! The dialog in which a list is made or edited.

use crate::context::use_api;
use crate::kit::browser;
use crate::kit::request_key::RequestKey;
use crate::library::unsaved::{Unsaved, UnsavedQuestion};
use crate::ui::dialog::Dialog;
use crate::ui::field::{TextArea, TextField};
use crate::ui::form::{Form, FormElement};
use crate::ui::form_buttons::FormButtons;
use crate::ui::labels::LabelsInput;
use domain::library::lists::{List, ListDraft};
use domain::versions::Versioned;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};

/// Makes a list, or edits the one given.
#[component]
pub fn ListForm(
    #[prop(optional)] list: Option<List>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<List>,
) -> impl IntoView {
    let api = use_api();
    let (edited, start) = list.map(|list| ((list.id, list.etag()), ListDraft::from(&list))).unzip();
    let (id, version) = edited.unzip();
    let start = start.unwrap_or_default();
    let name = RwSignal::new(start.name.clone());
    let description = RwSignal::new(start.description.clone().unwrap_or_default());
    let ranked = RwSignal::new(start.ranked);
    let tags = RwSignal::new(start.tags.clone());
    let known_tags = RwSignal::new(Vec::<String>::new());
    spawn_local(async move {
        // Without suggestions, tags can still be typed.
        if let Ok(all) = api.list_tags().await {
            known_tags.try_set(all.items.into_iter().map(|tag| tag.name).collect());
        }
    });
    let (form, start) = (Form::new(), StoredValue::new(start));
    let (version, key) = (StoredValue::new(version), StoredValue::new(RequestKey::default()));
    let draft = move || ListDraft {
        name: name.get_untracked(),
        description: Some(description.get_untracked()).filter(|text| !text.trim().is_empty()),
        ranked: ranked.get_untracked(),
        visibility: start.with_value(|start| start.visibility),
        tags: tags.get_untracked(),
    };
    let dirty = move || start.with_value(|start| *start != draft());
    let submit = move |()| {
        let draft = draft();
        let send = move |draft: ListDraft| {
            let key = key.try_update_value(|key| key.of(&draft, browser::random_key)).unwrap_or_default();
            async move {
                match id {
                    Some(id) => api.update_list(id, &patch(&draft), version.get_value().as_deref()).await,
                    None => api.create_list(&draft, Some(&key)).await,
                }
            }
        };
        form.submit(draft.parse().map(|_| draft.clone()), send, move |saved| {
            if form.is_open() {
                on_close.run(());
                on_saved.run(saved);
            }
        });
    };
    let unsaved = Unsaved::new(dirty, on_close);
    let dismiss = Callback::new(move |()| unsaved.dismiss());
    let title = if id.is_some() { "Edit list" } else { "New list" };
    view! {
        <Dialog title on_dismiss=dismiss>
            <FormElement id="list-form" form on_submit=submit>
                <div class="form-fields">
                    <TextField label="Name" name="name" value=name errors=form.errors required=true autofocus=true placeholder="Best of 1999" />
                    <TextArea label="Description" name="description" value=description errors=form.errors rows=4 />
                    <label class="check">
                        <input type="checkbox" name="ranked" prop:checked=move || ranked.get()
                            on:change=move |event| ranked.set(event_target_checked(&event)) />
                        <span>"Ranked: number the films"</span>
                    </label>
                    <LabelsInput label="Tags" name="tags" names=tags suggestions=known_tags errors=form.errors placeholder="Add a tag" />
                </div>
                <UnsavedQuestion unsaved on_discard=|()| {}>
                    <FormButtons busy=form.busy failed=Signal::derive(move || form.refusal.with(Option::is_some)) on_cancel=dismiss />
                </UnsavedQuestion>
            </FormElement>
        </Dialog>
    }
}

/// Everything that the form edits; who can read the list is not among it.
fn patch(draft: &ListDraft) -> Map<String, Value> {
    let tags = draft.tags.iter().cloned().map(Value::String).collect();
    Map::from_iter([
        ("name".to_owned(), Value::String(draft.name.clone())),
        ("description".to_owned(), draft.description.clone().map_or(Value::Null, Value::String)),
        ("ranked".to_owned(), Value::Bool(draft.ranked)),
        ("tags".to_owned(), Value::Array(tags)),
    ])
}
