//! Sign-ins under way: browsers that were sent to the OpenID provider and have not come back.

use crate::engine::Tx;
use crate::error::Error;
use crate::paging::PORTION;
use crate::schema::{Entity, entity, insert, sql};
use domain::ids::SessionId;
use domain::times::Timestamp;

/// A browser that was sent to the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcFlow {
    /// The session whose account is to be linked; none when somebody signs in.
    pub session_id: Option<SessionId>,
    /// Where to go in the page afterwards.
    pub return_url: String,
    /// When it was sent there.
    pub created_at: Timestamp,
}

entity! {
    OidcFlow in OIDC_FLOWS { session_id, return_url, created_at }
}

/// Notes that a browser is sent to the provider: digests of the state that travels along and of what
/// the browser keeps.
pub fn insert_flow(tx: &mut Tx, (state_hash, browser_hash): (&[u8], &[u8]), flow: &OidcFlow) -> Result<(), Error> {
    insert!(
        tx,
        OIDC_FLOWS {
            state_hash: state_hash,
            browser_hash: browser_hash,
            session_id: flow.session_id,
            return_url: flow.return_url,
            created_at: flow.created_at,
        }
    )
    .map(drop)
}

const TAKE_FLOW: &str =
    sql!("DELETE FROM oidc_flows WHERE state_hash = $1 AND browser_hash = $2 RETURNING ", OidcFlow::COLUMNS);

/// Takes what was noted away, so that it is used once: of several callers, one gets it. Another
/// browser gets nothing, and takes nothing away. Whether it is too old is for the caller to see.
pub fn take_flow(tx: &mut Tx, state_hash: &[u8], browser_hash: &[u8]) -> Result<Option<OidcFlow>, Error> {
    tx.query_opt(TAKE_FLOW, &[&state_hash, &browser_hash])
}

const DELETE_EXPIRED_FLOWS: &str = "DELETE FROM oidc_flows
    WHERE state_hash IN (SELECT state_hash FROM oidc_flows WHERE created_at < $1 LIMIT $2) AND created_at < $1";

/// Forgets the browsers that were sent before a moment; gives how many, [`PORTION`] at the most.
pub fn delete_expired_flows(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_EXPIRED_FLOWS, &[&before, &PORTION])
}
