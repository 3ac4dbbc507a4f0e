//! One’s films: the list, a film, the diary, the trash.

pub mod actions;
pub mod context;
pub mod diary;
pub mod discover;
pub mod drafts;
pub mod film_line;
pub mod film_search;
pub mod following;
mod items;
pub mod labels;
pub mod lists;
pub mod log;
pub mod movie;
pub mod movies;
pub mod outbox;
pub mod poster;
pub mod reopening;
mod shared_frame;
pub mod state;
pub mod statistics;
pub mod tags;
pub mod trash;
pub mod unsaved;
mod watch_date;
pub mod watch_dates;
mod watch_details;
mod watch_fields;
