//! A film's tags, on its own page.

use crate::library::movies::address::Address;
use crate::ui::live::{When, live, words};
use domain::library::movies::MovieSummary;
use leptos::prelude::*;

/// How many tags are shown before the others are asked for.
const SHOWN: usize = 8;

/// The film's tags: the first few, and the others once they are asked for.
#[component]
pub fn Tags(movie: Memo<MovieSummary>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let count = Memo::new(move |_| movie.with(|movie| movie.tags.len()));
    let tag = |name: &String| {
        let url = Address::default().with(|query| query.tags = vec![name.clone()]).to_url();
        view! { <li><a class="chip is-tag" href=url dir="auto">{format!("#{name}")}</a></li> }
    };
    let chips = move || {
        let shown = if is_open.get() { usize::MAX } else { SHOWN };
        movie.with(|movie| movie.tags.iter().take(shown).map(tag).collect_view())
    };
    let toggle = move || {
        if is_open.get() { "Show fewer tags".to_owned() } else { format!("Show {} more", count.get() - SHOWN) }
    };
    view! {
        <When holds=move || count.get() != 0>
            <div class="film-page-tags">
                <ul class="chips" id="film-tags" aria-label="Tags">{live(chips)}</ul>
                <When holds=move || SHOWN < count.get()>
                    <button
                        type="button"
                        class="chip is-quiet"
                        aria-controls="film-tags"
                        aria-expanded=move || is_open.get().to_string()
                        on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
                    >
                        {words(toggle)}
                    </button>
                </When>
            </div>
        </When>
    }
}
