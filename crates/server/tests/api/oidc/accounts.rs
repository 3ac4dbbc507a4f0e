//! Accounts that signing in through the provider makes, and that may have no password.

use super::failed;
use super::stage::{Stage, Visitor};
use crate::support::*;
use domain::accounts::identities::OidcFault;
use domain::accounts::users::Role;
use domain::auth::passwords::{PasswordDraft, ProofDraft};
use domain::auth::sessions::LoginDraft;
use domain::problems::ProblemKind;
use storage::Engine;

/// A server that makes accounts, and that has an admin already.
async fn open_stage(engine: Engine) -> Stage {
    let stage = Stage::start(engine, true).await;
    stage.app.sign_in_as("root", Role::Admin).await;
    stage
}

/// The client of whoever signed in through the provider.
async fn client_of(stage: &Stage, visitor: &Visitor) -> TestClient {
    visitor.sign_in("/movies").await;
    let client = stage.app.client();
    client.transport().set_token(Some(visitor.token().await.unwrap()));
    client
}

async fn both(test: impl AsyncFn(Stage)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        test(open_stage(engine).await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_gets_an_account_and_the_same_one_the_next_time() {
    both(async |stage| {
        let client = client_of(&stage, &stage.visitor()).await;
        let me = client.get_me().await.unwrap();
        assert_eq!((me.username.as_str(), me.role, me.has_password), ("ana", Role::Member, false));
        // A new name at the provider is still the same person.
        stage.provider.behaviour().username = Some("anna".to_owned());
        assert_eq!(client_of(&stage, &stage.visitor()).await.get_me().await.unwrap(), me);
        let identities = client.list_identities().await.unwrap().items;
        assert_eq!((identities.len(), identities[0].subject.as_str()), (1, "sub-ana"));
        let events = stage.events().await;
        assert!(events.contains(&"user_created".to_owned()) && events.contains(&"identity_linked".to_owned()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_is_taken_is_never_taken_over() {
    both(async |stage| {
        stage.app.sign_in("Ana").await;
        let visitor = stage.visitor();
        assert_eq!(visitor.sign_in("/movies").await, failed(OidcFault::NameTaken));
        visitor.is_signed_out().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_is_asked_for_and_made_to_fit() {
    both(async |stage| {
        {
            let mut behaviour = stage.provider.behaviour();
            (behaviour.name_on_request, behaviour.username) = (true, Some("Ana Sol@id.example".to_owned()));
        }
        assert_eq!(client_of(&stage, &stage.visitor()).await.get_me().await.unwrap().username, "Ana.Sol");
        {
            let mut behaviour = stage.provider.behaviour();
            (behaviour.username, behaviour.subject) = (None, "sub-nameless".to_owned());
        }
        assert_eq!(stage.visitor().sign_in("/movies").await, failed(OidcFault::NoName));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_account_is_not_made_by_whoever_comes() {
    let stage = Stage::start(Engine::Sqlite, true).await;
    assert_eq!(stage.visitor().sign_in("/movies").await, failed(OidcFault::NotLinked));
    assert!(stage.app.client().get_setup().await.unwrap().required);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_without_a_password_is_not_signed_in_by_one() {
    both(async |stage| {
        client_of(&stage, &stage.visitor()).await;
        for password in ["", " ", PASSWORD, "nobody has this password"] {
            let draft = LoginDraft::new("ana", password);
            assert!(stage.app.client().login(&draft).await.is_err(), "{password:?}");
        }
        let draft = |username: &str| LoginDraft::new(username, PASSWORD);
        let answers = [
            problem(stage.app.client().login(&draft("ana")).await, ProblemKind::InvalidCredentials),
            problem(stage.app.client().login(&draft("nobody")).await, ProblemKind::InvalidCredentials),
        ];
        assert_eq!(answers[0], answers[1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_password_is_set_shortly_after_signing_in_only() {
    both(async |stage| {
        let visitor = stage.visitor();
        let client = client_of(&stage, &visitor).await;
        let draft = PasswordDraft { new_password: PASSWORD.to_owned(), ..PasswordDraft::default() };
        stage.app.clock.advance(601);
        client.transport().set_token(visitor.token().await);
        problem(client.update_password(&draft).await, ProblemKind::Forbidden);
        problem(client.delete_me(&ProofDraft::default()).await, ProblemKind::Forbidden);
        let recent = client_of(&stage, &stage.visitor()).await;
        recent.update_password(&draft).await.unwrap();
        assert!(recent.get_me().await.unwrap().has_password);
        log_in(&stage.app.client(), "ana").await;
        // From now on it takes the password.
        let wrong = problem(recent.update_password(&draft).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&wrong), [("current_password", "required")]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_without_a_password_can_be_deleted_by_whoever_just_signed_in() {
    both(async |stage| {
        let client = client_of(&stage, &stage.visitor()).await;
        client.delete_me(&ProofDraft::default()).await.unwrap();
        let page = stage.visitor().sign_in("/movies").await;
        assert!(page.starts_with("/login?resume=1"), "a new account is made: {page}");
    })
    .await;
}
