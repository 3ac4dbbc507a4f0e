//! Access tokens that were signed with the right key and still must not be believed, or were not.

use crate::support::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::problems::ProblemKind::Unauthenticated;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};
use storage::auth::signing_keys::list_signing_keys;

/// An access token in its parts.
#[derive(Clone)]
struct Parts {
    header: Value,
    claims: Value,
    secret: Vec<u8>,
}

impl Parts {
    /// Those of a token that is good.
    async fn of(app: &TestApp, token: &str) -> Self {
        let keys = app.state.store.read(list_signing_keys).await.unwrap();
        let part = |index: usize| {
            let text = URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap();
            serde_json::from_slice(&text).unwrap()
        };
        Self { header: part(0), claims: part(1), secret: keys[0].secret.clone() }
    }

    /// With other members in the header; null takes one out.
    fn header(&self, members: &Value) -> String {
        let mut changed = self.clone();
        change(&mut changed.header, members);
        changed.signed()
    }

    /// With other claims; null takes one out.
    fn claims(&self, members: &Value) -> String {
        let mut changed = self.clone();
        change(&mut changed.claims, members);
        changed.signed()
    }

    fn body(&self) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}", part(&self.header), part(&self.claims))
    }

    fn signed(&self) -> String {
        let body = self.body();
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).unwrap();
        mac.update(body.as_bytes());
        format!("{body}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    fn signed_with_sha512(mut self) -> String {
        self.header["alg"] = json!("HS512");
        let body = self.body();
        let mut mac = Hmac::<Sha512>::new_from_slice(&self.secret).unwrap();
        mac.update(body.as_bytes());
        format!("{body}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }
}

fn change(object: &mut Value, members: &Value) {
    let object = object.as_object_mut().unwrap();
    for (name, value) in members.as_object().unwrap() {
        match value {
            Value::Null => drop(object.remove(name)),
            value => drop(object.insert(name.clone(), value.clone())),
        }
    }
}

/// Tokens, each with what is wrong with it.
fn hostile(good: &Parts, now: i64) -> Vec<(String, String)> {
    let mut tokens = Vec::new();
    let mut claims = |what: &str, members: Value| tokens.push((what.to_owned(), good.claims(&members)));
    for name in ["iss", "aud", "sub", "sid", "iat", "nbf", "exp"] {
        claims(&format!("no {name}"), json!({ name: null }));
        claims(&format!("{name} of a wrong type"), json!({ name: [{}] }));
        claims(&format!("{name} empty"), json!({ name: "" }));
    }
    claims("another issuer", json!({"iss": "https://evil.example"}));
    claims("another audience", json!({"aud": "another-api"}));
    claims("a list of audiences without ours", json!({"aud": ["another-api"]}));
    claims("another account", json!({"sub": "0192f0c1-2d5c-7a6e-8a7d-0242ac120002"}));
    claims("another session", json!({"sid": "0192f0c1-2d5c-7a6e-8a7d-0242ac120002"}));
    claims("expired 6 seconds ago", json!({"exp": now - 6}));
    claims("an end that is a text", json!({"exp": (now + 600).to_string()}));
    claims("good from 6 seconds on", json!({"nbf": now + 6}));
    claims("a start that is a text", json!({"nbf": now.to_string()}));
    let mut header = |what: &str, members: Value| tokens.push((what.to_owned(), good.header(&members)));
    header("no algorithm", json!({"alg": null}));
    header("the algorithm none", json!({"alg": "none"}));
    header("the algorithm None", json!({"alg": "None"}));
    header("an asymmetric algorithm", json!({"alg": "RS256"}));
    header("no type", json!({"typ": null}));
    header("the type of an ID token", json!({"typ": "JWT"}));
    header("no key", json!({"kid": null}));
    header("an unknown key", json!({"kid": "unknown"}));
    header("a key from elsewhere", json!({"kid": "../../dev/null"}));
    let unsigned = Parts { header: json!({"typ": "at+jwt", "alg": "none"}), ..good.clone() };
    let mut other = |what: &str, token: String| tokens.push((what.to_owned(), token));
    other("without a signature", format!("{}.", unsigned.body()));
    other("without a signature, of our algorithm", format!("{}.", good.body()));
    other("HS512 with the same secret", good.clone().signed_with_sha512());
    other("an empty secret", Parts { secret: Vec::new(), ..good.clone() }.signed());
    other("one character more", format!("{}x", good.signed()));
    other("two tokens", format!("{0}.{0}", good.signed()));
    other("nothing but dots", "..".to_owned());
    other("the name of a secret", "mt_".to_owned());
    other("far too long", "x".repeat(30_000));
    tokens
}

#[tokio::test(flavor = "multi_thread")]
async fn no_protected_route_believes_a_hostile_token() {
    let app = TestApp::start(storage::Engine::Sqlite).await;
    app.sign_in("ana").await;
    let token = app.token_of("ana").await;
    let good = Parts::of(&app, &token).await;
    let now = app.clock.now().as_millis() / 1000;
    let routes = protected_routes();
    assert!(routes.len() >= 25, "{routes:?}");
    for (what, hostile) in hostile(&good, now) {
        for (method, path) in &routes {
            let response = app.request_as(&hostile, method, path).send().await.unwrap();
            assert_eq!(response.status(), 401, "{what}: {method} {path}");
        }
    }
    for (what, good) in [("as it was made", token), ("made here", good.signed())] {
        assert_eq!(app.request_as(&good, "GET", "/api/me").send().await.unwrap().status(), 200, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_leeway_is_five_seconds() {
    let app = TestApp::start(storage::Engine::Sqlite).await;
    app.sign_in("ana").await;
    let good = Parts::of(&app, &app.token_of("ana").await).await;
    let now = app.clock.now().as_millis() / 1000;
    for (claims, is_good) in [
        (json!({"exp": now - 4}), true),
        (json!({"exp": now - 6}), false),
        (json!({"nbf": now + 5}), true),
        (json!({"nbf": now + 6}), false),
    ] {
        let request = app.request_as(&good.claims(&claims), "GET", "/api/me");
        if is_good {
            assert_eq!(request.send().await.unwrap().status(), 200, "{claims}");
        } else {
            refused(request, Unauthenticated).await;
        }
    }
}

/// Method and path of every operation that asks for a token.
fn protected_routes() -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&server::openapi_document()).unwrap();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            // Those with a list of their own are public, or take the cookie.
            if operation["security"].is_null() {
                routes.push((method.to_uppercase(), path.replace("{id}", "0192f0c1-2d5c-7a6e-8a7d-0242ac120002")));
            }
        }
    }
    routes
}
