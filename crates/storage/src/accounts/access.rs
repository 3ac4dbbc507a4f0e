//! What an account can be used with.

use super::one_time_links;
use crate::auth::{api_tokens, known_devices, sessions};
use crate::engine::Tx;
use crate::error::Error;
use crate::users::lock_user;
use domain::ids::UserId;

/// Ends whatever an account can be used with: its sessions and API tokens end, no browser is known any more,
/// and the links that it made, or that were made for it, work no longer. Comes after the change of the account
/// that it goes with: a sign-in that is under way waits for that change, and what it made before is seen here.
pub fn end_access(tx: &mut Tx, id: UserId) -> Result<(), Error> {
    lock_user(tx, id)?;
    sessions::delete_sessions_of(tx, id)?;
    api_tokens::delete_api_tokens_of(tx, id)?;
    known_devices::delete_devices_of(tx, id)?;
    one_time_links::delete_links_of(tx, id).map(drop)
}
