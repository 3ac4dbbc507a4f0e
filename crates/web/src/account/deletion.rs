//! Deleting the account.

use super::proof::{Proof, ProofDialog};
use crate::context::{use_api, use_session};
use crate::ui::button::Button;
use crate::ui::live::live;
use domain::auth::passwords::ProofDraft;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What deleting means, and the way to it.
#[component]
pub fn DeletionSection() -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let asking = RwSignal::new(None::<Proof>);
    let delete = move |draft: ProofDraft| {
        let Some(proof) = asking.get_untracked() else { return };
        spawn_local(async move {
            match api.delete_me(&draft).await {
                Ok(()) => session.end(),
                Err(error) => proof.refuse(error),
            }
        });
    };
    view! {
        <section class="account-section" aria-labelledby="deletion-title">
            <h2 id="deletion-title">"Delete the account"</h2>
            <p class="account-text">"Your films, watches and sessions are deleted with it, for ever. This can’t be undone."</p>
            <Button text="Delete the account" class="is-quiet-danger" on_press=move |()| asking.set(Some(Proof::new())) />
        </section>
        {live(move || asking.get().map(|proof| view! {
            <ProofDialog
                proof
                title="Delete the account for ever?"
                text="All your films and watches go with it."
                action="Delete the account"
                class="is-danger"
                on_prove=delete
                on_close=move |()| asking.set(None)
            />
        }))}
    }
}
