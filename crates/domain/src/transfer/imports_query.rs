//! What is asked for when the rows of an import are listed.

use crate::queries::{Kind, keep, non_empty, parameters};
use crate::transfer::rows::RowState;

/// Which rows of an import are listed, in the order of their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RowsQuery {
    /// Only those in this state.
    pub state: Option<RowState>,
    /// Only those whose name or file has this text; letter case doesn't matter for ASCII letters.
    pub search: String,
}

parameters!(RowsQuery {
    "state": Kind::OneOf(&["ready", "already_there", "repeated", "needs_look", "left_out", "refused"]),
        "Only those in this state.",
        |query, value| keep(&mut query.state, RowState::from_name(value)),
        |query| query.state.map(|state| state.as_str().to_owned());
    "search": Kind::Text, "Only those that name themselves so.",
        |query, value| { value.clone_into(&mut query.search); true }, |query| non_empty(&query.search);
});
