//! What the parts of a row come to, beside the library and earlier rows.

use domain::transfer::imports::Remark;
use formats::Watch;

/// What a row's parts come to.
#[derive(Default)]
pub struct Weighed {
    /// Something that neither the library nor an earlier row has.
    pub adds: bool,
    /// Something that an earlier row has.
    pub repeats: bool,
    /// What there is to say.
    pub remark: Option<Remark>,
}

impl Weighed {
    /// Takes a part of the row.
    pub fn note(&mut self, has: Has) {
        match has {
            Has::Nobody => self.adds = true,
            Has::Row => self.repeats = true,
            Has::Library => {}
        }
    }
}

/// Who has what a row says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Has {
    /// Neither the library nor an earlier row.
    Nobody,
    /// An earlier row.
    Row,
    /// The library.
    Library,
}

impl Has {
    /// Who has it, if these do.
    pub fn of(library: bool, row: bool) -> Self {
        match (library, row) {
            (true, _) => Self::Library,
            (false, true) => Self::Row,
            (false, false) => Self::Nobody,
        }
    }
}

/// Adds to a watch what another row tells of it. False when it has all of that.
pub fn joined(watch: &mut Watch, other: &Watch) -> bool {
    watch.rewatch = watch.rewatch.or(other.rewatch);
    watch.liked |= other.liked;
    let before = (watch.comment.is_some(), watch.rating.is_some(), watch.place.is_some());
    watch.comment = watch.comment.take().or_else(|| other.comment.clone());
    watch.rating = watch.rating.or(other.rating);
    watch.place = watch.place.take().or_else(|| other.place.clone());
    before != (watch.comment.is_some(), watch.rating.is_some(), watch.place.is_some())
}
