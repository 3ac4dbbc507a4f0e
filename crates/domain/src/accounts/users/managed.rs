//! Accounts, as admins see and change them.

use super::{MAX_USERNAME, Role};
use crate::field_errors::FieldErrors;
use crate::ids::UserId;
use crate::pages::PageQuery;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// An account, as admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserInfo {
    /// The account.
    pub id: UserId,
    /// The name it signs in with.
    pub username: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody last signed in with it; null when nobody ever did.
    pub last_login_at: Option<Timestamp>,
    /// Whether it asks for more than its password.
    pub has_second_factor: bool,
    /// Its films, without those in the bin.
    pub movie_count: u64,
    /// Since when it can't sign in; null while it can.
    pub disabled_at: Option<Timestamp>,
}

/// What is to change of an account; what is left out, or null, stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct UserPatch {
    /// What it may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether it is kept from signing in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// Which accounts are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UsersQuery {
    /// What their names contain, in any spelling; empty for all.
    pub search: String,
}

impl UsersQuery {
    /// Reads the query together with the page that is asked for.
    ///
    /// # Errors
    /// Every parameter at fault, unknown ones too.
    pub fn parse(pairs: &[(String, String)]) -> Result<(Self, PageQuery), FieldErrors> {
        let (mut query, mut page, mut errors) = (Self::default(), PageQuery::default(), FieldErrors::default());
        for (name, value) in pairs {
            let value = value.trim();
            match name.as_str() {
                "search" if value.chars().count() > MAX_USERNAME || value.chars().any(char::is_control) => {
                    let message = format!("Search is one line of at most {MAX_USERNAME} characters.");
                    errors.add("search", "malformed", message);
                }
                "search" => value.clone_into(&mut query.search),
                _ => page.take_or_refuse(name, value, &mut errors),
            }
        }
        errors.into_result((query, page))
    }

    /// The query's names and values; what is at its default is left out.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let search = (!self.search.is_empty()).then(|| ("search", self.search.clone()));
        search.into_iter().collect()
    }
}
