//! An OpenID provider for tests, on a loopback port: discovery, keys, authorization, token and user info
//! endpoints. It lets everyone in at once as the person it is told, and it checks what clients must do:
//! PKCE, the redirect URI, the client's secret, one use of each code.

use axum::Router;
use axum::extract::RawQuery;
use axum::http::header::{AUTHORIZATION, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::task::JoinHandle;

/// What the server is to the provider.
pub const CLIENT_ID: &str = "films";
pub const CLIENT_SECRET: &str = "canary-client-secret-of-films";

/// How ID tokens are signed.
#[derive(Clone, Copy, PartialEq)]
pub enum Signing {
    /// As they should be.
    Right,
    /// By a key that is not the provider's.
    WrongKey,
    /// Not at all: `alg` none.
    Nothing,
    /// With the client's secret: `alg` HS256.
    Secret,
}

type Tamper = Box<dyn Fn(&mut Value) + Send>;
type Now = Box<dyn Fn() -> i64 + Send>;

/// What the provider does, for a test to change.
pub struct Behaviour {
    /// Who comes to it.
    pub subject: String,
    /// What they are called, if it says so.
    pub username: Option<String>,
    /// Whether the name is told by the user info endpoint alone.
    pub name_on_request: bool,
    /// The error that it sends browsers back with.
    pub denies: Option<&'static str>,
    /// Changes the claims of an ID token.
    pub tamper: Option<Tamper>,
    pub signing: Signing,
    /// Which key it has: another number is another key, of another name.
    pub key: u8,
    /// Whether clients send their secret in the body alone.
    pub secret_in_body: bool,
    /// Seconds after the epoch.
    pub now: Now,
    /// What it calls itself in its discovery document, if not what it is.
    pub calls_itself: Option<String>,
    /// Whether it fails at everything.
    pub is_broken: bool,
    /// How often its keys were asked for.
    pub keys_asked: usize,
    /// The codes and tokens it gave out: none may be seen in a log.
    pub secrets: Vec<String>,
}

/// What a code stands for.
struct Grant {
    challenge: String,
    nonce: String,
    redirect_uri: String,
}

struct Inner {
    issuer: String,
    behaviour: Mutex<Behaviour>,
    grants: Mutex<HashMap<String, Grant>>,
}

/// A running provider; dropping it stops it.
pub struct TestProvider {
    pub issuer: String,
    inner: Arc<Inner>,
    task: JoinHandle<()>,
}

impl TestProvider {
    /// Starts one, whose only person is `sub-ana`, called ana.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let behaviour = Behaviour {
            subject: "sub-ana".to_owned(),
            username: Some("ana".to_owned()),
            name_on_request: false,
            denies: None,
            tamper: None,
            signing: Signing::Right,
            key: 1,
            secret_in_body: false,
            now: Box::new(|| 0),
            calls_itself: None,
            is_broken: false,
            keys_asked: 0,
            secrets: Vec::new(),
        };
        let inner =
            Arc::new(Inner { issuer: issuer.clone(), behaviour: Mutex::new(behaviour), grants: Mutex::default() });
        let app = router(&inner);
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { issuer, inner, task }
    }

    /// What it does, to look at or to change.
    pub fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        self.inner.behaviour.lock().unwrap()
    }

    /// Stops it, as when it is down.
    pub fn stop(&self) {
        self.task.abort();
    }
}

impl Drop for TestProvider {
    fn drop(&mut self) {
        self.stop();
    }
}

fn router(inner: &Arc<Inner>) -> Router {
    let [discovery, keys, authorization, token, user_info] = std::array::from_fn(|_| Arc::clone(inner));
    Router::new()
        .route("/.well-known/openid-configuration", get(move || async move { discovery.discover() }))
        .route("/keys", get(move || async move { keys.keys() }))
        .route("/authorize", get(move |RawQuery(query)| async move { authorization.authorize(&query.unwrap()) }))
        .route("/token", post(move |headers: HeaderMap, body: String| async move { token.exchange(&headers, &body) }))
        .route("/userinfo", get(move |headers: HeaderMap| async move { user_info.user_info(&headers) }))
}

impl Inner {
    fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        self.behaviour.lock().unwrap()
    }

    fn discover(&self) -> Response {
        let issuer = &self.issuer;
        let behaviour = self.behaviour();
        if behaviour.is_broken {
            return StatusCode::BAD_GATEWAY.into_response();
        }
        let methods = if behaviour.secret_in_body { ["client_secret_post"] } else { ["client_secret_basic"] };
        axum::Json(json!({
            "issuer": behaviour.calls_itself.as_ref().unwrap_or(issuer),
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "userinfo_endpoint": format!("{issuer}/userinfo"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": methods,
        }))
        .into_response()
    }

    fn keys(&self) -> Response {
        let mut behaviour = self.behaviour();
        behaviour.keys_asked += 1;
        let point = key(behaviour.key).verifying_key().to_sec1_point(false);
        let [x, y] = [&point.as_bytes()[1..33], &point.as_bytes()[33..]].map(|part| URL_SAFE_NO_PAD.encode(part));
        let key = json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid(behaviour.key), "x": x, "y": y });
        axum::Json(json!({ "keys": [key] })).into_response()
    }

    fn authorize(&self, query: &str) -> Response {
        let query = pairs(query);
        let get = |name: &str| query.get(name).cloned().unwrap_or_default();
        let is_right = get("client_id") == CLIENT_ID
            && get("response_type") == "code"
            && get("code_challenge_method") == "S256"
            && get("scope").split(' ').any(|scope| scope == "openid");
        if !is_right || [get("state"), get("nonce"), get("code_challenge")].iter().any(|value| value.len() < 43) {
            return (StatusCode::BAD_REQUEST, "this is no authorization request").into_response();
        }
        let (redirect_uri, mut behaviour) = (get("redirect_uri"), self.behaviour());
        let state = get("state");
        let back = if let Some(error) = behaviour.denies {
            format!("{redirect_uri}?error={error}&error_description=words%0Afor%20the%20log&state={state}")
        } else {
            let mut grants = self.grants.lock().unwrap();
            let code = format!("code-{}-{}", grants.len(), &state[..20]);
            behaviour.secrets.push(code.clone());
            let back = format!("{redirect_uri}?code={code}&state={state}");
            grants.insert(code, Grant { challenge: get("code_challenge"), nonce: get("nonce"), redirect_uri });
            back
        };
        (StatusCode::FOUND, [(LOCATION, back)]).into_response()
    }

    fn exchange(&self, headers: &HeaderMap, body: &str) -> Response {
        let body = pairs(body);
        let get = |name: &str| body.get(name).cloned().unwrap_or_default();
        let mut behaviour = self.behaviour();
        let refuse = |status: StatusCode, error: &str| {
            // Some providers repeat what they were sent.
            let words = format!("{} {CLIENT_SECRET}", get("code"));
            (status, axum::Json(json!({ "error": error, "error_description": words }))).into_response()
        };
        let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}")));
        let is_client = if behaviour.secret_in_body {
            get("client_id") == CLIENT_ID && get("client_secret") == CLIENT_SECRET
        } else {
            headers.get(AUTHORIZATION).is_some_and(|value| value.to_str().is_ok_and(|value| value == basic))
        };
        if !is_client {
            return refuse(StatusCode::UNAUTHORIZED, "invalid_client");
        }
        let grant = self.grants.lock().unwrap().remove(&get("code"));
        let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(get("code_verifier")));
        let Some(grant) = grant.filter(|it| it.challenge == digest && it.redirect_uri == get("redirect_uri")) else {
            return refuse(StatusCode::BAD_REQUEST, "invalid_grant");
        };
        let now = (behaviour.now)();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT_ID, "sub": behaviour.subject, "nonce": grant.nonce,
            "iat": now, "exp": now + 300,
        });
        if let Some(name) = behaviour.username.as_ref().filter(|_| !behaviour.name_on_request) {
            claims["preferred_username"] = json!(name);
        }
        if let Some(tamper) = &behaviour.tamper {
            tamper(&mut claims);
        }
        let token = sign(&claims, behaviour.signing, behaviour.key);
        let access_token = format!("access-{}", get("code"));
        behaviour.secrets.extend([token.clone(), access_token.clone()]);
        axum::Json(
            json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": 300, "id_token": token }),
        )
        .into_response()
    }

    fn user_info(&self, headers: &HeaderMap) -> Response {
        let behaviour = self.behaviour();
        let is_known =
            headers.get(AUTHORIZATION).is_some_and(|value| value.to_str().unwrap().starts_with("Bearer access-"));
        if !is_known {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        axum::Json(json!({ "sub": behaviour.subject, "preferred_username": behaviour.username })).into_response()
    }
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

fn kid(number: u8) -> String {
    format!("key-{number}")
}

fn sign(claims: &Value, signing: Signing, number: u8) -> String {
    let (alg, signer) = match signing {
        Signing::Right => ("ES256", number),
        Signing::WrongKey => ("ES256", 99),
        Signing::Nothing => ("none", 0),
        Signing::Secret => ("HS256", 0),
    };
    let header = json!({ "alg": alg, "typ": "JWT", "kid": kid(number) });
    let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = match signing {
        Signing::Right | Signing::WrongKey => {
            let signature: Signature = key(signer).sign(text.as_bytes());
            signature.to_bytes().to_vec()
        }
        Signing::Nothing => Vec::new(),
        Signing::Secret => {
            use hmac::{Hmac, KeyInit, Mac};
            let mut mac = Hmac::<Sha256>::new_from_slice(CLIENT_SECRET.as_bytes()).unwrap();
            mac.update(text.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
    };
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn pairs(text: &str) -> HashMap<String, String> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text).decode_utf8().unwrap().into_owned()
    };
    text.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (decode(name), decode(value))).collect()
}
