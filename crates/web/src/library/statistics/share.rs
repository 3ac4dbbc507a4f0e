//! The dialog in which a year is shared by a link and saved as a picture.

use super::picture;
use crate::context::{use_api, use_toasts};
use crate::kit::failures::describe;
use crate::ui::button::Button;
use crate::ui::copy_field::CopyField;
use crate::ui::dialog::Dialog;
use crate::ui::live::live;
use crate::ui::notice::FailureNotice;
use client::Error;
use domain::library::statistics::Statistics;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Where the link ends, once that is known.
#[derive(Clone)]
enum Link {
    Loading,
    Failed(String),
    Known(Option<String>),
}

/// Makes and revokes the link of a year, and saves the year as a picture.
#[component]
pub fn ShareDialog(year: i16, statistics: Statistics, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (link, busy) = (RwSignal::new(Link::Loading), RwSignal::new(false));
    let load = move || {
        link.set(Link::Loading);
        spawn_local(async move {
            link.try_set(match api.list_year_links().await {
                Ok(links) => Link::Known(links.items.into_iter().find(|it| it.year == year).map(|it| it.path)),
                Err(error) => Link::Failed(describe(&error)),
            });
        });
    };
    load();
    let done = move |result: Result<Option<String>, Error>| {
        busy.try_set(false);
        match result {
            Ok(path) => drop(link.try_set(Link::Known(path))),
            Err(error) => toasts.fail(describe(&error)),
        }
    };
    let begin = move || !busy.try_update(|busy| std::mem::replace(busy, true)).unwrap_or(true);
    let share = move |()| {
        if begin() {
            spawn_local(async move { done(api.create_year_link(year).await.map(|link| Some(link.path))) });
        }
    };
    let revoke = move |()| {
        if begin() {
            spawn_local(async move { done(api.delete_year_link(year).await.map(|()| None)) });
        }
    };
    let save = move |()| {
        let statistics = statistics.clone();
        spawn_local(async move {
            if picture::save(year, &statistics).await.is_none() {
                toasts.fail("This browser can’t make the picture. Take a screenshot instead.".to_owned());
            }
        });
    };
    let origin = move || window().location().origin().unwrap_or_default();
    view! {
        <Dialog title=format!("Share {year}") on_dismiss=on_close>
            <div class="form-fields">
                <div class="list-link">
                    {live(move || match link.get() {
                        Link::Loading => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                        Link::Failed(reason) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                        Link::Known(Some(path)) => view! {
                            <CopyField label="Link" text=format!("{}{path}", origin()) />
                            <p class="field-hint">"Anyone with this link can see this year’s statistics, without an account. They can’t see where and with whom you watched, your comments or your name."</p>
                            <Button text="Revoke link" class="is-quiet-danger" on_press=revoke />
                        }.into_any(),
                        Link::Known(None) => view! {
                            <h3 class="field-label">"Link"</h3>
                            <p class="field-hint">"Create a link that can’t be guessed. Anyone who has it can see this year’s statistics, without an account, until you revoke it."</p>
                            <Button text="Create link" on_press=share />
                        }.into_any(),
                    })}
                </div>
                <div class="list-link">
                    <h3 class="field-label">"Picture"</h3>
                    <p class="field-hint">"Save the year as a picture, to post it or to keep it."</p>
                    <Button text="Save picture" on_press=save />
                </div>
            </div>
            <div class="dialog-actions"><Button text="Done" class="is-primary" on_press=on_close /></div>
        </Dialog>
    }
}
