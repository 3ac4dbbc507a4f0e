//! Uploading files, one after the other.

use crate::base::routes::{IMPORTS, Route, import_url};
use crate::base::session::files::Upload;
use crate::context::{use_navigation, use_session, use_toasts};
use crate::kit::failures::describe;
use crate::kit::quoting::quoted;
use crate::kit::tasks::Task;
use crate::transfer::uploads::{NotTaken, Uploading, use_uploads};
use client::{Client, Error};
use domain::transfer::imports::{MAX_FILE_NAME, MAX_IMPORT_BYTES};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::File;
use web_sys::js_sys::{Array, Intl, Object, Reflect};

/// What uploads the files that it is given, and then shows what they hold.
pub fn use_uploader() -> impl Fn(Vec<File>) + Copy + Send + Sync + 'static {
    let (uploads, session, navigation, toasts) = (use_uploads(), use_session(), use_navigation(), use_toasts());
    move |files: Vec<File>| {
        if files.is_empty() {
            return;
        }
        if uploads.current.with_untracked(Option::is_some) {
            return toasts.fail("A file is being uploaded. Wait until it’s done, or cancel it.");
        }
        uploads.not_taken.set(Vec::new());
        if navigation.location_now().route() != Route::Imports {
            navigation.push(IMPORTS);
        }
        let is_one = files.len() == 1;
        let task = Task::spawn(async move {
            for file in files {
                let name = file.name();
                uploads.current.set(Some(Uploading { name: name.clone(), percent: 0 }));
                let on_progress = Callback::new(move |percent| {
                    uploads.current.update(|current| {
                        if let Some(current) = current {
                            current.percent = percent;
                        }
                    });
                });
                let result = if file.size() > MAX_BYTES {
                    Err("The file is larger than 256 MiB. Import the files in it one by one.".to_owned())
                } else {
                    let shown: String = name.chars().take(MAX_FILE_NAME).collect();
                    let client = Client::new(Upload { session, file, on_progress });
                    let sent = client.create_import(Vec::new(), &shown, time_zone().as_deref()).await;
                    sent.map_err(|error| reason(&error))
                };
                uploads.current.set(None);
                let is_here = navigation.location_now().route() == Route::Imports;
                match result {
                    Ok(import) if is_one && is_here => navigation.push(&import_url(import.id)),
                    Ok(_) if is_here => {}
                    Ok(_) => toasts.say(format!("{} uploaded. Look at it under Import and export.", quoted(&name))),
                    Err(reason) if is_here => uploads.not_taken.update(|all| all.push(NotTaken { name, reason })),
                    Err(reason) => toasts.fail(reason),
                }
                uploads.finished.update(|count| *count += 1);
            }
        });
        uploads.task.set_value(Some(task));
    }
}

/// Why a file isn’t taken.
fn reason(error: &Error) -> String {
    let of_field = error.problem().and_then(|problem| problem.errors.iter().next());
    of_field.map_or_else(|| describe(error), |fault| fault.message.clone())
}

/// The most bytes of a file, as browsers count them.
#[expect(clippy::cast_precision_loss, reason = "256 MiB is far below 2^52")]
const MAX_BYTES: f64 = MAX_IMPORT_BYTES as f64;

/// The time zone of the browser, by its name of the IANA database.
pub fn time_zone() -> Option<String> {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &JsValue::from_str("timeZone")).ok()?.as_string()
}
