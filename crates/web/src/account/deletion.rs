//! Deleting the account.

use super::proof::{Acting, ProofDialog};
use crate::base::routes::IMPORTS;
use crate::context::{use_api, use_session};
use crate::ui::button::Button;
use crate::ui::live::live;
use domain::auth::passwords::ProofDraft;
use leptos::prelude::*;

/// What deleting means, and the way to it.
#[component]
pub fn DeletionSection() -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let asking = RwSignal::new(false);
    let delete = move |proof: ProofDraft| -> Acting {
        Box::pin(async move {
            api.delete_me(&proof).await?;
            session.end();
            Ok(())
        })
    };
    view! {
        <section class="account-section" aria-labelledby="deletion-title">
            <h2 id="deletion-title">"Delete account"</h2>
            <p class="account-text">"This permanently deletes your account with all your films and watches. It can’t be undone."</p>
            <div class="button-row">
                <a class="button" href=IMPORTS>"Export everything first"</a>
                <Button text="Delete account" class="is-quiet-danger" on_press=move |()| asking.set(true) />
            </div>
        </section>
        {live(move || asking.get().then(|| view! {
            <ProofDialog
                title="Delete your account?"
                text="All your films and watches will be deleted. This can’t be undone. If you want to keep them, export them first."
                action="Delete account"
                class="is-danger"
                act=delete
                on_close=move |()| asking.set(false)
            />
        }))}
    }
}
