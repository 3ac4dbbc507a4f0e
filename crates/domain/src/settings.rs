//! What admins decide for the whole site.

use crate::problems::FieldErrors;
use serde::{Deserialize, Serialize};

/// The site's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SiteSettings {
    /// Whether anyone may make an account.
    pub registration_open: bool,
}

/// The site's settings, as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SettingsDraft {
    /// Whether anyone may make an account.
    #[cfg_attr(feature = "openapi", schema(required, value_type = bool))]
    pub registration_open: Option<bool>,
}

impl SettingsDraft {
    /// Checks that nothing is missing.
    ///
    /// # Errors
    /// Every field that is.
    pub fn parse(&self) -> Result<SiteSettings, FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.registration_open.is_none() {
            errors.add("registration_open", "required", "Registration open is missing.");
        }
        errors.into_result(SiteSettings { registration_open: self.registration_open.unwrap_or_default() })
    }
}
