//! What is asked in the background: answers that go on, server-sent events, read as they come; and calls that disturb
//! nobody.

use super::{Renewal, Session, fetch};
use crate::kit::browser;
use client::{Method, Request, Response, Transport, TransportError};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::futures::JsFuture;
use web_sys::js_sys::{Function, Promise, Reflect, Uint8Array};

/// A stream of events; dropping it ends it.
pub struct EventStream {
    /// What keeps the request going.
    _request: fetch::AbortOnDrop,
    reader: JsValue,
    text: String,
}

/// The session for background requests: once it has ended, they fail, and the page doesn't ask anyone to sign in again.
#[derive(Clone, Copy)]
pub struct Quietly(pub Session);

impl Transport for Quietly {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let session = self.0;
        let is_old = |now| session.token.with_value(|token| token.as_ref().is_none_or(|token| token.renew_at <= now));
        let mut must_renew = is_old(browser::now());
        loop {
            let was_renewed = must_renew;
            if must_renew && session.renew().await != Renewal::Done {
                return Err(TransportError("the session has ended".to_owned()));
            }
            let token = session.token.get_value();
            let response = fetch::send(&request, token.as_ref().map(|token| token.text.as_str())).await?;
            if response.status != 401 || was_renewed {
                return Ok(response);
            }
            must_renew = true;
        }
    }
}

impl Session {
    /// Opens a stream of events with the token as it is. None when that fails, also for a token that is refused: the
    /// next call renews it.
    pub async fn open_events(self, path: &str) -> Option<EventStream> {
        let token = self.token.get_value();
        let request = Request {
            method: Method::Get,
            path_and_query: path.to_owned(),
            headers: vec![("accept", "text/event-stream".to_owned())],
            body: None,
        };
        let (answer, request) = fetch::begin(&request, token.as_ref().map(|token| token.text.as_str())).await.ok()?;
        if answer.status() != 200 {
            return None;
        }
        let body = Reflect::get(&answer, &"body".into()).ok()?;
        let reader = call(&body, "getReader")?;
        Some(EventStream { _request: request, reader, text: String::new() })
    }
}

impl EventStream {
    /// The data of the next event; an empty text for a comment. None when the stream has ended.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            if let Some(data) = take_event(&mut self.text) {
                return Some(data);
            }
            let read: Promise = call(&self.reader, "read")?.unchecked_into();
            let chunk = JsFuture::from(read).await.ok()?;
            let value = Reflect::get(&chunk, &"value".into()).ok()?;
            if value.is_undefined() {
                return None;
            }
            self.text.push_str(&String::from_utf8_lossy(&Uint8Array::new(&value).to_vec()));
        }
    }
}

fn call(object: &JsValue, name: &str) -> Option<JsValue> {
    let method: Function = Reflect::get(object, &name.into()).ok()?.dyn_into().ok()?;
    method.call0(object).ok()
}

/// Takes the first event that is complete; gives its data.
fn take_event(text: &mut String) -> Option<String> {
    let (event, rest) = text.split_once("\n\n")?;
    let data = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap_or_default().to_owned();
    *text = rest.to_owned();
    Some(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_taken_one_by_one_once_they_are_complete() {
        let mut text = "retry: 3000\n\nevent: changes\nid: 7\ndata: {\"next\":\"7\"}\n\n:\n\nevent: cha".to_owned();
        for data in ["", "{\"next\":\"7\"}", ""] {
            assert_eq!(take_event(&mut text).as_deref(), Some(data));
        }
        assert_eq!(take_event(&mut text), None);
        assert_eq!(text, "event: cha");
    }
}
