//! A list among others.

use crate::base::routes::list_url;
use crate::kit::counts;
use crate::library::poster::Poster;
use crate::ui::icon::Icon;
use domain::library::lists::{COVER_MOVIES, CoverMovie, List, Visibility};
use leptos::prelude::*;

/// A list with its cover and how far one has got with it.
#[component]
pub fn ListCard(list: RwSignal<List>) -> impl IntoView {
    let list = list.get();
    view! {
        <li class="list-card">
            <Cover movies=list.cover.clone() />
            <div class="list-card-text">
                <h2><a href=list_url(list.id) dir="auto">{list.name.clone()}</a></h2>
                <p class="film-meta">
                    <span>{facts(&list)}</span>
                    {list.owner.clone().map(|owner| view! { <span>"by "<bdi>{owner}</bdi></span> })}
                </p>
                <Progress watched=list.watched_count count=list.movie_count />
                <ListMarks list=list.clone() />
            </div>
        </li>
    }
}

/// The first films of a list, one behind the other.
#[component]
fn Cover(movies: Vec<CoverMovie>) -> impl IntoView {
    let missing = COVER_MOVIES.saturating_sub(movies.len());
    view! {
        <div class="list-cover" aria-hidden="true">
            {movies.into_iter().map(|movie| view! { <Poster id=movie.id title=movie.title url=movie.poster_url /> }).collect_view()}
            {(0..missing).map(|_| view! { <div class="poster is-empty"></div> }).collect_view()}
        </div>
    }
}

/// “12 films · 5 watched”.
pub fn facts(list: &List) -> String {
    let films = counts::films(list.movie_count);
    match list.watched_count.filter(|_| list.movie_count > 0) {
        Some(watched) => format!("{films} · {} watched", counts::grouped(watched)),
        None => films,
    }
}

/// How many of its films one has watched.
#[component]
pub fn Progress(watched: Option<u64>, count: u64) -> impl IntoView {
    watched.filter(|_| count > 0).map(|watched| {
        let label = format!("{} of {} watched", counts::grouped(watched), counts::films(count));
        view! {
            <progress class="list-progress" max=count.to_string() value=watched.to_string() aria-label=label></progress>
        }
    })
}

/// Who else can read a list, and its tags.
#[component]
pub fn ListMarks(list: List) -> impl IntoView {
    let is_own = list.owner.is_none();
    let is_shared = list.link.is_some();
    let is_open = is_own && list.visibility == Visibility::Members;
    let has_any = is_shared || is_open || list.ranked || !list.tags.is_empty();
    let tag = |name: String| {
        let href = crate::base::routes::url(crate::base::routes::LISTS, [("tag", name.as_str())]);
        view! { <li><a class="chip is-tag" href=href dir="auto">{name}</a></li> }
    };
    has_any.then(|| {
        view! {
            <ul class="chips list-marks">
                {list.ranked.then(|| view! { <li class="list-mark">"Ranked"</li> })}
                {is_shared.then(|| view! { <li class="list-mark"><Icon name="copy" />"Shared by link"</li> })}
                {is_open.then(|| view! { <li class="list-mark"><Icon name="people" />"Open to this server"</li> })}
                {list.tags.into_iter().map(tag).collect_view()}
            </ul>
        }
    })
}
