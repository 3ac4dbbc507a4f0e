//! What stands in the log of signing in through the provider.

use super::provider::{CLIENT_SECRET, Signing};
use super::stage::Stage;
use crate::logs::Log;
use storage::Engine;

// On one thread: what it logs is kept for this test alone.
#[tokio::test(flavor = "current_thread")]
async fn the_log_says_why_the_provider_was_refused_and_keeps_its_secrets() {
    let log = Log::default();
    let _guard = log.listen();
    let stage = Stage::start(Engine::Sqlite, false).await;
    stage.add_linked("ana", "sub-ana").await;
    let visitor = stage.visitor();
    visitor.sign_in("/movies").await;
    let refresh_token = visitor.cookies.lock().unwrap()["__Host-movietracker_refresh"].clone();
    stage.provider.behaviour().signing = Signing::WrongKey;
    visitor.sign_in("/movies").await;
    stage.provider.behaviour().tamper = Some(Box::new(|claims| claims["nonce"] = "canary-nonce".into()));
    stage.provider.behaviour().signing = Signing::Right;
    visitor.sign_in("/movies").await;
    // The code of another flow: the provider refuses, and repeats code and secret in its words.
    let (first, second) = (visitor.callback("/movies").await, visitor.callback("/movies").await);
    let code = |url: &str| url.split_once("code=").unwrap().1.split('&').next().unwrap().to_owned();
    visitor.get(&second.replace(&code(&second), &code(&first))).await;
    stage.provider.behaviour().denies = Some("access_denied");
    visitor.sign_in("/movies").await;
    let log = log.text();
    for reason in ["invalid_grant", "access_denied: words for the log", "nonce", "ignature"] {
        assert!(log.contains(reason), "{reason} is not in {log}");
    }
    let cookie = visitor.cookies.lock().unwrap()["__Host-movietracker_oidc"].clone();
    let mut secrets = stage.provider.behaviour().secrets.clone();
    secrets.extend([CLIENT_SECRET.to_owned(), refresh_token, cookie, "canary-nonce".to_owned()]);
    assert!(secrets.len() > 10, "{}", secrets.len());
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} stands in the log");
    }
}
