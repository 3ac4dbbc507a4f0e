//! One request through the browser's `fetch`.

use client::{Method, Request, Response, TransportError};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};

use web_sys::js_sys::futures::JsFuture;
use web_sys::js_sys::{Reflect, Uint8Array};
use web_sys::{AbortController, Headers, RequestCache, RequestInit};

/// Sends the request with this bearer token. Dropping the future aborts the request.
pub async fn send(request: &Request, token: Option<&str>) -> Result<Response, TransportError> {
    let (answer, _abort) = begin(request, token).await?;
    finish(&answer).await
}

/// The answer with its body.
pub async fn finish(answer: &web_sys::Response) -> Result<Response, TransportError> {
    let body = JsFuture::from(answer.array_buffer().map_err(reason)?).await.map_err(reason)?;
    // The answers' headers say nothing that the app needs.
    Ok(Response { status: answer.status(), headers: Vec::new(), body: Uint8Array::new(&body).to_vec() })
}

/// Sends the request, and gives the head of the answer with what aborts the rest when it is dropped.
pub async fn begin(request: &Request, token: Option<&str>) -> Result<(web_sys::Response, AbortOnDrop), TransportError> {
    let abort = AbortOnDrop(AbortController::new().map_err(reason)?);
    let init = prepare(request, token, &abort).map_err(reason)?;
    let answer = window().fetch_with_str_and_init(&request.path_and_query, &init);
    Ok((JsFuture::from(answer).await.map_err(reason)?.unchecked_into(), abort))
}

fn prepare(request: &Request, token: Option<&str>, abort: &AbortOnDrop) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    if let Some(token) = token {
        headers.set("authorization", &format!("Bearer {token}"))?;
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers(&headers);
    // Nothing of an account stays in the browser's cache after signing out.
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&abort.0.signal()));
    if request.method == Method::Patch {
        // What was changed with one press is saved also when the page goes in that very moment.
        Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
    }
    if let Some(body) = &request.body {
        init.set_body(&Uint8Array::from(body.as_slice()));
    }
    Ok(init)
}

/// Aborts a request when it is dropped.
pub struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        // Aborting a request that is over changes nothing.
        self.0.abort();
    }
}

/// Why no answer came.
#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
pub fn reason(error: JsValue) -> TransportError {
    // Nobody reads it: the app has its own words for a server that is away.
    TransportError(error.as_string().unwrap_or_default())
}
