//! Requests whose body, or answer, is a file. The browser has it; it never comes into the app’s own memory.

use super::{Session, fetch};
use client::{Request, Response, Transport, TransportError};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::js_sys::Promise;
use web_sys::js_sys::futures::JsFuture;
use web_sys::{Blob, File, ProgressEvent, XmlHttpRequest};

/// Sends a file as the body, and tells how much of it was sent, in percent.
#[derive(Clone)]
pub struct Upload {
    /// Who sends it.
    pub session: Session,
    /// The file.
    pub file: File,
    /// What is told how far it is.
    pub on_progress: Callback<u32>,
}

impl Transport for Upload {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let send = async |token: Option<&str>| upload(&request, token, &self.file, self.on_progress).await;
        self.session.carry(&request.path_and_query, send).await
    }
}

/// Aborts an upload when it is dropped.
struct AbortOnDrop(XmlHttpRequest);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        // Aborting a request that is over changes nothing.
        let _ = self.0.abort();
    }
}

/// `fetch` doesn’t tell how much of a body was sent; this older way does.
async fn upload(
    request: &Request,
    token: Option<&str>,
    file: &File,
    on_progress: Callback<u32>,
) -> Result<Response, TransportError> {
    let away = |_| TransportError(String::new());
    let sending = AbortOnDrop(XmlHttpRequest::new().map_err(away)?);
    let xhr = &sending.0;
    xhr.open_with_async(request.method.as_str(), &request.path_and_query, true).map_err(away)?;
    for (name, value) in &request.headers {
        xhr.set_request_header(name, value).map_err(away)?;
    }
    if let Some(token) = token {
        xhr.set_request_header("authorization", &format!("Bearer {token}")).map_err(away)?;
    }
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        // From 0 to 100.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        on_progress.try_run((event.loaded() / event.total().max(1.0) * 100.0) as u32);
    });
    xhr.upload().map_err(away)?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let over = Promise::new(&mut |resolve, _| xhr.set_onloadend(Some(&resolve)));
    xhr.send_with_opt_blob(Some(file)).map_err(away)?;
    let _ = JsFuture::from(over).await;
    match xhr.status().map_err(away)? {
        0 => Err(TransportError(String::new())),
        status => {
            let body = xhr.response_text().ok().flatten().unwrap_or_default().into_bytes();
            Ok(Response { status, headers: Vec::new(), body })
        }
    }
}

/// Keeps the body of an answer as a file, unless it is an error.
#[derive(Clone)]
pub struct Download {
    session: Session,
    file: Rc<RefCell<Option<Blob>>>,
}

impl Download {
    /// What has no file yet.
    pub fn new(session: Session) -> Self {
        Self { session, file: Rc::default() }
    }

    /// The file that came.
    pub fn take(&self) -> Option<Blob> {
        self.file.take()
    }
}

impl Transport for Download {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let send = async |token: Option<&str>| {
            let (answer, _abort) = fetch::begin(&request, token).await?;
            if answer.ok() {
                let blob = JsFuture::from(answer.blob().map_err(fetch::reason)?).await.map_err(fetch::reason)?;
                self.file.replace(Some(blob.unchecked_into()));
                return Ok(Response { status: answer.status(), headers: Vec::new(), body: Vec::new() });
            }
            fetch::finish(&answer).await
        };
        self.session.carry(&request.path_and_query, send).await
    }
}
