//! Invites: one-time links that make an account.

use crate::accounts::users::Role;
use crate::ids::InviteId;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// The most invites that are open at once.
pub const MAX_INVITES: usize = 100;

/// An invite to create.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct InviteDraft {
    /// What the new account may do; `member` when it is left out.
    pub role: Option<Role>,
}

/// A pending invite, without its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InviteInfo {
    /// The invite’s id.
    pub id: InviteId,
    /// What the new account may do.
    pub role: Role,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// The invites that still work, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invites {
    /// The invites.
    pub items: Vec<InviteInfo>,
}

/// A new invite. This is the only time that its token is shown.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedInvite {
    /// The link is `/invite#` followed by this.
    pub token: String,
    /// The invite as it is listed.
    pub info: InviteInfo,
}
