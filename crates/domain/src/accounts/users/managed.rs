//! Accounts, as admins see and change them.

use super::Role;
use crate::ids::UserId;
use crate::queries::{Kind, non_empty, parameters};
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// An account, as admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserInfo {
    /// The account.
    pub id: UserId,
    /// The username.
    pub username: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last signed in; null if never.
    pub last_login_at: Option<Timestamp>,
    /// Whether it uses two-factor authentication.
    pub has_second_factor: bool,
    /// Its films, without those in the trash.
    pub movie_count: u64,
    /// When it was disabled; null if it isn’t.
    pub disabled_at: Option<Timestamp>,
}

/// Changes to an account; fields that are left out or null stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct UserPatch {
    /// What it may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether it is disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// Which accounts are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UsersQuery {
    /// What their names contain, in any spelling; empty for all.
    pub search: String,
}

parameters!(UsersQuery {
    "search": Kind::Text, "What the names contain, in any spelling.",
        |query, value| { value.clone_into(&mut query.search); true }, |query| non_empty(&query.search);
});
