//! TMDB: the token for it, and looking up the films that are there.

use crate::admin::followed::Followed;
use crate::context::use_toasts;
use crate::kit::counts;
use crate::kit::failures::describe;
use crate::ui::button::Button;
use crate::ui::field::TextField;
use crate::ui::form::{Form, FormElement, SubmitButton};
use crate::ui::live::{live, words};
use client::Error;
use domain::catalogue::tmdb::{TMDB_ATTRIBUTION, TMDB_TOKENS, TmdbInfo, TmdbTokenDraft, TokenSource};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the server says of TMDB.
type State = Followed<TmdbInfo>;

/// What TMDB is for, whether it is asked, and the token.
#[component]
pub fn TmdbSection() -> impl IntoView {
    let state = State::new(|api| async move { api.get_tmdb().await }, |_| false);
    let source = state.part(|info| info.token_source);
    view! {
        <section class="account-section" aria-labelledby="tmdb-title">
            <h2 id="tmdb-title">"TMDB"</h2>
            <p class="account-text">
                "With a token for TMDB, films that people add get a poster, a backdrop, a description and other missing details, and films that aren’t in the catalogue can be found there. The server sends TMDB titles, years, IDs, languages and countries, and what people type when they look for a film, but never who they are."
            </p>
            {state.view(move || live(move || match source.get().flatten() {
                None => view! { <TokenForm state /> }.into_any(),
                Some(source) => view! { <Lookups state source /> }.into_any(),
            }))}
            <p class="field-hint">{TMDB_ATTRIBUTION}</p>
        </section>
    }
}

#[component]
fn TokenForm(state: State) -> impl IntoView {
    let (form, token, toasts) = (Form::new(), RwSignal::new(String::new()), use_toasts());
    let submit = move |()| {
        let draft = TmdbTokenDraft { token: token.get_untracked() };
        let send = move |_| async move { state.api.update_tmdb_token(&draft).await };
        let checked = TmdbTokenDraft { token: token.get_untracked() }.parse();
        form.submit(checked, send, move |info| {
            state.show(info);
            toasts.say("Token saved. Films added from now on will be looked up.");
        });
    };
    view! {
        <FormElement id="tmdb-form" class="account-form" form on_submit=submit>
            <TextField label="API read access token" name="token" kind="password" value=token errors=form.errors autocomplete="off"
                hint="It’s checked with TMDB before it’s saved, and never shown again." />
            <p class="account-text">
                "It’s free for non-commercial use with a TMDB account: "
                <a href=TMDB_TOKENS target="_blank" rel="noopener noreferrer">"API settings at TMDB"</a>"."
            </p>
            <SubmitButton text="Save token" busy_text="Checking the token…" form />
        </FormElement>
    }
}

/// What there is to do with a token.
#[component]
fn Lookups(state: State, source: TokenSource) -> impl IntoView {
    let (toasts, busy) = (use_toasts(), RwSignal::new(false));
    let waiting = state.part(|info| info.waiting_count);
    let waits = move || match u64::try_from(waiting.get().unwrap_or_default()).unwrap_or_default() {
        0 => "No films are waiting to be looked up.".to_owned(),
        count => format!("{} waiting to be looked up.", counts::films(count)),
    };
    let show = move |answer: Result<TmdbInfo, Error>, done: &'static str| {
        busy.try_set(false);
        match answer {
            Ok(info) => {
                state.show(info);
                toasts.say(done);
            }
            Err(error) => toasts.fail(describe(&error)),
        }
    };
    let look_up = move |()| {
        if !busy.get_untracked() {
            busy.set(true);
            spawn_local(async move {
                show(
                    state.api.start_movie_lookups().await,
                    "Looking up films without a poster. This continues in the background.",
                );
            });
        }
    };
    let remove = move |()| {
        if !busy.get_untracked() {
            busy.set(true);
            spawn_local(async move { show(state.api.delete_tmdb_token().await, "Token removed.") });
        }
    };
    view! {
        <p class="account-text">
            {match source {
                TokenSource::Option => "The token is set with the server option --tmdb-token-file, so it can’t be changed here.",
                TokenSource::Settings => "A token is saved. To use a different one, remove it first.",
            }}
        </p>
        <p class="account-text" id="tmdb-waiting" role="status">{words(waits)}</p>
        <div class="button-row">
            <Button text="Look up films without a poster" on_press=look_up />
            {(source == TokenSource::Settings).then(|| view! { <Button text="Remove token" class="is-danger" on_press=remove /> })}
        </div>
        <p class="field-hint">"This covers the films of all accounts and can take a while."</p>
    }
}
