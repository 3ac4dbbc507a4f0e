//! Signing in through an OpenID provider: the authorization code flow with PKCE (OpenID Connect Core,
//! section 3.1; RFC 9700).
//!
//! A browser is sent to the provider with a state, and a secret in a cookie of its own. Nonce and PKCE
//! verifier are made of both, so that nothing needs to be stored that could finish the sign-in: digests
//! in the database, for any server to find, make sure that it happens once, in time and in that browser.

mod accounts;

use crate::auth::sign_in::add_cookie;
use crate::error::{ApiError, Result};
use crate::request::cookies::Cookie;
use crate::request::extract::Query;
use crate::request::openapi::SESSIONS;
use crate::request::openapi::routes;
use crate::request::origins::comes_from_own_page;
use crate::security::client_info::ClientInfo;
use crate::security::lifetimes::FLOW_LIFETIME;
use crate::security::provider::{self, FlowSecrets};
use crate::security::rate_limits::Attempts;
use crate::security::secrets::{encode, hash_of, random_token};
use crate::state::State;
use axum::response::{IntoResponse, Response};
use domain::accounts::identities::OidcFault;
use domain::auth::sessions::is_own_page;
use hmac::{Hmac, KeyInit, Mac};
use http::header::LOCATION;
use http::{HeaderMap, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;
use storage::auth::oidc_flows::{OidcFlow, insert_flow, take_flow};
use utoipa_axum::router::OpenApiRouter;

/// Where everyone starts who does not say where to go.
const HOME: &str = "/movies";
/// Where sign-ins are linked with one's account.
const ACCOUNT: &str = "/account";

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(start_oidc)).routes(routes!(finish_oidc))
}

/// Go to the provider to sign in. For a browser to navigate to, not for `fetch`.
#[utoipa::path(get, path = "/api/auth/oidc/start", tag = SESSIONS, security(()), params(
    ("return_url" = Option<String>, Query, description = "The page to come back to: a path of this server."),
), responses(
    (status = 302, description = "To the provider."),
    (status = 303, description = "To `/login?oidc_error=…` when there is none or it doesn’t respond; to `/login` when a page of another site sends the browser here."),
))]
async fn start_oidc(state: State, from: ClientInfo, headers: HeaderMap, query: Result<Query>) -> Response {
    let query = query.map_or(Vec::new(), |Query(pairs)| pairs);
    let asked = value(&query, "return_url").filter(|url| is_own_page(url)).unwrap_or(HOME).to_owned();
    if !comes_from_own_page(&state, &headers) {
        // Another site's link must not sign anybody in: the login page waits for its button to be pressed.
        return redirect(StatusCode::SEE_OTHER, &format!("/login?return_url={}", encoded(&asked)));
    }
    let flow = OidcFlow { session_id: None, return_url: asked.clone(), created_at: state.clock.now() };
    let sent = async {
        if state.count(&Attempts::of_oidc(&from)).await.map_err(ApiError::from)?.is_some() {
            return Err(OidcFault::TooMany);
        }
        send(&state, &headers, flow).await
    };
    match sent.await {
        Ok(sent) => sent.add_cookie(redirect(StatusCode::FOUND, &sent.url)),
        Err(fault) => explain(fault, None, &asked),
    }
}

/// Return from the provider, which sends browsers here.
#[utoipa::path(get, path = "/api/auth/oidc/callback", tag = SESSIONS, security(()), params(
    ("state" = Option<String>, Query, description = "As it was sent to the provider."),
    ("code" = Option<String>, Query, description = "What the provider gives its token for."),
    ("error" = Option<String>, Query, description = "Why it gives none."),
    ("error_description" = Option<String>, Query, description = "The same in words, for the server's log."),
    ("iss" = Option<String>, Query, description = "The provider that answers (RFC 9207)."),
), responses(
    (status = 303, description = "To the page, signed in, with the refresh cookie; or to `/login?oidc_error=…`, which says why not."),
))]
async fn finish_oidc(state: State, from: ClientInfo, headers: HeaderMap, query: Result<Query>) -> Response {
    let query = query.map_or(Vec::new(), |Query(pairs)| pairs);
    let browser = Cookie::Oidc.get(&headers, state.config.is_secure());
    let (Some(browser), Some(sent_state)) = (browser, value(&query, "state")) else {
        return explain(OidcFault::Expired, None, HOME);
    };
    let digests = (hash_of(sent_state), hash_of(&browser));
    let taken = state.store.write(move |tx| take_flow(tx, &digests.0, &digests.1)).await.map_err(ApiError::from);
    let flow = match taken {
        Ok(Some(flow)) => flow,
        Ok(None) => return explain(OidcFault::Expired, None, HOME),
        Err(error) => return explain(error.into(), None, HOME),
    };
    let secrets = secrets_of(sent_state.to_owned(), &browser);
    match finish(&state, (&from, &headers), &flow, &query, secrets).await {
        Ok(response) => response,
        Err(fault) => explain(fault, Some(&flow), HOME),
    }
}

async fn finish(
    state: &State,
    (from, headers): (&ClientInfo, &HeaderMap),
    flow: &OidcFlow,
    query: &[(String, String)],
    secrets: FlowSecrets,
) -> Result<Response, OidcFault> {
    let provider = state.oidc.as_deref().ok_or(OidcFault::NotConfigured)?;
    if flow.created_at.plus_seconds(FLOW_LIFETIME) < state.clock.now() {
        return Err(OidcFault::Expired);
    }
    if value(query, "iss").is_some_and(|issuer| issuer != provider.config().issuer) {
        return Err(provider::refused("it is another one than was asked"));
    }
    let Some(code) = value(query, "code") else { return Err(denial(query)) };
    let person = provider.identify(code, secrets).await?;
    if let Some(session_id) = flow.session_id {
        accounts::link_person(state, from, session_id, &person).await?;
        return Ok(redirect(StatusCode::SEE_OTHER, &format!("{ACCOUNT}?linked=1")));
    }
    let granted = accounts::sign_in_person(state, provider, (from, headers), person).await?;
    // The page has to ask who is signed in: this browser knew of no session a moment ago.
    let page = format!("/login?resume=1&return_url={}", encoded(&flow.return_url));
    let mut response = redirect(StatusCode::SEE_OTHER, &page);
    granted.add_cookies(response.headers_mut());
    add_cookie(response.headers_mut(), &Cookie::Oidc.set("", 0, state.config.is_secure()));
    Ok(response)
}

/// Why the provider sent no code. Its own words go into the log alone.
fn denial(query: &[(String, String)]) -> OidcFault {
    let (error, words) = (value(query, "error").unwrap_or("none"), value(query, "error_description"));
    let fault = provider::refused(&format!("{error}: {}", words.unwrap_or_default()));
    if error == "access_denied" { OidcFault::Denied } else { fault }
}

/// A browser on its way to the provider.
pub struct Sent {
    /// A page of the provider.
    pub url: String,
    cookie: String,
}

impl Sent {
    /// The answer with the cookie that the browser must come back with.
    pub fn add_cookie(&self, reply: impl IntoResponse) -> Response {
        let mut response = reply.into_response();
        add_cookie(response.headers_mut(), &self.cookie);
        response
    }
}

/// Begins a flow: where to send the browser, and what it has to keep. What it keeps from a flow in
/// another tab stays, so that both can be finished.
pub async fn send(state: &State, headers: &HeaderMap, flow: OidcFlow) -> Result<Sent, OidcFault> {
    let provider = state.oidc.as_deref().ok_or(OidcFault::NotConfigured)?;
    let random = || random_token::<32>(&state.clock);
    let kept = Cookie::Oidc.get(headers, state.config.is_secure()).filter(|kept| kept.len() == 43);
    let (browser, sent_state) = (kept.unwrap_or_else(random), random());
    let digests = (hash_of(&sent_state), hash_of(&browser));
    let url = provider.authorization_url(&secrets_of(sent_state, &browser)).await?;
    let stored = state.store.write(move |tx| insert_flow(tx, (&digests.0, &digests.1), &flow)).await;
    stored.map_err(ApiError::from)?;
    Ok(Sent { url, cookie: Cookie::Oidc.set(&browser, FLOW_LIFETIME, state.config.is_secure()) })
}

/// Nonce and verifier of a flow: made of the state, which travels, and of the browser's own secret, which
/// never leaves it but for here.
fn secrets_of(state: String, browser: &str) -> FlowSecrets {
    let derive = |label: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(browser.as_bytes()).unwrap_or_else(|_| unreachable!());
        mac.update(label.as_bytes());
        mac.update(state.as_bytes());
        encode(&mac.finalize().into_bytes())
    };
    FlowSecrets { nonce: derive("nonce:"), verifier: derive("verifier:"), state }
}

fn value<'a>(query: &'a [(String, String)], name: &str) -> Option<&'a str> {
    query.iter().find(|pair| pair.0 == name).map(|pair| pair.1.as_str())
}

/// Sends the browser to the page that says why nothing came of it.
fn explain(fault: OidcFault, flow: Option<&OidcFlow>, return_url: &str) -> Response {
    let page = match flow {
        Some(flow) if flow.session_id.is_some() => format!("{ACCOUNT}?oidc_error={}", fault.slug()),
        flow => {
            let return_url = flow.map_or(return_url, |flow| flow.return_url.as_str());
            format!("/login?oidc_error={}&return_url={}", fault.slug(), encoded(return_url))
        }
    };
    redirect(StatusCode::SEE_OTHER, &page)
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn redirect(status: StatusCode, url: &str) -> Response {
    match http::HeaderValue::from_str(url) {
        Ok(url) => (status, [(LOCATION, url)]).into_response(),
        Err(_) => ApiError::unavailable(1).into_response(),
    }
}
