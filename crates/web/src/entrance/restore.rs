//! Restoring a backup in place of creating the first account.

use crate::base::session::files::Upload;
use crate::context::{use_navigation, use_session, use_toasts};
use crate::kit::{counts, files};
use crate::ui::field::{Fault, FaultMessage, TextField};
use crate::ui::form::{Form, FormElement, Refused, SubmitButton};
use crate::ui::live::{When, effect, live, words};
use client::Client;
use domain::accounts::users::RestoredBackup;
use domain::field_errors::FieldErrors;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{File, HtmlInputElement};

/// How a file begins that is encrypted with age.
const ENCRYPTED_HEAD: &[u8] = b"age-encryption.org/";

/// Asks for the file, and for the setup token where the address hasn’t told it.
#[component]
pub fn RestoreForm(
    token: RwSignal<String>,
    asks_for_token: bool,
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    let (session, navigation, toasts) = (use_session(), use_navigation(), use_toasts());
    let (form, percent) = (Form::new(), RwSignal::new(0_u32));
    let shows_token = Memo::new(move |shown: Option<&bool>| {
        asks_for_token
            || form.refusal.with(Option::is_some)
            || form.errors.with(|errors| errors.of("token").is_some())
            || shown.is_some_and(|shown| *shown)
    });
    let (backup, key) = (RwSignal::new_local(None::<File>), RwSignal::new_local(None::<File>));
    let (is_encrypted, passphrase) = (RwSignal::new(false), RwSignal::new(String::new()));
    effect(move || {
        let file = backup.get();
        spawn_local(async move {
            let length = u32::try_from(ENCRYPTED_HEAD.len()).unwrap_or_default();
            let head = match &file {
                Some(file) => files::read_start(file, length).await,
                None => None,
            };
            // Unless another one was chosen meanwhile.
            if backup.try_get_untracked() == Some(file) {
                is_encrypted.set(head.as_deref() == Some(ENCRYPTED_HEAD));
            }
        });
    });
    let restore = Callback::new(move |()| {
        percent.set(0);
        let mut faults = FieldErrors::default();
        let Some(file) = backup.get_untracked() else {
            faults.add("file", "required", "Choose a backup.");
            return form.submit(Err::<File, _>(faults), |_| async { Ok::<(), Refused>(()) }, |()| ());
        };
        let (token, key) = (token.get_untracked(), key.get_untracked());
        let passphrase = is_encrypted.get_untracked().then(|| passphrase.get_untracked());
        let send = move |file: File| async move {
            let on_progress = Callback::new(move |sent| {
                percent.try_set(sent);
            });
            let key = match &key {
                Some(key) => files::read(key).await.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned()),
                None => None,
            };
            let client = Client::new(Upload { session, file, on_progress });
            client.restore_backup(Vec::new(), &token, key.as_deref(), passphrase.as_deref()).await
        };
        form.submit(Ok(file), send, move |restored: RestoredBackup| {
            let RestoredBackup { users, movies } = restored;
            toasts.say(format!("{} of {} restored", counts::films(movies), counts::accounts(users)));
            navigation.replace("/login");
        });
    });
    let doing = move || match percent.get() {
        100 => "Restoring…".to_owned(),
        sent => format!("Uploading… {sent}%"),
    };
    view! {
        <p class="entrance-text">"Choose a backup of another server. Its accounts can then sign in here as they could there."</p>
        <FormElement id="restore-form" form on_submit=restore>
            <When holds=shows_token>
                <TextField
                    label="Setup token"
                    name="token"
                    value=token
                    errors=form.errors
                    autocomplete="one-time-code"
                    hint="The server printed it when it started."
                />
            </When>
            <FileField label="Backup" name="file" hint="A file that ends in .db or .age." file=backup form />
            <When holds=is_encrypted>
                <TextField
                    label="Passphrase"
                    name="passphrase"
                    kind="password"
                    value=passphrase
                    errors=form.errors
                    autocomplete="off"
                    hint="This backup is encrypted."
                />
            </When>
            <FileField label="Secret key" name="secret_key" hint="The secret.key file that the other server keeps beside its database. It isn’t in a backup." file=key form />
            <p class="entrance-text" role="status">{live(move || form.busy.get().then(|| view! { {words(doing)} }))}</p>
            <SubmitButton text="Restore" busy_text="Restoring…" form />
        </FormElement>
        <p class="entrance-foot">
            <button type="button" on:click=move |_| on_cancel.run(())>"Create the first account instead"</button>
        </p>
    }
}

/// A file to choose.
#[component]
fn FileField(
    label: &'static str,
    name: &'static str,
    hint: &'static str,
    file: RwSignal<Option<File>, LocalStorage>,
    form: Form,
) -> impl IntoView {
    let fault = Fault::of(form.errors, name);
    let id = format!("field-{name}");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                type="file"
                id=id.clone()
                name=name
                aria-invalid=move || fault.aria_invalid()
                aria-describedby=format!("{id}-hint {id}-fault")
                on:change=move |event| {
                    file.set(event_target::<HtmlInputElement>(&event).files().and_then(|files| files.get(0)));
                    fault.edited();
                }
            />
            <p class="field-hint" id=format!("{id}-hint")>{hint}</p>
            <FaultMessage fault id=format!("{id}-fault") />
        </div>
    }
}
