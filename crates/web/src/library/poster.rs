//! A film's poster: its own, or one that is drawn for it.

mod art;
mod compositions;
mod palettes;

use crate::ui::live::live;
use art::Look;
use domain::ids::MovieId;
use domain::library::images::SMALL;
use leptos::prelude::*;

/// A poster that fills the width it is given. It says nothing that the title beside it does not.
#[component]
pub fn Poster(
    id: MovieId,
    #[prop(into)] title: Signal<String>,
    /// Its own, on this server.
    #[prop(optional, into)]
    url: Signal<Option<String>>,
    /// Whether it is shown larger than in lists.
    #[prop(optional)]
    is_large: bool,
) -> impl IntoView {
    // The address that can't be shown.
    let broken = RwSignal::new(None);
    live(move || match url.get().filter(|url| broken.with(|broken| broken.as_ref() != Some(url))) {
        Some(url) => {
            let src = if is_large { url.clone() } else { format!("{url}{SMALL}") };
            view! {
                <div class="poster" aria-hidden="true">
                    <img src=src alt="" loading="lazy" decoding="async" on:error=move |_| broken.set(Some(url.clone())) />
                </div>
            }
            .into_any()
        }
        None => view! { <DrawnPoster id title=title.get() /> }.into_any(),
    })
}

#[component]
fn DrawnPoster(id: MovieId, title: String) -> impl IntoView {
    let look = Look::of(id.0.as_u128(), &title);
    let ink = if look.dark_ink() { "has-dark-ink" } else { "" };
    let class = format!("poster is-drawn face-{} {} {ink}", look.face, look.length().class());
    // The drawing is made of numbers and colours of our own alone: no text comes into the markup.
    view! {
        <div class=class aria-hidden="true">
            <svg viewBox="0 0 200 300" preserveAspectRatio="xMidYMid slice" inner_html=look.draw()></svg>
            <span class="poster-title" dir="auto">{title}</span>
        </div>
    }
}
