//! Taking somebody's account along, and making one out of a file.

use super::{LinkDialog, link_url};
use crate::base::session::files::{Download, Upload};
use crate::context::{use_session, use_toasts};
use crate::kit::{browser, files};
use crate::ui::dialog::Dialog;
use crate::ui::field::{Fault, FaultMessage, TextField};
use crate::ui::form::{DialogButtons, Form, FormElement};
use crate::ui::live::{When, live, words};
use crate::ui::select::Select;
use client::Client;
use domain::accounts::links::LinkKind;
use domain::accounts::users::{UserInfo, check_username};
use domain::field_errors::FieldErrors;
use domain::transfer::exports::ExportFormat;
use domain::transfer::imports::MAX_FILE_NAME;
use domain::transfer::users::{ImportedUser, UserExportDraft};
use leptos::prelude::*;
use web_sys::{File, HtmlInputElement};

/// What an account can be taken along as: what can be imported again.
const FORMATS: [(ExportFormat, &str); 2] =
    [(ExportFormat::Json, "Without posters (JSON)"), (ExportFormat::Zip, "With posters (zip)")];

/// Asks what an account is exported as, and saves it.
#[component]
pub fn ExportDialog(info: UserInfo, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let (session, toasts) = (use_session(), use_toasts());
    let (form, password) = (Form::new(), RwSignal::new(String::new()));
    let format = RwSignal::new(ExportFormat::Json.as_str().to_owned());
    // Soon after signing in it isn’t needed.
    let asks_password = Memo::new(move |asked: Option<&bool>| {
        asked.is_some_and(|asked| *asked) || form.errors.with(|errors| errors.of("password").is_some())
    });
    let (id, name) = (info.id, info.username);
    let title = format!("Export {name}");
    let submit = move |()| {
        let draft = UserExportDraft { format: format.get_untracked(), password: password.get_untracked() };
        let chosen = ExportFormat::from_name(&draft.format).unwrap_or(ExportFormat::Json);
        let (download, name) = (Download::new(session), name.clone());
        let client = Client::new(download.clone());
        let send = move |()| async move { client.export_user(id, &draft).await };
        form.submit(Ok(()), send, move |_| {
            let file_name = format!("{name}-{}", chosen.file_name(browser::today()));
            if download.take().and_then(|file| files::save(&file, &file_name)).is_none() {
                toasts.fail("Your browser couldn’t save the file.");
            }
            on_close.run(());
        });
    };
    let choices: Vec<(String, String)> =
        FORMATS.iter().map(|(format, text)| (format.as_str().to_owned(), (*text).to_owned())).collect();
    view! {
        <Dialog title=title on_dismiss=on_close class="is-small">
            <p class="dialog-text">
                "You get all films, notes and lists of this account in one file. The audit log will say so."
            </p>
            <FormElement id="export-user-form" form on_submit=submit>
                <div class="field">
                    <span class="field-label" aria-hidden="true">"File"</span>
                    <Select label="File" id="export-user-format" value=format choices on_change=move |value| format.set(value) />
                </div>
                <When holds=asks_password>
                    <TextField label="Your password" name="password" kind="password" value=password errors=form.errors autocomplete="current-password" />
                </When>
                <DialogButtons form action="Export" on_cancel=on_close />
            </FormElement>
        </Dialog>
    }
}

/// Asks for an exported account and a name, and shows the link to the new account.
#[component]
pub fn ImportDialog(#[prop(into)] on_made: Callback<()>, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let made = RwSignal::new(None::<(String, String)>);
    view! {
        {live(move || match made.get() {
            None => view! { <ImportForm made on_made on_close /> }.into_any(),
            Some((name, url)) => view! {
                <LinkDialog
                    title=format!("{name} created")
                    text=format!("Films are being imported. Send this link to {name} to let them choose a password.")
                    url
                    on_close
                />
            }.into_any(),
        })}
    }
}

#[component]
fn ImportForm(
    made: RwSignal<Option<(String, String)>>,
    on_made: Callback<()>,
    on_close: Callback<()>,
) -> impl IntoView {
    let session = use_session();
    let (form, percent) = (Form::new(), RwSignal::new(0_u32));
    let (username, file) = (RwSignal::new(String::new()), RwSignal::new_local(None::<File>));
    let fault = Fault::of(form.errors, "file");
    let submit = move |()| {
        percent.set(0);
        let mut faults = FieldErrors::default();
        let name = check_username(&mut faults, &username.get_untracked());
        let chosen = file.get_untracked();
        if chosen.is_none() {
            faults.add("file", "required", "Choose a file.");
        }
        let send = move |file: File| async move {
            let shown: String = file.name().chars().take(MAX_FILE_NAME).collect();
            let on_progress = Callback::new(move |sent| {
                percent.try_set(sent);
            });
            Client::new(Upload { session, file, on_progress }).import_user(Vec::new(), &name, &shown, None).await
        };
        form.submit(chosen.filter(|_| faults.is_empty()).ok_or(faults), send, move |answer: ImportedUser| {
            on_made.run(());
            made.try_set(Some((answer.user.username, link_url(LinkKind::PasswordReset, &answer.token))));
        });
    };
    let doing = move || format!("Uploading… {}%", percent.get());
    view! {
        <Dialog title="Import account".to_owned() on_dismiss=on_close class="is-small">
            <p class="dialog-text">"Create an account from an export of Movie Tracker. Its owner then chooses a password."</p>
            <FormElement id="import-user-form" form on_submit=submit>
                <TextField label="Username" name="username" value=username errors=form.errors autofocus=true />
                <div class="field">
                    <label for="import-user-file">"File"</label>
                    <input
                        type="file"
                        id="import-user-file"
                        name="file"
                        accept=".json,.zip"
                        aria-invalid=move || fault.aria_invalid()
                        aria-describedby="import-user-hint import-user-fault"
                        on:change=move |event| {
                            file.set(event_target::<HtmlInputElement>(&event).files().and_then(|files| files.get(0)));
                            fault.edited();
                        }
                    />
                    <p class="field-hint" id="import-user-hint">"JSON or zip, up to 256 MiB."</p>
                    <FaultMessage fault id="import-user-fault".to_owned() />
                </div>
                <p class="quiet" role="status">{live(move || form.busy.get().then(|| view! { {words(doing)} }))}</p>
                <DialogButtons form action="Create account" on_cancel=on_close />
            </FormElement>
        </Dialog>
    }
}
