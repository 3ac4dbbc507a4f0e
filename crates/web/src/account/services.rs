//! The services at which one watches films.

use crate::context::{use_api, use_toasts};
use crate::kit::failures::describe;
use crate::ui::icon::Icon;
use crate::ui::labels::LabelsInput;
use crate::ui::live::{effect, live};
use crate::ui::notice::FailureNotice;
use domain::catalogue::availability::{Services, ServicesDraft};
use domain::field_errors::FieldErrors;
use domain::text::fold;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many services of one's country are offered at once; typing finds the others.
const OFFERED: usize = 12;

/// The services that one has, each of which counts at once.
#[component]
pub fn ServicesSection() -> impl IntoView {
    let api = use_api();
    let found = RwSignal::new(None::<Result<Services, String>>);
    let load = move || {
        spawn_local(async move {
            let services = api.get_services().await.map_err(|error| describe(&error));
            found.try_set(Some(services));
        });
    };
    load();
    view! {
        <section class="account-section" aria-labelledby="services-title">
            <h2 id="services-title" tabindex="-1">"Streaming services"</h2>
            {live(move || match found.get() {
                None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                Some(Ok(services)) => view! { <Chosen services /> }.into_any(),
            })}
        </section>
    }
}

#[component]
fn Chosen(services: Services) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let Services { services: saved, available } = services;
    let errors = RwSignal::new(FieldErrors::default());
    let names = RwSignal::new(saved.clone());
    let saved = StoredValue::new(saved);
    effect(move || {
        let chosen = names.get();
        if saved.with_value(|saved| *saved == chosen) {
            return;
        }
        saved.set_value(chosen.clone());
        let draft = ServicesDraft { services: Some(chosen) };
        if let Err(faults) = draft.parse() {
            return errors.set(faults);
        }
        spawn_local(async move {
            match api.update_services(&draft).await {
                Ok(_) => toasts.say("Saved"),
                Err(error) => toasts.fail(describe(&error)),
            }
        });
    });
    let all = StoredValue::new(available);
    let offered = move || {
        let chosen: Vec<String> = names.with(|names| names.iter().map(|name| fold(name)).collect());
        let is_left = |name: &&String| !chosen.contains(&fold(name));
        all.with_value(|all| all.iter().filter(is_left).take(OFFERED).cloned().collect::<Vec<_>>())
    };
    let chip = move |name: String| {
        let (text, label) = (name.clone(), format!("Add {name}"));
        view! {
            <li>
                <button type="button" class="chip" aria-label=label on:click=move |_| names.update(|names| names.push(name.clone()))>
                    <Icon name="plus" /><span dir="auto">{text}</span>
                </button>
            </li>
        }
    };
    let has_offers = all.with_value(|all| !all.is_empty());
    view! {
        <p class="account-text" id="services-text">
            "On a film’s page, these services come first, and your watchlist can show only what they have. Choose your country above to get the services there."
        </p>
        <LabelsInput
            label="Your services"
            name="services"
            names
            suggestions=Signal::derive(move || all.get_value())
            errors
            placeholder="Names, separated by commas"
        />
        {has_offers.then(|| view! {
            <ul class="chips" aria-label="Services in your country">{live(move || offered().into_iter().map(chip).collect_view())}</ul>
            <p class="where-credit">"Data from JustWatch, by TMDB."</p>
        })}
    }
}
