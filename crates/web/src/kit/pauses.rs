//! Waiting for time to pass, and for no longer than that.

use leptos::prelude::window;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use web_sys::js_sys::Promise;
use web_sys::js_sys::futures::JsFuture;

/// Waits for so many milliseconds.
pub async fn pause(millis: i32) {
    let timer = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
    });
    let _ = JsFuture::from(timer).await;
}

/// What comes within so many milliseconds; the rest is dropped.
pub async fn within<T>(millis: i32, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut timer) = (pin!(work), pin!(pause(millis)));
    poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => timer.as_mut().poll(context).map(|()| None),
    })
    .await
}
