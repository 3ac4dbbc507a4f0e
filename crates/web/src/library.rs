//! One’s films: the list, a film, the diary, the bin.

pub mod actions;
pub mod bin;
pub mod context;
pub mod desk;
pub mod diary;
pub mod drafts;
mod items;
pub mod labels;
pub mod movie;
pub mod movies;
pub mod poster;
pub mod unsaved;
