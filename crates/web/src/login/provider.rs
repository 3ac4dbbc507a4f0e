//! Signing in through the OpenID provider: the way there, and what is said when nothing came of it.

use crate::navigation::{Navigation, use_navigation};
use crate::routes::{HOME, return_url, url};
use crate::ui::live::live;
use domain::identities::OidcFault;
use leptos::prelude::*;

/// The way to the provider, when there is one.
#[component]
pub fn ProviderLink(name: RwSignal<Option<String>>) -> impl IntoView {
    let back = return_url(use_navigation().location_now().value("return_url"));
    // A whole page: the server sends the browser on.
    let start = url("/api/auth/oidc/start", [("return_url", back.as_str())]);
    live(move || {
        let start = start.clone();
        name.get().map(|name| {
            view! {
                <p class="doorway-or"><span>"or"</span></p>
                <a class="button is-wide" id="provider-link" href=start><span>"Sign in with "<bdi>{name}</bdi></span></a>
            }
        })
    })
}

/// Why signing in through the provider, or linking, came to nothing. It is taken out of the address: who
/// reloads the page or keeps its address is not told again.
pub fn take_fault(navigation: Navigation) -> Option<String> {
    let location = navigation.location_now();
    let words = OidcFault::describe(location.value("oidc_error")?);
    let back = return_url(location.value("return_url"));
    let pairs = [("return_url", back.as_str())];
    let is_login = location.path == "/login" && back != HOME;
    navigation.replace(&url(&location.path, pairs.into_iter().filter(|_| is_login)));
    Some(words.to_owned())
}
