//! Taking changes back.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::UndoId;
use domain::library::undo::UndoDraft;

impl<T: Transport> Client<T> {
    /// Takes a change back, as a whole or not at all.
    pub fn undo(&self, undo: UndoId) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Post, "/api/undo").with_json(&UndoDraft { undo: Some(undo) }))
    }
}
