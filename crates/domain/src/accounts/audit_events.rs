//! The audit log: what was done to accounts, by whom and from where.

use crate::queries::{Kind, keep, parameters};
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One line of the audit log. It is never changed, and names stay when their account is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    /// The line.
    pub id: Uuid,
    /// When it happened.
    pub created_at: Timestamp,
    /// What happened: a name of an [`EventKind`].
    pub event: String,
    /// The account that did it; null for a stranger and for the command line.
    pub actor: Option<String>,
    /// The account it happened to; for an accepted invite, the account that created it.
    pub subject: Option<String>,
    /// The address it came from; empty for the command line.
    pub address: String,
    /// The client’s user agent.
    pub client: String,
    /// How often it happened: repeated refusals are counted together. Those after the first are told in one
    /// line for an hour.
    pub count: i64,
}

macro_rules! events {
    ($($kind:ident $name:literal $sentence:literal;)+) => {
        /// What can happen to accounts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum EventKind {
            $(#[doc = $sentence] $kind,)+
        }

        impl EventKind {
            /// All kinds, in the order of a choice.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// The name in the API and in the database.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }

            /// What it means, as it follows the name of who did it.
            pub fn sentence(self) -> &'static str {
                match self {
                    $(Self::$kind => $sentence,)+
                }
            }
        }
    };
}

events! {
    SetupDone "setup_done" "created the first account";
    Login "login" "signed in";
    LoginFailed "login_failed" "sign-in failed";
    LoginLimited "login_limited" "too many sign-in attempts";
    Logout "logout" "signed out";
    SessionEnded "session_ended" "ended a session";
    RefreshReused "refresh_reused" "an old refresh token was used; its session was ended";
    PasswordChanged "password_changed" "changed a password";
    TotpEnabled "totp_enabled" "turned the authenticator app on";
    TotpDisabled "totp_disabled" "turned the authenticator app off";
    RecoveryCodesCreated "recovery_codes_created" "created new recovery codes; the old ones no longer work";
    RecoveryCodeUsed "recovery_code_used" "signed in with a recovery code";
    PasskeyAdded "passkey_added" "added a passkey";
    PasskeyDeleted "passkey_deleted" "deleted a passkey";
    PasskeyRefused "passkey_refused" "a passkey was rejected";
    SecondFactorFailed "second_factor_failed" "wrong code after the right password";
    SecondFactorLimited "second_factor_limited" "too many wrong codes after the right password";
    SecondFactorsReset "second_factors_reset" "reset two-factor authentication";
    ApiTokenCreated "api_token_created" "created an API token";
    ApiTokenDeleted "api_token_deleted" "revoked an API token";
    IdentityLinked "identity_linked" "linked a sign-in through a provider";
    IdentityUnlinked "identity_unlinked" "unlinked a sign-in through a provider";
    UserCreated "user_created" "created an account";
    UserMadeAdmin "user_made_admin" "gave an account the admin role";
    UserMadeMember "user_made_member" "took the admin role from an account";
    UserDisabled "user_disabled" "disabled an account";
    UserEnabled "user_enabled" "enabled an account";
    UserDeleted "user_deleted" "deleted an account";
    UserExported "user_exported" "exported an account";
    UserImported "user_imported" "created an account from a file";
    AccessRefused "access_refused" "access denied";
    AccessEnded "access_ended" "ended an account’s sessions and API tokens";
    PasswordResetCreated "password_reset_created" "created a password reset link";
    PasswordReset "password_reset" "reset the password with a link";
    InviteCreated "invite_created" "created an invite";
    InviteDeleted "invite_deleted" "withdrew an invite";
    InviteAccepted "invite_accepted" "accepted an invite from";
    Registered "registered" "registered an account";
    CatalogueChanged "catalogue_changed" "changed the catalogue settings";
    CatalogueRequested "catalogue_requested" "started a catalogue update";
    CatalogueCancelled "catalogue_cancelled" "cancelled the catalogue update";
    TmdbTokenChanged "tmdb_token_changed" "saved the TMDB token";
    TmdbTokenDeleted "tmdb_token_deleted" "removed the TMDB token";
    LookupsStarted "lookups_started" "started looking up all films without a poster";
    RegistrationOpened "registration_opened" "opened registration";
    RegistrationClosed "registration_closed" "closed registration";
    SecondFactorRequired "second_factor_required" "required two-factor authentication";
    SecondFactorOptional "second_factor_optional" "made two-factor authentication optional";
    SettingsChanged "settings_changed" "changed how long sessions or the audit log are kept";
    BackupsScheduled "backups_scheduled" "changed when backups are made";
    BackupDownloaded "backup_downloaded" "downloaded a backup";
    BackupDeleted "backup_deleted" "deleted a backup";
}

impl EventKind {
    /// The kind of this name; nothing for one of another version.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

/// Which lines of the log are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditEventsQuery {
    /// Only those of this event, a name of an [`EventKind`].
    pub event: Option<String>,
}

parameters!(AuditEventsQuery {
    "event": Kind::Name, "Only those of this event, such as `login_failed`.",
        |query, value| keep(&mut query.event, EventKind::from_name(value).map(|kind| kind.as_str().to_owned())),
        |query| query.event.clone();
});

/// What an event means in words.
pub fn describe(event: &str) -> &str {
    EventKind::from_name(event).map_or(event, |kind| kind.sentence())
}
