//! What a browser offers for being without a server: whether there is a network, locks over all tabs, and the service
//! worker that keeps the files of the page.

use crate::kit::shared_answer::SharedAnswer;
use leptos::prelude::window;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::ServiceWorkerContainer;
use web_sys::js_sys::futures::JsFuture;
use web_sys::js_sys::{Function, Promise, Reflect};

/// Where the service worker is.
const WORKER: &str = "/service-worker.js";

/// Whether there may be a network; without one there is no server, unless it runs on this very machine.
pub fn has_network() -> bool {
    window().navigator().on_line()
}

/// Has the browser keep the files of the page, so that it opens while the server is away. Browsers do that for pages that
/// came by https, or from this machine.
pub async fn keep_page() {
    let navigator: JsValue = window().navigator().into();
    let Some(workers) = member(&navigator, "serviceWorker") else { return };
    // Where it isn't allowed, all is as it would be without it.
    let _ = JsFuture::from(workers.unchecked_into::<ServiceWorkerContainer>().register(WORKER)).await;
}

/// What one tab at a time has; it is given back when it is dropped, or the tab goes.
pub struct Lock(Option<Function>);

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = &self.0 {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Waits for a lock that only one tab at a time has. Where the browser has no locks, everyone has it at once.
pub async fn lock(name: &str) -> Lock {
    let navigator: JsValue = window().navigator().into();
    let locks = member(&navigator, "locks");
    let request = locks.as_ref().and_then(|locks| member(locks, "request"));
    let (Some(locks), Some(request)) = (locks, request.and_then(|request| request.dyn_into::<Function>().ok())) else {
        return Lock(None);
    };
    let taken = SharedAnswer::new();
    let give = taken.clone();
    // It is held until the promise that this gives is kept.
    let hold = Closure::once_into_js(move || Promise::new(&mut |release, _| give.give(Some(release))));
    if request.call2(&locks, &name.into(), &hold).is_err() {
        return Lock(None);
    }
    Lock(taken.wait().await)
}

fn member(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}
