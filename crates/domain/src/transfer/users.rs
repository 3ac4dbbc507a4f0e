//! Whole accounts, as admins take them along and bring them back.

use crate::accounts::users::UserInfo;
use crate::ids::ImportId;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// What proves who exports somebody else’s account, and what it is written as.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct UserExportDraft {
    /// As in `GET /api/export`: `json`, `csv`, `letterboxd`, `trakt`, `imdb` or `zip`.
    #[cfg_attr(feature = "openapi", schema(required, pattern = "^(json|csv|letterboxd|trakt|imdb|zip)$"))]
    pub format: String,
    /// The admin’s own password; it can be left out within ten minutes of signing in.
    pub password: String,
}

/// A new account whose films are being imported. This is the only time that its token is shown.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportedUser {
    /// The account.
    pub user: UserInfo,
    /// The link by which a password is chosen is `/reset#` followed by this.
    pub token: String,
    /// When the link ends.
    pub expires_at: Timestamp,
    /// The account’s import, which the account alone can look at.
    pub import: ImportId,
}
