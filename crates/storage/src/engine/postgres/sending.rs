//! Statements that go out together, without waiting for each other.

use super::{Failure, prepare, references};
use crate::engine::stored_value::StoredValue;
use crate::engine::value::Value;
use deadpool_postgres::Object;
use futures_util::future::{join, join_all};

/// The most statements that are sent at once.
pub const MOST_UNSENT: usize = 24;

/// A statement that is yet to be sent.
pub enum Unsent {
    /// What begins the transaction.
    Begin(&'static str),
    /// Any other, whose outcome nobody reads.
    Statement(String, Vec<StoredValue>),
}

/// Sends what is unsent, and what is asked right behind it, without waiting in between.
pub async fn send_before<T>(
    client: &Object,
    unsent: &[Unsent],
    asked: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    // First, because it may wait for the server: nothing that was sent behind may come before.
    let mut prepared = Vec::new();
    for it in unsent {
        prepared.push(match it {
            Unsent::Begin(_) => None,
            Unsent::Statement(sql, values) => Some(prepare(client, sql, values.len()).await?),
        });
    }
    let sent = unsent.iter().zip(&prepared).map(async |(it, statement)| match (it, statement) {
        (Unsent::Statement(_, values), Some(statement)) => {
            let values: Vec<Value<'_>> = values.iter().map(StoredValue::value).collect();
            client.execute(statement, &references(&values)).await.map(drop)
        }
        (Unsent::Begin(sql), _) => client.batch_execute(sql).await,
        (Unsent::Statement(..), None) => Ok(()),
    });
    // The driver sends each when it is first asked for its outcome, which is in this order.
    let (outcomes, answer) = join(join_all(sent), asked).await;
    outcomes.into_iter().collect::<Result<(), _>>()?;
    answer
}
