//! The dialog in which one says who can read a list.

use crate::context::{use_api, use_toasts};
use crate::kit::failures::describe;
use crate::kit::patches::patch;
use crate::ui::button::Button;
use crate::ui::copy_field::CopyField;
use crate::ui::dialog::Dialog;
use crate::ui::live::live;
use client::Error;
use domain::library::lists::{List, Visibility};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Opens a list to everyone on this server, and makes and revokes its link.
#[component]
pub fn ShareDialog(
    list: Memo<List>,
    #[prop(into)] on_changed: Callback<List>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let id = list.with_untracked(|list| list.id);
    let busy = RwSignal::new(false);
    let done = move |result: Result<List, Error>| {
        busy.try_set(false);
        match result {
            Ok(list) => on_changed.run(list),
            Err(error) => toasts.fail(describe(&error)),
        }
    };
    let begin = move || !busy.try_update(|busy| std::mem::replace(busy, true)).unwrap_or(true);
    let choose = move |visibility: Visibility| {
        if begin() {
            let patch = patch("visibility", visibility.as_str());
            spawn_local(async move { done(api.update_list(id, &patch, None).await) });
        }
    };
    let share = move |()| {
        if begin() {
            spawn_local(async move { done(api.create_list_link(id).await) });
        }
    };
    let revoke = move |()| {
        if begin() {
            spawn_local(async move { done(api.delete_list_link(id).await) });
        }
    };
    let visibility = Memo::new(move |_| list.with(|list| list.visibility));
    let path = Memo::new(move |_| list.with(|list| list.link.as_ref().map(|link| link.path.clone())));
    let choice = move |value: Visibility, text: &'static str| {
        view! {
            <label class="check">
                <input type="radio" name="visibility" prop:checked=move || visibility.get() == value on:change=move |_| choose(value) />
                <span>{text}</span>
            </label>
        }
    };
    let origin = move || window().location().origin().unwrap_or_default();
    view! {
        <Dialog title="Share list" on_dismiss=on_close>
            <div class="form-fields">
                <fieldset class="choice-lines">
                    <legend>"Who on this server can see it"</legend>
                    {choice(Visibility::Private, "Only you")}
                    {choice(Visibility::Members, "Everyone with an account here")}
                </fieldset>
                <div class="list-link">
                    {live(move || match path.get() {
                        Some(path) => view! {
                            <CopyField label="Link" text=format!("{}{path}", origin()) />
                            <p class="field-hint">"Anyone with this link can see the list, without an account. They can’t see your ratings, your notes on films or what you’ve watched."</p>
                            <Button text="Revoke link" class="is-quiet-danger" on_press=revoke />
                        }.into_any(),
                        None => view! {
                            <h3 class="field-label">"Link"</h3>
                            <p class="field-hint">"Create a link that can’t be guessed. Anyone who has it can see the list, without an account, until you revoke it."</p>
                            <Button text="Create link" on_press=share />
                        }.into_any(),
                    })}
                </div>
            </div>
            <div class="dialog-actions"><Button text="Done" class="is-primary" on_press=on_close /></div>
        </Dialog>
    }
}
