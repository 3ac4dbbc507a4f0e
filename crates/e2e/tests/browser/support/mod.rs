//! What the stories stand on.

mod accessibility;
pub mod browser;
mod checks;
mod conditions;
mod database;
pub mod films;
mod list;
mod page;
mod process;
mod protocol;
pub mod proxy;
pub mod server;
pub mod settings;
mod sign_in;
mod story;
mod waiting;

pub use protocol::Scheme;
pub use story::{
    Outcome, Story, TIME_ZONE, story, story_at_localhost, story_in, story_of_a_new_server, story_on_postgres,
};
pub use waiting::wait_for;
