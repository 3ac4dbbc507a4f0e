//! Accounts: who has one, how one is made and ends, and what an admin decides.

mod account;
mod audit_events;
mod identities;
mod invites;
pub mod links;
mod password_resets;
mod preferences;
mod registration;
mod settings;
pub mod setup;
mod users;

use crate::state::State;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this room.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .merge(account::routes())
        .merge(preferences::routes())
        .merge(identities::routes())
        .merge(setup::routes())
        .merge(registration::routes())
        .merge(password_resets::routes())
        .merge(links::routes())
        .merge(users::routes())
        .merge(invites::routes())
        .merge(settings::routes())
        .merge(audit_events::routes())
}
