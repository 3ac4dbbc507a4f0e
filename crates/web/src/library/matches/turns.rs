//! What is sent about films: about one film, one thing after the other.

use crate::kit::shared_answer::SharedAnswer;
use domain::ids::MovieId;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// What is on its way; clones are the same. It lives for as long as that does, which may be longer than the page.
#[derive(Clone, Default)]
pub struct Turns(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    /// The end of what was begun last about a film. It stays when it is over: then nobody waits for it.
    last: HashMap<MovieId, SharedAnswer<()>>,
    /// The films of decisions that were taken back before they were saved, once for each decision.
    unwanted: Vec<MovieId>,
}

impl Turns {
    /// Does some work after all that was begun about this film before.
    pub fn in_turn<W: Future<Output = ()> + 'static>(
        &self,
        movie: MovieId,
        work: W,
    ) -> impl Future<Output = ()> + use<W> {
        let done = SharedAnswer::new();
        let before = self.0.borrow_mut().last.insert(movie, done.clone());
        async move {
            if let Some(before) = before {
                before.wait().await;
            }
            work.await;
            done.give(());
        }
    }

    /// Notes that the decision about this film that isn't saved yet was taken back.
    pub fn unwant(&self, movie: MovieId) {
        self.0.borrow_mut().unwanted.push(movie);
    }

    /// Whether the decision about this film whose turn it is was taken back. That is forgotten then: the next decision
    /// about the film is another one.
    pub fn take_unwanted(&self, movie: MovieId) -> bool {
        let unwanted = &mut self.0.borrow_mut().unwanted;
        let at = unwanted.iter().position(|it| *it == movie);
        at.map(|at| unwanted.swap_remove(at)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Waker};
    use uuid::Uuid;

    fn id(number: u128) -> MovieId {
        MovieId(Uuid::from_u128(number))
    }

    #[test]
    fn what_is_about_one_film_happens_one_after_the_other() {
        let (turns, order) = (Turns::default(), Rc::new(RefCell::new(Vec::new())));
        let answer = SharedAnswer::new();
        let note = |number: u8| {
            let order = Rc::clone(&order);
            async move { order.borrow_mut().push(number) }
        };
        let (saved, noted) = (answer.clone(), note(1));
        let mut first = pin!(turns.in_turn(id(1), async move {
            saved.wait().await;
            noted.await;
        }));
        let mut second = pin!(turns.in_turn(id(1), note(2)));
        let other = pin!(turns.in_turn(id(2), note(3)));
        let mut context = Context::from_waker(Waker::noop());
        assert!(second.as_mut().poll(&mut context).is_pending());
        assert!(first.as_mut().poll(&mut context).is_pending());
        assert!(other.poll(&mut context).is_ready(), "another film doesn't wait");
        answer.give(());
        assert!(second.as_mut().poll(&mut context).is_pending());
        assert!(first.poll(&mut context).is_ready() && second.poll(&mut context).is_ready());
        assert_eq!(*order.borrow(), [3, 1, 2]);
    }

    #[test]
    fn what_was_taken_back_is_so_once() {
        let turns = Turns::default();
        turns.unwant(id(1));
        assert!(!turns.take_unwanted(id(2)));
        assert!(turns.take_unwanted(id(1)));
        assert!(!turns.take_unwanted(id(1)), "the next decision is another one");
    }
}
