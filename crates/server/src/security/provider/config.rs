//! The operator’s configuration of the provider.

use crate::net::{Destinations, authorities};
use std::fmt;
use url::Url;

/// The OpenID provider to sign in through, and what the server is to it.
#[derive(Clone, Default)]
pub struct OidcConfig {
    /// The provider, spelled exactly as it calls itself.
    pub issuer: String,
    /// The name under which the server is registered there.
    pub client_id: String,
    /// The secret that goes with it; none for a public client.
    pub client_secret: Option<String>,
    /// What the button on the login page calls the provider; none for its host.
    pub name: Option<String>,
    /// What is asked for; `openid` always is.
    pub scopes: Vec<String>,
    /// Whether people that nobody linked get an account.
    pub auto_accounts: bool,
    /// The certificates, as PEM, of authorities that are trusted for the provider besides the system's.
    pub authorities: Option<Vec<u8>>,
    /// Whether the provider is the only way in: passwords don't sign in then.
    pub only: bool,
}

// Without the secret: it must not get into a log.
impl fmt::Debug for OidcConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("OidcConfig");
        text.field("issuer", &self.issuer).field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

impl OidcConfig {
    /// Checks what can be checked without asking the provider.
    ///
    /// # Errors
    /// What is wrong and what to do.
    pub fn check(&self, public_url: Option<&str>) -> Result<(), String> {
        let issuer = Url::parse(&self.issuer).map_err(|_| "the issuer isn’t a URL".to_owned())?;
        if issuer.query().is_some() || !Destinations::Configured.allow(&issuer) {
            return Err("the issuer must begin with https:// (http:// for this machine alone)".to_owned());
        }
        if self.client_id.trim().is_empty() {
            return Err("the client id is missing".to_owned());
        }
        if public_url.is_none() {
            return Err("the public URL is missing: the provider sends browsers back to it".to_owned());
        }
        authorities(self.authorities.as_deref()).map(drop)
    }

    /// What people call the provider.
    pub fn display_name(&self) -> String {
        let host = || Url::parse(&self.issuer).ok().and_then(|url| url.host_str().map(str::to_owned));
        self.name.clone().or_else(host).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(issuer: &str) -> OidcConfig {
        OidcConfig { issuer: issuer.to_owned(), client_id: "films".to_owned(), ..OidcConfig::default() }
    }

    #[test]
    fn a_provider_is_https_or_on_this_machine() {
        for (issuer, is_good) in [
            ("https://id.example/realms/home/", true),
            ("http://localhost:9000", true),
            ("http://id.example", false),
            ("https://id.example?x=y", false),
            ("id.example", false),
            ("", false),
        ] {
            assert_eq!(config(issuer).check(Some("https://films.example")).is_ok(), is_good, "{issuer}");
        }
        assert!(config("https://id.example").check(None).unwrap_err().contains("public URL"));
    }

    #[test]
    fn the_button_says_the_host_unless_it_is_told_a_name() {
        assert_eq!(config("https://id.example:8443/x").display_name(), "id.example");
        let named = OidcConfig { name: Some("Home".to_owned()), ..config("https://id.example") };
        assert_eq!(named.display_name(), "Home");
    }

    #[test]
    fn the_secret_is_not_shown() {
        let config = OidcConfig { client_secret: Some("canary".to_owned()), ..config("https://id.example") };
        assert!(!format!("{config:?}").contains("canary"));
    }
}
