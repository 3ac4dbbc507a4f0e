//! Noticing that this server has another catalogue, whoever has built it.

use super::matching::start_for_all;
use super::movies::ask;
use crate::catalogue_index::FileId;
use crate::error::Result;
use crate::state::State;
use ::catalogue::finding::Catalogue;
use storage::catalogue::note_matched;

/// What this server has noticed.
#[derive(Debug, Default)]
pub struct Noticed {
    /// The file that people's films were matched with, as far as it is up to this server.
    file: Option<FileId>,
}

impl Noticed {
    /// Has people's films matched with a catalogue that is new here, unless another server has had them matched with the
    /// same: films may be in it now, or be sure, or have other titles. It may have been built for a request.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn look(&mut self, state: &State, request: Option<String>) -> Result<()> {
        let file = state.catalogue.file_id();
        if file == self.file {
            return Ok(());
        }
        if let Some(fingerprint) = ask(state, Catalogue::fingerprint).await? {
            // Servers that build one for the same request needn't get the very same.
            let names: Vec<String> =
                request.map(|name| format!("request {name}")).into_iter().chain([fingerprint]).collect();
            if state.store.write(move |tx| note_matched(tx, &names)).await? {
                start_for_all(state).await?;
            }
        }
        self.file = file;
        Ok(())
    }
}
