//! The app as a whole, and the frame around its pages.

pub mod app;
pub mod layout;
pub mod parts;
pub mod theme;
