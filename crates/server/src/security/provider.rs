//! The provider: where it is, which keys it has, and whom it says a browser belongs to.

mod config;

pub use config::OidcConfig;

use crate::clock::Clock;
use crate::net::untrusted_text::{chain, sanitized};
use crate::net::{Destinations, HttpClient, HttpError, Limits, Route};
use chrono::DateTime;
use domain::accounts::identities::OidcFault;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreErrorResponseType, CoreIdToken, CoreIdTokenClaims,
    CoreJwsSigningAlgorithm as Alg, CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AsyncHttpClient, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError, StandardErrorResponse, SubjectIdentifier, TokenResponse,
};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// Its answers are short and quick. It never redirects us: that would be another provider.
const LIMITS: Limits = Limits { timeout: Duration::from_secs(10), max_body: 1024 * 1024, max_redirects: 0 };

/// Milliseconds for which the provider's addresses and keys are taken to be good: 5 minutes.
const KNOWN_FOR: i64 = 300_000;
/// Milliseconds for which a provider that did not answer is not asked again.
const AWAY_FOR: i64 = 5_000;
/// Milliseconds that the provider's clock may be behind ours.
const LEEWAY: i64 = 5_000;
/// Signatures that only the provider can make. Those with a shared secret, and none at all, are not
/// among them.
const ALGORITHMS: [Alg; 9] = [
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EdDsa,
];

type OidcClient =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What goes to the provider with a browser, and comes back or is proven later.
pub struct FlowSecrets {
    /// Comes back in the address.
    pub state: String,
    /// Comes back in the ID token.
    pub nonce: String,
    /// Its digest goes along; it proves that the code is exchanged by whoever asked for it (RFC 7636).
    pub verifier: String,
}

/// Whom the provider says a browser belongs to.
pub struct Person {
    /// The provider.
    pub issuer: String,
    /// What it calls the person, for ever.
    pub subject: String,
    /// What it says their name is.
    name: Option<String>,
    access_token: AccessToken,
}

/// The provider that the server signs in through.
pub struct Provider {
    config: OidcConfig,
    redirect_url: RedirectUrl,
    http: HttpClient,
    clock: Clock,
    known: Mutex<Known>,
}

/// What the provider last said of itself; nothing when it did not answer.
#[derive(Default)]
struct Known {
    client: Option<Arc<OidcClient>>,
    /// By [`Clock::passed`].
    asked_at: Option<i64>,
}

impl Provider {
    /// A provider that was not asked anything yet.
    ///
    /// # Errors
    /// What is wrong with the configuration or the system.
    pub fn new(
        config: OidcConfig,
        public_url: Option<&str>,
        proxy: Option<&str>,
        clock: Clock,
    ) -> Result<Self, String> {
        config.check(public_url)?;
        let callback = format!("{}/api/auth/oidc/callback", public_url.unwrap_or_default().trim_end_matches('/'));
        let redirect_url = RedirectUrl::new(callback).map_err(|_| "the public URL is no URL".to_owned())?;
        let route = Route { proxy, authorities: config.authorities.as_deref() };
        let http = HttpClient::new(Destinations::Configured, route, LIMITS)?;
        Ok(Self { config, redirect_url, http, clock, known: Mutex::default() })
    }

    /// What whoever runs the server said about it.
    pub fn config(&self) -> &OidcConfig {
        &self.config
    }

    /// Where to send a browser.
    ///
    /// # Errors
    /// [`OidcFault::Unreachable`], or [`OidcFault::Refused`] when that is no safe place.
    pub async fn authorization_url(&self, secrets: &FlowSecrets) -> Result<String, OidcFault> {
        let client = self.client().await?;
        let (state, nonce) = (CsrfToken::new(secrets.state.clone()), Nonce::new(secrets.nonce.clone()));
        let verifier = PkceCodeVerifier::new(secrets.verifier.clone());
        let scopes = self.config.scopes.iter().filter(|scope| *scope != "openid").cloned().map(Scope::new);
        let request = client.authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let (url, _, _) = request.add_scopes(scopes).set_pkce_challenge(challenge).url();
        let is_safe = Destinations::Configured.allow(&url);
        if is_safe { Ok(url.into()) } else { Err(refused("its authorization endpoint is without TLS")) }
    }

    /// Exchanges the code that a browser came back with, and checks what it is given for it.
    ///
    /// # Errors
    /// [`OidcFault::Unreachable`] or [`OidcFault::Refused`].
    pub async fn identify(&self, code: &str, secrets: FlowSecrets) -> Result<Person, OidcFault> {
        let client = self.client().await?;
        let request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        let request = request.map_err(|_| refused("it has no token endpoint"))?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(secrets.verifier));
        let response = request.request_async(&self.http).await.map_err(|error| self.exchange_fault(&error, code))?;
        let token = response.id_token().ok_or_else(|| refused("it gave no ID token"))?;
        let nonce = Nonce::new(secrets.nonce);
        let claims = match self.verify(&client, token, &nonce) {
            // It may have new keys.
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                self.verify(&*self.renewed_client(&client).await?, token, &nonce)
            }
            verified => verified,
        };
        let claims = claims.map_err(|error| match error {
            ClaimsVerificationError::InvalidNonce(_) => refused("the nonce of its ID token is wrong"),
            error => refused(&chain(&error)),
        })?;
        // The library leaves this to its callers.
        if claims.authorized_party().is_some_and(|party| party.as_str() != self.config.client_id) {
            return Err(refused("its ID token is for another party"));
        }
        Ok(Person {
            issuer: claims.issuer().to_string(),
            subject: claims.subject().to_string(),
            name: named(claims),
            access_token: response.access_token().clone(),
        })
    }

    /// What the provider says somebody's name is: in the ID token, or else when it is asked.
    pub async fn name_of(&self, person: &Person) -> Option<String> {
        if person.name.is_some() {
            return person.name.clone();
        }
        let (client, subject) = (self.client().await.ok()?, SubjectIdentifier::new(person.subject.clone()));
        let request = client.user_info(person.access_token.clone(), Some(subject)).ok()?;
        let claims: CoreUserInfoClaims = match request.request_async(&self.http).await {
            Ok(claims) => claims,
            Err(_) => return None,
        };
        let (name, email) = (claims.preferred_username(), claims.email());
        name.map(|name| name.to_string()).or_else(|| email.map(|email| email.to_string()))
    }

    fn verify<'a>(
        &self,
        client: &OidcClient,
        token: &'a CoreIdToken,
        nonce: &Nonce,
    ) -> Result<&'a CoreIdTokenClaims, ClaimsVerificationError> {
        let now = DateTime::from_timestamp_millis(self.clock.now().as_millis() - LEEWAY).unwrap_or_default();
        let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || now);
        token.claims(&verifier, nonce)
    }

    async fn client(&self) -> Result<Arc<OidcClient>, OidcFault> {
        let mut known = self.known.lock().await;
        let lifetime = if known.client.is_some() { KNOWN_FOR } else { AWAY_FOR };
        let passed = self.clock.passed();
        if known.asked_at.is_some_and(|asked_at| passed - asked_at < lifetime) {
            return known.client.clone().ok_or(OidcFault::Unreachable);
        }
        self.discover(&mut known).await
    }

    /// The client with the provider's keys of this moment, unless another sign-in just fetched them.
    async fn renewed_client(&self, old: &Arc<OidcClient>) -> Result<Arc<OidcClient>, OidcFault> {
        let mut known = self.known.lock().await;
        match &known.client {
            Some(client) if !Arc::ptr_eq(client, old) => Ok(Arc::clone(client)),
            _ => self.discover(&mut known).await,
        }
    }

    /// Asks the provider for its addresses and keys. It must call itself exactly as the configuration does.
    async fn discover(&self, known: &mut Known) -> Result<Arc<OidcClient>, OidcFault> {
        let issuer = IssuerUrl::new(self.config.issuer.clone()).map_err(|error| refused(&chain(&error)))?;
        let found = CoreProviderMetadata::discover_async(issuer, &self.http).await;
        known.asked_at = Some(self.clock.passed());
        known.client = None;
        let metadata = found.map_err(|error| {
            tracing::warn!(reason = %chain(&error), "the OpenID provider can't be used");
            OidcFault::Unreachable
        })?;
        let in_body = metadata.token_endpoint_auth_methods_supported().is_some_and(|methods| {
            !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
                && methods.contains(&CoreClientAuthMethod::ClientSecretPost)
        });
        let secret = self.config.client_secret.clone().map(ClientSecret::new);
        let client_id = ClientId::new(self.config.client_id.clone());
        let client = CoreClient::from_provider_metadata(metadata, client_id, secret)
            .set_redirect_uri(self.redirect_url.clone())
            .set_auth_type(if in_body { AuthType::RequestBody } else { AuthType::BasicAuth });
        let client = Arc::new(client);
        known.client = Some(Arc::clone(&client));
        Ok(client)
    }

    /// Notes in the log why no token came; neither the code nor the secret gets there, even where the
    /// provider repeats them.
    fn exchange_fault(&self, error: &ExchangeError, code: &str) -> OidcFault {
        match error {
            RequestTokenError::Request(error) => {
                tracing::warn!(reason = %chain(error), "the OpenID provider does not answer");
                OidcFault::Unreachable
            }
            RequestTokenError::ServerResponse(response) => {
                let said = response.to_string().replace(code, "…");
                let secret = self.config.client_secret.as_deref().filter(|secret| !secret.is_empty());
                refused(&secret.map_or(said.clone(), |secret| said.replace(secret, "…")))
            }
            RequestTokenError::Parse(error, _) => refused(&format!("its answer can't be read at {}", error.path())),
            RequestTokenError::Other(_) => refused("its answer is none"),
        }
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async { Ok(self.send(request).await?.map(Vec::from)) })
    }
}

type ExchangeError = RequestTokenError<HttpError, StandardErrorResponse<CoreErrorResponseType>>;

/// Notes in the log why the provider's answer is not used.
pub fn refused(reason: &str) -> OidcFault {
    tracing::warn!(reason = %sanitized(reason), "the answer of the OpenID provider was refused");
    OidcFault::Refused
}

fn named(claims: &CoreIdTokenClaims) -> Option<String> {
    let (name, email) = (claims.preferred_username(), claims.email());
    name.map(|name| name.to_string()).or_else(|| email.map(|email| email.to_string()))
}
