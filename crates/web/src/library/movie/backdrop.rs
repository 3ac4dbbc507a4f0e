//! The picture behind the head of a film’s page.

use crate::ui::live::live;
use domain::library::images::SMALL;
use domain::library::movies::MovieSummary;
use leptos::prelude::*;

/// The film’s backdrop, where it has one. It says nothing.
#[component]
pub fn Backdrop(movie: Memo<MovieSummary>) -> impl IntoView {
    let url = Memo::new(move |_| movie.with(|movie| movie.backdrop_url.clone()));
    // The address that can’t be shown.
    let broken = RwSignal::new(None);
    live(move || {
        url.get().filter(|url| broken.with(|broken| broken.as_ref() != Some(url))).map(|url| {
            let sizes = format!("{url}{SMALL} 780w, {url} 1920w");
            view! {
                <div class="backdrop" aria-hidden="true">
                    <img srcset=sizes sizes="100vw" src=url.clone() alt="" decoding="async" on:error=move |_| broken.set(Some(url.clone())) />
                </div>
            }
        })
    })
}
