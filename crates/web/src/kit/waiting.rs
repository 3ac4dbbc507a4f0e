//! Waiting for no longer than one has patience.

use crate::kit::shared_answer::SharedAnswer;
use leptos::prelude::set_timeout;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

/// What comes of some work, or nothing when it takes longer, and waiting on makes no sense: `waits_on` is asked again
/// after each such time. The work is then dropped.
pub async fn at_most<T>(time: Duration, waits_on: impl Fn() -> bool, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    loop {
        let mut timer = pin!(pause(time));
        let result = poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            Poll::Pending => timer.as_mut().poll(context).map(|()| None),
        });
        let result = result.await;
        if result.is_some() || !waits_on() {
            return result;
        }
    }
}

/// Waits for a time.
pub async fn pause(time: Duration) {
    let over = SharedAnswer::new();
    let given = over.clone();
    set_timeout(move || given.give(()), time);
    over.wait().await;
}
