//! One-time links: what an admin hands to somebody who has no password yet, or lost it.

use crate::clock::Clock;
use crate::error::{ApiError, Result};
use crate::request::extract::Json;
use crate::request::openapi::SESSIONS;
use crate::request::openapi::routes;
use crate::request::origins::SameOrigin;
use crate::security::client_info::ClientInfo;
use crate::security::rate_limits::Attempts;
use crate::security::secrets::{hash_of, random_token};
use crate::state::State;
use domain::accounts::links::{LIFETIME, LinkDraft, LinkInfo};
use domain::ids::UserId;
use domain::problems::{Problem, ProblemKind};
use storage::accounts::one_time_links::{Link, NewLink, Purpose, find_link};
use storage::users::find_user;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(check_link))
}

/// A link's token, what it is stored by, and the link.
pub fn new_link(clock: &Clock, purpose: Purpose, created_by: UserId) -> (String, [u8; 32], NewLink) {
    let token = random_token::<32>(clock);
    let (hash, now) = (hash_of(&token), clock.now());
    let link = NewLink { id: clock.id(), purpose, created_by, created_at: now, expires_at: now.plus_seconds(LIFETIME) };
    (token, hash, link)
}

/// Check a one-time link: whether it still works, and what it is for. This does not use it up.
#[utoipa::path(post, path = "/api/auth/link", tag = SESSIONS, request_body = LinkDraft, security(()), responses(
    (status = 200, body = LinkInfo),
    (status = 403, body = Problem, description = "The link doesn’t work or has expired."),
    (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn check_link(state: State, _: SameOrigin, from: ClientInfo, body: Json) -> Result<axum::Json<LinkInfo>> {
    let token = body.parse(LinkDraft::parse)?;
    let link = open_link(&state, &from, &token).await?;
    let username = match link.purpose {
        Purpose::Invite(_) => None,
        Purpose::PasswordReset(id) => {
            let user = state.store.read_inline(move |tx| find_user(tx, id)).await?;
            Some(user.ok_or_else(no_longer_good)?.username)
        }
    };
    Ok(axum::Json(LinkInfo { kind: link.purpose.kind(), username, expires_at: link.expires_at }))
}

/// The link that works with this token; the attempt is counted first.
pub async fn open_link(state: &State, from: &ClientInfo, token: &str) -> Result<Link> {
    if let Some(excess) = state.count(&Attempts::of_link(from)).await? {
        return Err(excess.into());
    }
    let (hash, now) = (hash_of(token), state.clock.now());
    state.store.read_inline(move |tx| find_link(tx, &hash, now)).await?.ok_or_else(no_longer_good)
}

/// What is said of a link that does not work.
pub fn no_longer_good() -> ApiError {
    let detail = "This link no longer works: it was used or withdrawn, or it is older than 24 hours. \
                  Ask an admin for another one.";
    ApiError::new(ProblemKind::Forbidden, detail)
}
