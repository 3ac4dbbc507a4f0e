//! What admins decide for the whole site.

use crate::field_errors::FieldErrors;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The days without use after which a session can be made to end; it lives 30 at the most in any case.
pub const IDLE_DAYS: RangeInclusive<i64> = 1..=30;
/// The days for which the audit log can be kept.
pub const RETENTION_DAYS: RangeInclusive<i64> = 30..=3650;

/// The site's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SiteSettings {
    /// Whether anyone can create an account.
    pub registration_open: bool,
    /// Whether accounts with a password must set up two-factor authentication before they can do anything else.
    pub second_factor_required: bool,
    /// The days without use after which a session ends.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 30))]
    pub session_idle_days: i64,
    /// The days for which the audit log is kept.
    #[cfg_attr(feature = "openapi", schema(minimum = 30, maximum = 3650))]
    pub audit_retention_days: i64,
}

/// The site's settings, as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SettingsDraft {
    /// Whether anyone can create an account.
    #[cfg_attr(feature = "openapi", schema(required, value_type = bool))]
    pub registration_open: Option<bool>,
    /// Whether accounts with a password must set up two-factor authentication before they can do anything else.
    #[cfg_attr(feature = "openapi", schema(required, value_type = bool))]
    pub second_factor_required: Option<bool>,
    /// The days without use after which a session ends.
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 1, maximum = 30))]
    pub session_idle_days: Option<i64>,
    /// The days for which the audit log is kept.
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 30, maximum = 3650))]
    pub audit_retention_days: Option<i64>,
}

impl SettingsDraft {
    /// Checks that nothing is missing or out of its bounds.
    ///
    /// # Errors
    /// Every field that is.
    pub fn parse(&self) -> Result<SiteSettings, FieldErrors> {
        let mut errors = FieldErrors::default();
        let settings = SiteSettings {
            registration_open: given(&mut errors, "registration_open", self.registration_open),
            second_factor_required: given(&mut errors, "second_factor_required", self.second_factor_required),
            session_idle_days: days(&mut errors, "session_idle_days", self.session_idle_days, IDLE_DAYS),
            audit_retention_days: days(&mut errors, "audit_retention_days", self.audit_retention_days, RETENTION_DAYS),
        };
        errors.into_result(settings)
    }
}

fn given<T: Default>(errors: &mut FieldErrors, field: &str, value: Option<T>) -> T {
    if value.is_none() {
        errors.add(field, "required", format!("{} is required.", crate::text::label(field)));
    }
    value.unwrap_or_default()
}

fn days(errors: &mut FieldErrors, field: &str, value: Option<i64>, range: RangeInclusive<i64>) -> i64 {
    let days = given(errors, field, value);
    if value.is_some() && !range.contains(&days) {
        errors.add(field, "out_of_range", format!("Enter {} to {} days.", range.start(), range.end()));
    }
    days
}
