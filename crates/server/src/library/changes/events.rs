//! The stream that says when something has changed.

use crate::error::{ApiError, Result};
use crate::listeners::{Listener, Refusal};
use crate::request::guards::Standing;
use crate::request::streamed;
use crate::state::State;
use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use domain::library::changes::{ChangesCursor, ChangesEvent};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue};
use std::convert::Infallible;
use std::time::Duration;
use storage::library::changes::find_position;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// How often something is sent, so that no proxy takes the stream for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often it is checked whether the listener may still listen. With the time for which a session is taken to be
/// alive, a stream ends within five seconds of its session.
const RECHECK: Duration = Duration::from_secs(2);
/// The longest that a message waits for the one before to be sent. A peer that doesn't read loses the stream.
const STALLED: Duration = Duration::from_secs(10);
/// What comes first: how long a browser waits before it comes back, in milliseconds.
const HELLO: Bytes = Bytes::from_static(b"retry: 3000\n\n");
const COMMENT: Bytes = Bytes::from_static(b":\n\n");

/// Proxies of the kind of nginx collect answers before they pass them on, unless they are told not to.
const NO_BUFFERING: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));

/// The stream of an account's news.
///
/// # Errors
/// [`ApiError::too_many_at_once`] and [`ApiError::unavailable`] when there are too many, and those of the database.
pub async fn follow(state: State, caller: Standing, headers: &HeaderMap) -> Result<Response> {
    // Before the place is read, so that no change falls between.
    let listener = state.listeners.listen(&state.store, caller.id).map_err(|refusal| match refusal {
        Refusal::TooManyOfAccount => ApiError::too_many_streams(),
        Refusal::TooMany => ApiError::unavailable(5),
    })?;
    let account = caller.id;
    let position = state.store.read_inline(move |tx| find_position(tx, account)).await?;
    let (sender, receiver) = mpsc::channel(1);
    let known = last_event_id(headers).filter(|known| *known <= position);
    tokio::spawn(send(state, caller, listener, sender, (known, position)));
    let body = streamed::body(receiver);
    let event_stream = (CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    let not_stored = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(([event_stream, not_stored, NO_BUFFERING], body).into_response())
}

fn last_event_id(headers: &HeaderMap) -> Option<i64> {
    let id: ChangesCursor = headers.get("last-event-id")?.to_str().ok()?.parse().ok()?;
    Some(id.position)
}

/// Sends until the peer goes, the caller may listen no more, or the server stops.
async fn send(
    state: State,
    caller: Standing,
    mut listener: Listener,
    sender: mpsc::Sender<std::result::Result<Bytes, Infallible>>,
    (known, latest): (Option<i64>, i64),
) {
    let every = |period: Duration| {
        let mut interval = interval(period);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        interval.reset();
        interval
    };
    let (mut heartbeat, mut recheck) = (every(HEARTBEAT), every(RECHECK));
    let mut told = latest;
    let first = if known == Some(latest) { HELLO } else { [HELLO, event(latest)].concat().into() };
    let mut message = Some(first);
    loop {
        if let Some(message) = message.take() {
            match timeout(STALLED, sender.send(Ok(message))).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return,
            }
        }
        tokio::select! {
            () = sender.closed() => return,
            latest = listener.wait(told) => {
                let Some(latest) = latest else { return };
                told = latest;
                message = Some(event(latest));
            }
            _ = heartbeat.tick() => message = Some(COMMENT),
            _ = recheck.tick() => {
                if caller.recheck(&state, RECHECK).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn event(position: i64) -> Bytes {
    let next = ChangesCursor::at(position).to_string();
    let data = serde_json::to_string(&ChangesEvent { next: next.clone() }).unwrap_or_default();
    format!("event: changes\nid: {next}\ndata: {data}\n\n").into()
}
