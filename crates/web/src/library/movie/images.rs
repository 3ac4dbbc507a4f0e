//! The dialog in which a film gets a poster or a backdrop, or loses it.

use crate::context::{use_api, use_toasts};
use crate::kit::files::{self, Dropped};
use crate::library::context::{use_actions, use_library_state};
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::field::TextField;
use crate::ui::form::{Form, FormElement, Refused};
use crate::ui::icon::Icon;
use crate::ui::live::{live, words};
use client::Error;
use domain::field_errors::FieldErrors;
use domain::library::images::{ChangedMovie, ImageDraft, ImageKind, MAX_IMAGE_BYTES};
use domain::library::movies::MovieSummary;
use leptos::ev;
use leptos::prelude::*;
use web_sys::{File, HtmlInputElement};

/// What a picture is called at the beginning of a sentence.
fn name_of(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::Poster => "Poster",
        ImageKind::Backdrop => "Backdrop",
    }
}

/// What the button says that opens the dialog, and the dialog itself.
pub fn title(kind: ImageKind, movie: &MovieSummary) -> &'static str {
    match (kind, movie.image_url(kind).is_some()) {
        (ImageKind::Poster, false) => "Add a poster",
        (ImageKind::Poster, true) => "Change poster",
        (ImageKind::Backdrop, false) => "Add a backdrop",
        (ImageKind::Backdrop, true) => "Change backdrop",
    }
}

/// Gives the film a picture: by a file that is chosen, dropped or pasted, or by an address.
#[component]
pub fn ImageForm(movie: Memo<MovieSummary>, kind: ImageKind, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let api = use_api();
    let id = movie.with_untracked(|movie| movie.id);
    let title = movie.with_untracked(|movie| title(kind, movie));
    let form = Form::new();
    let url = RwSignal::new(String::new());
    let doing = RwSignal::new(String::new());
    let done = said(kind, on_close);
    let upload = move |file: File| {
        // Without reading it: it may be a film of gigabytes.
        if file.size() > MAX_BYTES {
            form.refusal.set(Some("The file can have at most 10 MB. Choose a smaller one.".to_owned()));
            return;
        }
        doing.set(format!("Uploading {}…", file.name()));
        let send = move |file: File| async move {
            let Some(bytes) = files::read(&file).await else {
                return Err(Refused::Whole("This file can’t be read. Choose it again.".to_owned()));
            };
            api.update_image(id, kind, bytes, None).await.map_err(Refused::from)
        };
        form.submit(Ok::<_, FieldErrors>(file), send, done);
    };
    let fetch = move |()| {
        doing.set("Getting the picture…".to_owned());
        let draft = ImageDraft { url: url.get_untracked() };
        let send = move |draft: ImageDraft| async move { api.fetch_image(id, kind, &draft, None).await };
        form.submit(draft.parse().map(|url| ImageDraft { url }), send, done);
    };
    let remove = move |()| {
        doing.set("Removing…".to_owned());
        let send = move |()| async move { api.delete_image(id, kind, None).await };
        form.submit::<_, _, Error, _>(Ok(()), send, done);
    };
    let listeners = [
        window_event_listener(ev::dragover, |event| files::allow_drop(&event)),
        window_event_listener(ev::drop, move |event| match files::take_dropped(&event) {
            Some(Dropped::File(file)) => upload(file),
            Some(Dropped::Address(address)) => {
                url.set(address);
                fetch(());
            }
            None => {}
        }),
        window_event_listener(ev::paste, move |event| {
            if let Some(file) = files::take_pasted(&event) {
                upload(file);
            }
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
    let removable = movie.with_untracked(|movie| movie.image_url(kind).is_some());
    let remove_text = if kind == ImageKind::Poster { "Remove poster" } else { "Remove backdrop" };
    view! {
        <Dialog title on_dismiss=on_close>
            <FormElement id="image-form" form on_submit=fetch>
                <div class="form-fields">
                    <FileInput on_file=upload />
                    <TextField label="Or the picture’s address" name="url" kind="url" value=url errors=form.errors placeholder="https://…" />
                    <p class="image-status" role="status">{live(move || form.busy.get().then(|| view! {
                        <span class="spinner" aria-hidden="true"></span> {words(move || doing.get())}
                    }))}</p>
                </div>
                <div class="dialog-actions">
                    {removable.then(|| view! { <Button text=remove_text icon="trash" class="is-first" on_press=remove /> })}
                    <Button text="Cancel" on_press=on_close />
                    <button type="submit" class="button is-primary" aria-disabled=move || form.busy.get().then_some("true")>"Use address"</button>
                </div>
            </FormElement>
        </Dialog>
    }
}

/// The most bytes of a file, as browsers count them.
#[expect(clippy::cast_precision_loss, reason = "ten million is far below 2^52")]
const MAX_BYTES: f64 = MAX_IMAGE_BYTES as f64;

/// Tells everyone what the film is like now, and how to take it back.
fn said(kind: ImageKind, on_close: Callback<()>) -> impl Fn(ChangedMovie) + Copy + 'static {
    let (library, actions, toasts) = (use_library_state(), use_actions(), use_toasts());
    move |ChangedMovie { movie, undo }| {
        let id = movie.id;
        let what = if movie.image_url(kind).is_some() { "saved" } else { "removed" };
        library.tell(movie.into());
        toasts.say_with_undo(format!("{} {what}", name_of(kind)), move || actions.undo(id, undo));
        on_close.try_run(());
    }
}

/// Where a file is chosen or dropped.
#[component]
fn FileInput(on_file: impl Fn(File) + 'static) -> impl IntoView {
    let over = RwSignal::new(false);
    view! {
        <label
            class="file-drop"
            class:is-over=move || over.get()
            on:dragenter=move |_| over.set(true)
            on:dragleave=move |_| over.set(false)
            on:drop=move |_| over.set(false)
        >
            <input
                type="file"
                name="file"
                class="visually-hidden"
                accept="image/jpeg,image/png,image/webp"
                on:change=move |event| {
                    if let Some(file) = files::take_chosen(&event_target::<HtmlInputElement>(&event)) {
                        on_file(file);
                    }
                }
            />
            <span class="file-drop-main"><Icon name="plus" />"Choose a file"</span>
            <span class="quiet">"or drop or paste one here: JPEG, PNG or WebP, up to 10 MB"</span>
        </label>
    }
}
