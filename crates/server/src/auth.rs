//! Signing in, and everything that stands in for it: sessions, second factors, passkeys, the provider, API tokens.

pub mod admission;
pub mod api_tokens;
pub mod oidc;
pub mod passkeys;
pub mod proof;
pub mod recovery_codes;
pub mod second_factors;
pub mod sessions;
pub mod sign_in;
pub mod totp;

use crate::state::State;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this room.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .merge(sessions::routes())
        .merge(second_factors::routes())
        .merge(totp::routes())
        .merge(passkeys::routes())
        .merge(recovery_codes::routes())
        .merge(api_tokens::routes())
        .merge(oidc::routes())
}
