//! Bringing films from elsewhere, and taking them along.

mod imports;
