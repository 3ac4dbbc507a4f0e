//! The dialog in which second factors are changed: first the password, then what follows.

use super::recovery_codes::RecoveryCodesView;
use crate::base::passkeys;
use crate::base::session::Session;
use crate::context::use_toasts;
use crate::context::{use_api, use_session};
use crate::kit::browser;
use crate::kit::quoting::quoted;
use crate::ui::copy_field::CopyField;
use crate::ui::dialog::Dialog;
use crate::ui::field::TextField;
use crate::ui::form::{DialogButtons, Form, FormElement, Refused};
use crate::ui::live::live;
use client::Client;
use domain::auth::passkeys::{PasskeyDraft, PasskeyInfo, PasskeyNameDraft};
use domain::auth::passwords::ProofDraft;
use domain::auth::second_factors::{TotpDraft, TotpSetup};
use domain::field_errors::FieldErrors;
use leptos::prelude::*;

/// What follows the password.
#[derive(Clone)]
enum Step {
    /// The secret is shown, and a code of it is wanted.
    Scan(TotpSetup),
    /// The recovery codes are shown, this once.
    Codes(Vec<String>),
    /// Nothing: this is what was done.
    Done(String),
}

/// What is to be changed.
#[derive(Clone)]
pub enum Asking {
    SetUpApp,
    RemoveApp,
    AddPasskey,
    Rename(PasskeyInfo),
    DeletePasskey(PasskeyInfo),
    NewCodes,
}

impl Asking {
    /// Title, text, the button's text, and whether it takes something away.
    fn words(&self) -> (String, &'static str, &'static str, bool) {
        match self {
            Self::SetUpApp => {
                ("Set up an authenticator app".to_owned(), "You’ll get a code to scan with the app.", "Continue", false)
            }
            Self::RemoveApp => {
                ("Remove the authenticator app?".to_owned(), "You’ll no longer be asked for its codes.", "Remove", true)
            }
            Self::AddPasskey => {
                ("Add a passkey".to_owned(), "Your browser will ask where to save it.", "Continue", false)
            }
            Self::Rename(passkey) => (format!("Rename {}", quoted(&passkey.name)), "", "Rename", false),
            Self::DeletePasskey(passkey) => (
                format!("Delete {}?", quoted(&passkey.name)),
                "It can no longer be used to sign in. Delete it on your device as well.",
                "Delete",
                true,
            ),
            Self::NewCodes => (
                "Create new recovery codes?".to_owned(),
                "Your current codes will stop working.",
                "Create new codes",
                false,
            ),
        }
    }

    fn wants_name(&self) -> bool {
        matches!(self, Self::AddPasskey | Self::Rename(_))
    }

    fn wants_password(&self) -> bool {
        !matches!(self, Self::Rename(_))
    }
}

async fn perform(api: Client<Session>, asking: Asking, proof: &ProofDraft, name: &str) -> Result<Step, Refused> {
    Ok(match asking {
        Asking::SetUpApp => Step::Scan(api.create_totp(proof).await?),
        Asking::RemoveApp => {
            api.delete_totp(proof).await?;
            Step::Done("Authenticator app removed".to_owned())
        }
        Asking::AddPasskey => {
            let question = api.create_passkey_options(proof).await?;
            let answer = passkeys::ask(passkeys::Act::Create, &question.options).await.map_err(Refused::Whole)?;
            let draft = PasskeyDraft {
                challenge_id: Some(question.challenge_id),
                name: name.to_owned(),
                credential: Some(answer),
            };
            let created = api.create_passkey(&draft).await?;
            if created.recovery_codes.is_empty() {
                Step::Done(format!("{} added", quoted(&created.info.name)))
            } else {
                Step::Codes(created.recovery_codes)
            }
        }
        Asking::Rename(passkey) => {
            api.update_passkey(passkey.id, &PasskeyNameDraft { name: name.to_owned() }).await?;
            Step::Done("Passkey renamed".to_owned())
        }
        Asking::DeletePasskey(passkey) => {
            api.delete_passkey(passkey.id, proof).await?;
            Step::Done(format!("{} deleted", quoted(&passkey.name)))
        }
        Asking::NewCodes => Step::Codes(api.create_recovery_codes(proof).await?.codes),
    })
}

/// Asks for the password, does it, and shows what follows.
#[component]
pub fn SecondFactorDialog(asking: Asking, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let step = RwSignal::new(None::<Step>);
    let go_on = Callback::new(move |next: Step| match next {
        Step::Done(text) => {
            toasts.say(text);
            on_close.run(());
        }
        next => {
            step.try_set(Some(next));
            browser::focus_soon("#field-code, #recovery-codes");
        }
    });
    let first_title = asking.words().0;
    let title = Signal::derive(move || match step.get() {
        Some(Step::Codes(_)) => "Your recovery codes".to_owned(),
        _ => first_title.clone(),
    });
    // A press beside the dialog must not throw the codes away: they are shown this once.
    let dismiss = move |()| {
        if !step.with_untracked(|step| matches!(step, Some(Step::Codes(_)))) {
            on_close.run(());
        }
    };
    view! {
        <Dialog title=title on_dismiss=dismiss class="is-small">
            {live(move || match step.get() {
                Some(Step::Scan(setup)) => view! { <Scan setup on_next=go_on on_close /> }.into_any(),
                Some(Step::Codes(codes)) => view! { <RecoveryCodesView text=codes.join("\n") on_close /> }.into_any(),
                _ => view! { <ProofForm asking=asking.clone() on_next=go_on on_close /> }.into_any(),
            })}
        </Dialog>
    }
}

#[component]
fn ProofForm(asking: Asking, on_next: Callback<Step>, on_close: Callback<()>) -> impl IntoView {
    let (api, session, form) = (use_api(), use_session(), Form::new());
    let wants_password = asking.wants_password() && session.has_password();
    let wants_name = asking.wants_name();
    let given = if let Asking::Rename(passkey) = &asking { passkey.name.clone() } else { String::new() };
    let (name, password) = (RwSignal::new(given), RwSignal::new(String::new()));
    let (_, text, action, takes_away) = asking.words();
    let submit = move |()| {
        let (asking, name) = (asking.clone(), name.get_untracked());
        let proof = ProofDraft { password: password.get_untracked() };
        let mut faults = FieldErrors::default();
        if wants_name && let Err(more) = (PasskeyNameDraft { name: name.clone() }).parse() {
            faults.extend(more);
        }
        if let Err(more) = proof.parse(wants_password) {
            faults.extend(more);
        }
        let send = move |()| async move { perform(api, asking, &proof, &name).await };
        form.submit(faults.into_result(()), send, move |step| on_next.run(step));
    };
    let text = if wants_password && !text.is_empty() {
        format!("{text} Enter your password to confirm.")
    } else {
        text.to_owned()
    };
    view! {
        <FormElement id="factor-form" form on_submit=submit>
            <p class="dialog-text">{text}</p>
            {wants_name.then(|| view! {
                <TextField label="Name" name="name" value=name errors=form.errors hint="Where you keep it, such as “Phone”." autofocus=true />
            })}
            {wants_password.then(|| view! {
                <TextField label="Password" name="password" kind="password" value=password errors=form.errors autocomplete="current-password" autofocus=!wants_name />
            })}
            <DialogButtons form action class=if takes_away { "is-danger" } else { "is-primary" } on_cancel=on_close />
        </FormElement>
    }
}

#[component]
fn Scan(setup: TotpSetup, on_next: Callback<Step>, on_close: Callback<()>) -> impl IntoView {
    let (api, form, code) = (use_api(), Form::new(), RwSignal::new(String::new()));
    let submit = move |()| {
        let draft = TotpDraft { code: code.get_untracked() };
        form.submit(
            draft.parse(),
            move |_| async move { api.confirm_totp(&draft).await },
            move |made| {
                let done = || Step::Done("Authenticator app turned on".to_owned());
                on_next.run(if made.codes.is_empty() { done() } else { Step::Codes(made.codes) });
            },
        );
    };
    let size = setup.qr_code.size;
    view! {
        <FormElement id="totp-form" form on_submit=submit>
            <p class="dialog-text">"Scan this with your authenticator app, or type the secret into it."</p>
            <svg class="qr-code" viewBox=format!("0 0 {size} {size}") role="img" aria-label="QR code for the authenticator app">
                <path d=setup.qr_code.path></path>
            </svg>
            <CopyField label="Secret" text=setup.secret />
            <TextField label="Code" name="code" value=code errors=form.errors autocomplete="one-time-code" inputmode="numeric"
                hint="The six digits that the app shows." autofocus=true />
            <DialogButtons form action="Turn on" on_cancel=on_close />
        </FormElement>
    }
}
