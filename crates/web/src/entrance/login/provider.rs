//! Signing in through the OpenID provider: the way there, and what is said when nothing came of it.

use super::Offers;
use crate::base::passkeys;
use crate::base::routes::url;
use crate::ui::live::live;
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
                {has_others.then(|| view! { <p class="entrance-or"><span>"or"</span></p> })}
                <a class="button is-wide" class:is-primary=!offers.password.get() id="provider-link" href=start target=beside.then_some("_blank") rel=beside.then_some("noopener")><span>"Sign in with "<bdi>{name}</bdi>{beside.then_some(" in a new tab")}</span></a>
            }
        })
    })
}
