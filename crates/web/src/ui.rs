//! Plain widgets: they know nothing of films.

pub mod button;
pub mod confirm;
pub mod copy_field;
pub mod dialog;
pub mod field;
pub mod focus;
pub mod form;
pub mod form_buttons;
pub mod heart;
pub mod icon;
pub mod keys;
pub mod labels;
pub mod lazy;
pub mod live;
pub mod markdown;
pub mod new_password;
pub mod notice;
pub mod select;
pub mod stars;
pub mod toasts;
