//! Signing in through the OpenID provider: the way there, and what is said when nothing came of it.

use super::Offers;
use crate::navigation::Navigation;
use crate::passkeys;
use crate::routes::{HOME, return_url, url};
use crate::ui::live::live;
use domain::identities::OidcFault;
use leptos::prelude::*;

/// Where the way to the provider starts that comes back to a page of the app. A whole page: the server sends
/// the browser on.
pub fn start_url(back: &str) -> String {
    url("/api/auth/oidc/start", [("return_url", back)])
}

/// The way to the provider, when there is one.
#[component]
pub fn ProviderLink(
    offers: Offers,
    /// Of [`start_url`].
    start: String,
    /// Whether it opens beside this page, which must stay as it is.
    #[prop(optional)]
    beside: bool,
) -> impl IntoView {
    live(move || {
        let start = start.clone();
        offers.provider.get().map(|name| {
            let has_others = offers.password.get() || passkeys::are_offered();
            view! {
                {has_others.then(|| view! { <p class="doorway-or"><span>"or"</span></p> })}
                <a class="button is-wide" class:is-primary=!offers.password.get() id="provider-link" href=start target=beside.then_some("_blank") rel=beside.then_some("noopener")><span>"Sign in with "<bdi>{name}</bdi>{beside.then_some(" in a new tab")}</span></a>
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
