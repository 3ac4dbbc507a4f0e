//! Work that can be called off.

use leptos::task::spawn_local;
use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

type Work = Pin<Box<dyn Future<Output = ()>>>;

enum Stage {
    Resting(Work),
    Working,
    Done,
}

/// Work that goes on in the background until this is dropped; its requests are then aborted.
pub struct Task(Rc<RefCell<Stage>>);

impl Task {
    /// Starts the work.
    pub fn spawn(work: impl Future<Output = ()> + 'static) -> Self {
        let stage = Rc::new(RefCell::new(Stage::Resting(Box::pin(work))));
        let task = Self(Rc::clone(&stage));
        spawn_local(poll_fn(move |context| {
            // Taken out while it works, for it may drop its own task.
            let Stage::Resting(mut work) = stage.replace(Stage::Working) else {
                stage.replace(Stage::Done);
                return Poll::Ready(());
            };
            let poll = work.as_mut().poll(context);
            let called_off = matches!(*stage.borrow(), Stage::Done);
            if poll.is_ready() || called_off {
                stage.replace(Stage::Done);
                return Poll::Ready(());
            }
            stage.replace(Stage::Resting(work));
            Poll::Pending
        }));
        task
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        // What it held is dropped here, outside the borrow.
        drop(self.0.replace(Stage::Done));
    }
}
