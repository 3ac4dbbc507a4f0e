//! Files that are dropped on any page.

use crate::kit::browser;
use crate::kit::files;
use crate::transfer::uploading::use_uploader;
use crate::transfer::uploads::use_uploads;
use crate::ui::icon::Icon;
use crate::ui::live::When;
use leptos::ev;
use leptos::prelude::*;

/// Takes files that are dropped anywhere. Dialogs take their own.
#[component]
pub fn DropTarget() -> impl IntoView {
    let upload = use_uploader();
    let over = RwSignal::new(false);
    let takes = |event: &web_sys::DragEvent| files::drags_files(event) && !browser::has_dialog();
    let listeners = [
        window_event_listener(ev::dragenter, move |event| {
            if takes(&event) {
                over.set(true);
            }
        }),
        window_event_listener(ev::dragover, move |event| {
            if takes(&event) {
                files::allow_drop(&event);
            }
        }),
        window_event_listener(ev::dragleave, move |event| {
            // Into another element it only goes on.
            if event.related_target().is_none() {
                over.set(false);
            }
        }),
        window_event_listener(ev::drop, move |event| {
            over.set(false);
            if takes(&event) {
                upload(files::take_all_dropped(&event));
            }
        }),
    ];
    let uploads = use_uploads();
    on_cleanup(move || {
        listeners.into_iter().for_each(WindowListenerHandle::remove);
        // The next person here has nothing to do with it.
        uploads.clear();
    });
    view! {
        <div class="drop-target" aria-hidden="true">
            <When holds=over>
                <div class="drop-here"><p><Icon name="down-long" />"Drop it to import it"</p></div>
            </When>
        </div>
    }
}
