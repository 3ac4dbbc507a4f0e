//! The options of `serve` for signing in through an OpenID provider.

use anyhow::{Context, Result, anyhow, ensure};
use clap::Args;
use server::OidcConfig;
use std::path::{Path, PathBuf};

/// The provider to sign in through.
#[derive(Args)]
#[command(next_help_heading = "Sign-in through OpenID Connect")]
pub struct OidcOptions {
    /// The provider (Authelia, Authentik, Keycloak, Pocket ID, …), spelled exactly as it calls itself.
    /// Needs --public-url; register `{public-url}/api/auth/oidc/callback` there as the redirect URI.
    #[arg(id = "oidc_issuer", long = "oidc-issuer", env = "MOVIETRACKER_OIDC_ISSUER", value_name = "URL")]
    issuer: Option<String>,
    /// The client id under which this server is registered there.
    #[arg(id = "oidc_client_id", long = "oidc-client-id", env = "MOVIETRACKER_OIDC_CLIENT_ID", value_name = "ID")]
    client_id: Option<String>,
    /// The client secret; none for a public client. Safer in the environment or in a file: everyone on
    /// this machine can read the options of its programs.
    #[arg(
        id = "oidc_client_secret",
        long = "oidc-client-secret",
        env = "MOVIETRACKER_OIDC_CLIENT_SECRET",
        value_name = "SECRET",
        hide_env_values = true
    )]
    client_secret: Option<String>,
    /// A file that holds the client secret.
    #[arg(
        id = "oidc_client_secret_file",
        long = "oidc-client-secret-file",
        env = "MOVIETRACKER_OIDC_CLIENT_SECRET_FILE",
        value_name = "FILE"
    )]
    client_secret_file: Option<PathBuf>,
    /// The provider's name on the login page's button; its host by default.
    #[arg(id = "oidc_name", long = "oidc-name", env = "MOVIETRACKER_OIDC_NAME", value_name = "NAME")]
    name: Option<String>,
    /// The scopes to ask for, separated by spaces or commas.
    #[arg(
        id = "oidc_scopes",
        long = "oidc-scopes",
        env = "MOVIETRACKER_OIDC_SCOPES",
        value_name = "SCOPES",
        default_value = "openid profile"
    )]
    scopes: String,
    /// Create an account for everyone the provider lets in. Without it, people link their
    /// sign-in on the account page.
    #[arg(
        id = "oidc_auto_accounts",
        long = "oidc-auto-accounts",
        env = "MOVIETRACKER_OIDC_AUTO_ACCOUNTS",
        value_parser = clap::builder::FalseyValueParser::new()
    )]
    auto_accounts: bool,
    /// Certificates (PEM) of authorities to trust for the provider, besides the system's.
    #[arg(id = "oidc_ca_file", long = "oidc-ca-file", env = "MOVIETRACKER_OIDC_CA_FILE", value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Sign in through the provider or by passkey only, not by password. Link your own account
    /// first (`movietracker user link`).
    #[arg(
        id = "oidc_only",
        long = "oidc-only",
        env = "MOVIETRACKER_OIDC_ONLY",
        value_parser = clap::builder::FalseyValueParser::new()
    )]
    only: bool,
}

impl OidcOptions {
    /// The configuration, checked; none without a provider.
    pub fn read(self, public_url: Option<&str>) -> Result<Option<OidcConfig>> {
        let Some(issuer) = self.issuer else {
            ensure!(!self.only, "--oidc-only needs a provider to sign in through. Add --oidc-issuer.");
            ensure!(self.client_id.is_none(), "--oidc-client-id needs a provider. Add --oidc-issuer.");
            return Ok(None);
        };
        ensure!(
            self.client_secret.is_none() || self.client_secret_file.is_none(),
            "give --oidc-client-secret or --oidc-client-secret-file, not both"
        );
        let from_file = self.client_secret_file.as_deref().map(read).transpose()?;
        let from_file = from_file.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
        let secret = self.client_secret.or(from_file);
        let scopes = self.scopes.split([' ', ',']).filter(|scope| !scope.is_empty()).map(str::to_owned);
        let config = OidcConfig {
            issuer,
            client_id: self.client_id.unwrap_or_default(),
            client_secret: secret.filter(|secret| !secret.is_empty()),
            name: self.name.filter(|name| !name.trim().is_empty()),
            scopes: scopes.collect(),
            auto_accounts: self.auto_accounts,
            authorities: self.ca_file.as_deref().map(read).transpose()?,
            only: self.only,
        };
        config.check(public_url).map_err(|reason| anyhow!("sign-in through OpenID Connect: {reason}"))?;
        Ok(Some(config))
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("can't read {}", path.display()))
}
