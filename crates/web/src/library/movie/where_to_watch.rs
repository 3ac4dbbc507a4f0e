//! Where a film can be watched: what was typed, and what TMDB says.

use crate::context::use_api;
use crate::kit::tasks::Task;
use crate::library::releases::release_text;
use crate::ui::icon::Icon;
use crate::ui::live::{effect, live};
use domain::catalogue::availability::{Availability, Service};
use domain::catalogue::tmdb::TMDB_ATTRIBUTION;
use domain::library::movies::MovieSummary;
use leptos::prelude::*;

/// The most services of others that are shown at once.
const SHOWN: usize = 6;

/// The section; without anything to say, it isn't there.
#[component]
pub fn WhereToWatch(movie: Memo<MovieSummary>) -> impl IntoView {
    let api = use_api();
    let found = RwSignal::new(None::<Availability>);
    let asked_of = Memo::new(move |_| movie.with(|it| (it.id, it.tmdb_id, it.services.clone())));
    let asking = StoredValue::new_local(None::<Task>);
    effect(move || {
        let (id, ..) = asked_of.get();
        asking.set_value(Some(Task::spawn(async move {
            // The rest of the page is as good without it, so a failure is not worth a word.
            if let Ok(answer) = api.get_movie_availability(id).await {
                found.try_set(Some(answer));
            }
        })));
    });
    let has_tmdb_id = move || movie.with(|it| it.tmdb_id.is_some());
    live(move || found.get().and_then(|it| section(it, has_tmdb_id())))
}

fn section(it: Availability, has_tmdb_id: bool) -> Option<AnyView> {
    let may_be_asked = it.uses_tmdb && has_tmdb_id;
    let asks_for_country = may_be_asked && it.region.is_none();
    let told = it.fetched_at.is_some();
    if it.typed.is_empty() && !told && !asks_for_country {
        return None;
    }
    let groups =
        [("Noted by you", it.typed), ("Stream", it.stream), ("Free", it.free), ("Rent", it.rent), ("Buy", it.buy)];
    let has_none = told && groups.iter().all(|(_, services)| services.is_empty());
    let groups: Vec<_> = groups.into_iter().filter(|(_, services)| !services.is_empty()).collect();
    let url = it.tmdb_url.filter(|_| told);
    Some(
        view! {
            <section class="film-page-section where-to-watch" aria-labelledby="where-title">
                <h2 id="where-title">"Where to watch"</h2>
                {it.release.map(|release| view! { <p class="where-release"><Icon name="calendar" />{release_text(release)}</p> })}
                <dl class="where-groups">{groups.into_iter().map(|(title, all)| group(title, &all)).collect_view()}</dl>
                {has_none.then(|| view! { <p class="quiet">"No service in your country has this film yet."</p> })}
                {asks_for_country.then(|| view! {
                    <p class="quiet"><a href="/account">"Choose your country"</a>" in your account to see where this film can be watched."</p>
                })}
                {url.map(|url| view! {
                    <p class="where-credit">
                        "Data from JustWatch. "
                        <a href=url target="_blank" rel="noopener noreferrer">"Links to the services are at TMDB"</a>". "
                        {TMDB_ATTRIBUTION}
                    </p>
                })}
            </section>
        }
        .into_any(),
    )
}

/// The services of a kind: one's own, then others; many of those are behind a word.
fn group(title: &'static str, services: &[Service]) -> AnyView {
    let own = services.iter().filter(|it| it.is_own).count();
    let most = if title == "Noted by you" { services.len() } else { own + SHOWN };
    let (first, rest) = services.split_at(most.min(services.len()));
    let chips = |services: &[Service]| services.iter().cloned().map(chip).collect_view();
    let rest = (!rest.is_empty()).then(|| {
        view! {
            <details class="where-more">
                <summary>{format!("{} more", rest.len())}</summary>
                <ul class="chips">{chips(rest)}</ul>
            </details>
        }
    });
    view! { <div><dt>{title}</dt><dd><ul class="chips">{chips(first)}</ul>{rest}</dd></div> }.into_any()
}

fn chip(service: Service) -> impl IntoView {
    let Service { name, is_own } = service;
    view! {
        <li class="where-service" class:is-own=is_own>
            {is_own.then(|| view! { <Icon name="check" /><span class="visually-hidden">"Your service: "</span> })}
            <span dir="auto">{name}</span>
        </li>
    }
}
