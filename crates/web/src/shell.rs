//! The app as a whole, and the frame around its pages.

pub mod app;
mod commands;
pub mod layout;
mod menu;
mod palette;
pub mod parts;
mod shortcuts;
pub mod theme;
