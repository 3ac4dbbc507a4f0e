//! The backups in the folder of a server.

use super::State;
use crate::base::session::files::Download;
use crate::context::{use_session, use_toasts};
use crate::kit::failures::describe;
use crate::kit::{browser, counts, files};
use crate::ui::confirm::Confirm;
use crate::ui::dialog::Dialog;
use crate::ui::field::TextField;
use crate::ui::form::{DialogButtons, Form, FormElement};
use crate::ui::live::{live, words};
use client::Client;
use domain::auth::passwords::ProofDraft;
use domain::transfer::backups::{BackupFile, Backups};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is about to be done with a file.
#[derive(Clone, PartialEq)]
enum Asking {
    Download(BackupFile),
    Delete(BackupFile),
}

/// The files, each of which can be downloaded and deleted.
#[component]
pub fn FilesSection(state: State) -> impl IntoView {
    let toasts = use_toasts();
    let asking = RwSignal::new(None::<Asking>);
    let close = move || asking.set(None);
    let delete = move |file: BackupFile| {
        close();
        spawn_local(async move {
            match state.api.delete_backup(&file.name).await {
                Ok(()) => toasts.say("Backup deleted"),
                Err(error) => toasts.fail(describe(&error)),
            }
            state.load();
        });
    };
    let (place, items) = (state.part(place), state.part(|backups| backups.items.clone()));
    let row = move |file: BackupFile| view! { <FileRow file asking /> };
    view! {
        <section class="account-section" aria-labelledby="backup-files-title">
            <h2 id="backup-files-title">"Backups"</h2>
            <p class="account-text" dir="auto">{words(move || place.get())}</p>
            {live(move || match items.get() {
                Some(items) if !items.is_empty() => {
                    view! { <ul id="backup-list">{items.into_iter().map(row).collect_view()}</ul> }.into_any()
                }
                _ => view! { <p class="quiet">"No backups yet."</p> }.into_any(),
            })}
        </section>
        {live(move || asking.get().map(|asked| match asked {
            Asking::Download(file) => view! { <DownloadDialog file on_close=move |()| close() /> }.into_any(),
            Asking::Delete(file) => {
                let text = format!("The backup of {} is gone for good.", browser::local_time(file.created_at));
                view! {
                    <Confirm title="Delete this backup?" text action="Delete" on_confirm=move |()| delete(file.clone())
                        on_cancel=move |()| close() />
                }.into_any()
            }
        }))}
    }
}

/// Where they are.
fn place(backups: &Backups) -> String {
    let folder = &backups.folder;
    let place = match &backups.server {
        None => format!("In {folder} on the server."),
        Some(server) => {
            format!("In {folder} on {server}. Each server has its own folder; this is the one that answered.")
        }
    };
    match &backups.bucket {
        None => place,
        Some(bucket) => format!("{place} New backups are also sent to the bucket {bucket}, which isn’t listed here."),
    }
}

#[component]
fn FileRow(file: BackupFile, asking: RwSignal<Option<Asking>>) -> impl IntoView {
    let time = browser::local_time(file.created_at);
    let encrypted = if file.is_encrypted { "encrypted" } else { "not encrypted" };
    let facts = format!("{} · {encrypted} · {}", counts::bytes(file.byte_count), file.name);
    let label = |verb: &str| format!("{verb} the backup of {time}");
    let (download_label, delete_label) = (label("Download"), label("Delete"));
    let (downloaded, deleted) = (file.clone(), file);
    view! {
        <li class="session is-backup">
            <div>
                <h3>{time}</h3>
                <p class="film-meta">{facts}</p>
            </div>
            <div class="session-actions">
                <button type="button" class="button" aria-label=download_label
                    on:click=move |_| asking.set(Some(Asking::Download(downloaded.clone())))>"Download"</button>
                <button type="button" class="button is-quiet-danger" aria-label=delete_label
                    on:click=move |_| asking.set(Some(Asking::Delete(deleted.clone())))>"Delete"</button>
            </div>
        </li>
    }
}

/// Asks who it is, then saves the file.
#[component]
fn DownloadDialog(file: BackupFile, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let (form, session, toasts) = (Form::new(), use_session(), use_toasts());
    let has_password = untrack(move || session.has_password());
    let password = RwSignal::new(String::new());
    let text = if file.is_encrypted {
        "It has everything that anyone keeps here, and opens with its passphrase."
    } else {
        "It has everything that anyone keeps here, and it isn’t encrypted. Put it where only you can read it."
    };
    let submit = move |()| {
        let draft = ProofDraft { password: password.get_untracked() };
        let checked = draft.parse(has_password).map(|_| draft);
        let name = file.name.clone();
        let send = move |draft: ProofDraft| async move {
            let download = Download::new(session);
            Client::new(download.clone()).download_backup(&name, &draft).await?;
            Ok::<_, client::Error>(download.take().and_then(|blob| files::save(&blob, &name)))
        };
        form.submit(checked, send, move |saved: Option<()>| {
            if saved.is_none() {
                toasts.fail("Your browser couldn’t save the file.");
            }
            on_close.run(());
        });
    };
    view! {
        <Dialog title="Download this backup?" on_dismiss=on_close class="is-small">
            <FormElement id="download-form" form on_submit=submit>
                <p class="dialog-text">{text}{has_password.then_some(" Enter your password to confirm.")}</p>
                {has_password.then(|| view! {
                    <TextField label="Password" name="password" kind="password" value=password errors=form.errors autocomplete="current-password" autofocus=true />
                })}
                <DialogButtons form action="Download" on_cancel=on_close />
            </FormElement>
        </Dialog>
    }
}
