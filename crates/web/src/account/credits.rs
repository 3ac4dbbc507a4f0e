//! Whose data it is that films come with.

use domain::catalogue::tmdb::TMDB_ATTRIBUTION;
use leptos::prelude::*;

/// The sources, and the words that they ask for.
#[component]
pub fn CreditsSection() -> impl IntoView {
    view! {
        <section class="account-section credits" aria-labelledby="credits-title">
            <h2 id="credits-title">"Where film data comes from"</h2>
            <p>"Depending on how this server is set up, film data comes from these sources:"</p>
            <ul>
                <li><a href="https://www.themoviedb.org/" target="_blank" rel="noopener noreferrer">"TMDB"</a>": "{TMDB_ATTRIBUTION}</li>
                <li><a href="https://www.justwatch.com/" target="_blank" rel="noopener noreferrer">"JustWatch"</a>": where films can be watched."</li>
                <li><a href="https://www.imdb.com/" target="_blank" rel="noopener noreferrer">"IMDb"</a>": Information courtesy of IMDb (imdb.com). Used with permission."</li>
                <li><a href="https://www.wikidata.org/" target="_blank" rel="noopener noreferrer">"Wikidata"</a>": in the public domain."</li>
            </ul>
        </section>
    }
}
