//! ID tokens that the provider did not make, or not for this server, or not for this sign-in.

use super::failed;
use super::provider::{Behaviour, Signing};
use super::stage::{Stage, on_stage};
use domain::accounts::identities::OidcFault;
use serde_json::{Value, json};

async fn is_refused(stage: &Stage, what: &str, change: impl FnOnce(&mut Behaviour)) {
    change(&mut stage.provider.behaviour());
    let visitor = stage.visitor();
    assert_eq!(visitor.sign_in("/movies").await, failed(OidcFault::Refused), "{what}");
    visitor.is_signed_out().await;
    let mut behaviour = stage.provider.behaviour();
    (behaviour.tamper, behaviour.signing) = (None, Signing::Right);
}

fn with(name: &'static str, value: Value) -> impl FnOnce(&mut Behaviour) {
    move |behaviour| {
        behaviour.tamper = Some(Box::new(move |claims| {
            claims[name] = value.clone();
        }));
    }
}

on_stage! {
    async fn every_claim_must_be_right(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        let now = stage.app.clock.now().as_millis() / 1000;
        for (what, change) in [
            ("iss", json!("https://other.example")),
            ("iss", json!(format!("{}/", stage.provider.issuer))),
            ("aud", json!("other")),
            ("aud", json!(["films", "other"])),
            ("aud", json!([])),
            ("azp", json!("other")),
            ("exp", json!(now - 6)),
            ("nonce", json!("another nonce")),
            ("nonce", json!(null)),
            ("sub", json!(null)),
        ] {
            is_refused(&stage, what, with(what, change)).await;
        }
        let visitor = stage.visitor();
        visitor.sign_in("/movies").await;
        assert_eq!(visitor.username().await, "ana");
    }

    async fn every_signature_must_be_the_providers(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        for (what, signing) in [("none", Signing::Nothing), ("HS256", Signing::Secret), ("another key", Signing::WrongKey)] {
            is_refused(&stage, what, |behaviour| behaviour.signing = signing).await;
        }
    }

    async fn keys_are_fetched_again_once_when_the_provider_has_new_ones(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        stage.visitor().sign_in("/movies").await;
        stage.visitor().sign_in("/movies").await;
        assert_eq!(stage.provider.behaviour().keys_asked, 1);
        stage.provider.behaviour().key = 2;
        let visitor = stage.visitor();
        visitor.sign_in("/movies").await;
        assert_eq!(visitor.username().await, "ana");
        assert_eq!(stage.provider.behaviour().keys_asked, 2);
    }

    async fn a_code_is_good_with_its_own_verifier_only(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        // The code of another flow of the same browser: state and cookie are right, the verifier is not.
        let visitor = stage.visitor();
        let (first, second) = (visitor.callback("/movies").await, visitor.callback("/movies").await);
        let code = |url: &str| url.split_once("code=").unwrap().1.split('&').next().unwrap().to_owned();
        let mixed = second.replace(&code(&second), &code(&first));
        assert_eq!(visitor.get(&mixed).await, (303, failed(OidcFault::Refused)));
        visitor.is_signed_out().await;
    }

    async fn an_answer_in_the_name_of_another_provider_is_refused(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        let visitor = stage.visitor();
        let callback = visitor.callback("/movies").await;
        let page = visitor.get(&format!("{callback}&iss=https%3A%2F%2Fother.example")).await;
        assert_eq!(page, (303, failed(OidcFault::Refused)));
    }
}
