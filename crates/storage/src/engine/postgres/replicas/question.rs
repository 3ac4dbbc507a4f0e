//! A question that all who want its answer at the same time ask together.

use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;

/// Asked once at a time. Those who come while it is under way share the next one, because an answer to a question that
/// was asked before they came may be too old for them.
#[derive(Default)]
pub struct Question {
    begun: AtomicU64,
    /// The number of the question that was answered last, and its answer.
    answered: Mutex<(u64, Option<i64>)>,
}

impl Question {
    /// The answer to the question, which is asked from now on or not at all; none when there was none.
    pub async fn ask(&self, question: impl Future<Output = Option<i64>>) -> Option<i64> {
        let before = self.begun.load(Ordering::SeqCst);
        let mut answered = self.answered.lock().await;
        if answered.0 <= before {
            let number = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
            *answered = (number, question.await);
        }
        answered.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::AtomicI64;
    use tokio::sync::Notify;

    #[tokio::test]
    async fn those_who_come_while_it_is_asked_share_the_next_answer() {
        let (question, asked, go) =
            (Arc::new(Question::default()), Arc::new(AtomicI64::new(0)), Arc::new(Notify::new()));
        let ask = || {
            let (question, asked, go) = (Arc::clone(&question), Arc::clone(&asked), Arc::clone(&go));
            tokio::spawn(async move {
                question
                    .ask(async {
                        let number = asked.fetch_add(1, Ordering::SeqCst) + 1;
                        go.notified().await;
                        Some(number)
                    })
                    .await
            })
        };
        let first = ask();
        while asked.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        let others = [ask(), ask(), ask()];
        tokio::task::yield_now().await;
        go.notify_one();
        assert_eq!(first.await.unwrap(), Some(1));
        go.notify_one();
        for other in others {
            assert_eq!(other.await.unwrap(), Some(2));
        }
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }
}
