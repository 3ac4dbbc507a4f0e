//! One call for all who wait for the same answer.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// An answer that is on its way, for anyone to wait for. Clones wait for the same one.
pub struct SharedAnswer<T>(Rc<RefCell<Stage<T>>>);

enum Stage<T> {
    Waiting(Vec<Waker>),
    Given(T),
}

impl<T> Clone for SharedAnswer<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: Clone> SharedAnswer<T> {
    /// An answer that is not there yet.
    pub fn new() -> Self {
        Self(Rc::new(RefCell::new(Stage::Waiting(Vec::new()))))
    }

    /// Gives the answer to all who wait, and to all who come later.
    pub fn give(&self, answer: T) {
        let before = self.0.replace(Stage::Given(answer));
        if let Stage::Waiting(wakers) = before {
            wakers.into_iter().for_each(Waker::wake);
        }
    }

    /// Waits for the answer.
    pub async fn wait(&self) -> T {
        poll_fn(|context| match &mut *self.0.borrow_mut() {
            Stage::Given(answer) => Poll::Ready(answer.clone()),
            Stage::Waiting(wakers) => {
                wakers.push(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::Context;

    #[test]
    fn all_who_wait_get_the_same_answer() {
        let answer = SharedAnswer::new();
        let (early, late) = (answer.clone(), answer.clone());
        let mut context = Context::from_waker(Waker::noop());
        let mut early = pin!(early.wait());
        assert_eq!(early.as_mut().poll(&mut context), Poll::Pending);
        answer.give(7);
        assert_eq!(early.poll(&mut context), Poll::Ready(7));
        assert_eq!(pin!(late.wait()).poll(&mut context), Poll::Ready(7));
    }
}
