//! Identities: who an account is at an OpenID provider, and what can go wrong on the way there.

use crate::field_errors::FieldErrors;
use crate::ids::IdentityId;
use crate::text;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// The most characters of a subject (OpenID Connect Core, section 2).
pub const MAX_SUBJECT: usize = 255;
/// The most characters of an issuer.
pub const MAX_ISSUER: usize = 500;

/// Who an account is at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Identity {
    /// The identity.
    pub id: IdentityId,
    /// The provider, by its address.
    pub issuer: String,
    /// The person’s id at the provider, which never changes.
    pub subject: String,
    /// When it was linked.
    pub created_at: Timestamp,
    /// When it was last used to sign in; null if never.
    pub last_login_at: Option<Timestamp>,
}

/// The identities of an account, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Identities {
    /// The identities.
    pub items: Vec<Identity>,
}

/// An identity for an admin to link.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct IdentityDraft {
    /// The provider; null for the one that this server signs in through.
    pub issuer: Option<String>,
    /// The person’s id at the provider: 1 to 255 characters.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub subject: String,
}

impl IdentityDraft {
    /// Checks the rules; gives issuer and subject.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self, own_issuer: Option<&str>) -> Result<(String, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let issuer = self.issuer.as_deref().or(own_issuer).unwrap_or_default();
        let issuer = text::line(&mut errors, "issuer", issuer, MAX_ISSUER);
        let subject = text::line(&mut errors, "subject", &self.subject, MAX_SUBJECT);
        errors.into_result((issuer, subject))
    }
}

/// Where to send the browser to link the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentityRedirect {
    /// A page of the provider.
    pub redirect_url: String,
}

/// Why signing in through a provider, or linking, came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OidcFault {
    /// The person, or the provider, said no.
    Denied,
    /// The provider does not answer.
    Unreachable,
    /// What the provider answered can't be trusted or used.
    Refused,
    /// Too late, used already, or begun in another browser.
    Expired,
    /// No account has this identity.
    NotLinked,
    /// The account is disabled.
    Disabled,
    /// The account to be made would have the name of another.
    NameTaken,
    /// The provider gives no name to make an account of.
    NoName,
    /// Another account has this identity.
    LinkedElsewhere,
    /// Begun too often.
    TooMany,
    /// There is no provider.
    NotConfigured,
    /// The server's own fault.
    Failed,
}

/// Fault, slug, and what it means for whoever wanted to sign in.
const FAULTS: [(OidcFault, &str, &str); 12] = [
    (OidcFault::Denied, "denied", "The sign-in was cancelled, or the provider didn’t let you in."),
    (OidcFault::Unreachable, "unreachable", "The provider isn’t responding. Try again in a moment."),
    (OidcFault::Refused, "refused", "The provider’s answer could not be used. The server’s log says why."),
    (OidcFault::Expired, "expired", "This took too long, was already used, or began in another browser. Start again."),
    (
        OidcFault::NotLinked,
        "not_linked",
        "No account is linked to this sign-in. Sign in with your password and link it on the account page, or ask an admin.",
    ),
    (OidcFault::Disabled, "disabled", "This account is disabled. Ask an admin."),
    (
        OidcFault::NameTaken,
        "name_taken",
        "There is already an account with your name. If it’s yours, sign in with its password and link it on the account page. Otherwise, ask an admin.",
    ),
    (OidcFault::NoName, "no_name", "The provider didn’t give a name for the account. Ask an admin."),
    (OidcFault::LinkedElsewhere, "linked_elsewhere", "This sign-in is already linked to another account."),
    (OidcFault::TooMany, "too_many", "Too many attempts. Try again in a few minutes."),
    (OidcFault::NotConfigured, "not_configured", "This server has no provider to sign in through."),
    (OidcFault::Failed, "failed", "Something went wrong on the server. Try again in a moment."),
];

impl OidcFault {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        FAULTS.iter().map(|row| row.0)
    }

    /// Its name in an address.
    pub fn slug(self) -> &'static str {
        FAULTS.iter().find(|row| row.0 == self).map_or("failed", |row| row.1)
    }

    /// What an address means, in words; the same for any that is unknown.
    pub fn describe(slug: &str) -> &'static str {
        FAULTS.iter().find(|row| row.1 == slug).unwrap_or(&FAULTS[11]).2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_words_of_its_own() {
        for fault in OidcFault::all() {
            let others = OidcFault::all().filter(|other| *other != fault);
            let words = OidcFault::describe(fault.slug());
            assert!(others.into_iter().all(|other| OidcFault::describe(other.slug()) != words), "{fault:?}");
        }
        assert_eq!(OidcFault::describe("<b>"), OidcFault::describe("failed"));
    }

    #[test]
    fn an_identity_needs_a_subject_and_an_issuer() {
        let draft = |issuer: Option<&str>, subject: &str| IdentityDraft {
            issuer: issuer.map(str::to_owned),
            subject: subject.to_owned(),
        };
        let own = Some("https://id.example");
        let found = draft(None, "ana").parse(own).unwrap();
        assert_eq!(found, ("https://id.example".to_owned(), "ana".to_owned()));
        assert_eq!(draft(Some("https://b.example"), "x").parse(own).unwrap().0, "https://b.example");
        let errors = draft(None, " ").parse(None).unwrap_err();
        assert!(errors.of("issuer").is_some() && errors.of("subject").is_some());
    }
}
