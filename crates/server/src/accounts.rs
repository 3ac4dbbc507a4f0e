//! Accounts: who has one, how one is made and ends, and what an admin decides.

pub mod account;
pub mod audit_events;
pub mod identities;
pub mod invites;
pub mod links;
pub mod password_resets;
pub mod registration;
pub mod settings;
pub mod setup;
pub mod users;

use crate::state::State;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this room.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .merge(account::routes())
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
