//! Where the provider is the only way in, passwords don't sign in.

use super::stage::Stage;
use crate::support::*;
use domain::accounts::invites::InviteDraft;
use domain::accounts::registration::RegistrationDraft;
use domain::accounts::settings::SiteSettings;
use domain::accounts::users::Role;
use domain::auth::sessions::LoginDraft;
use domain::problems::ProblemKind;
use storage::Engine;
use storage::accounts::settings::{find_settings, update_settings};

/// Makes of each test one for SQLite and one for PostgreSQL. There is an admin, ana, who has a password
/// and is linked with the provider.
macro_rules! with_the_provider_only {
    ($(async fn $name:ident($stage:ident: Stage) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn test($stage: Stage) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                test(start(Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgresql() {
                test(start(Engine::Postgres).await).await;
            }
        }
    )+};
}

async fn start(engine: Engine) -> Stage {
    let stage = Stage::start_with(engine, |oidc| oidc.only = true).await;
    let hash = hash_of_password(&stage.app.clock).await;
    let user = stage.app.add_user_as("ana", hash, Role::Admin).await;
    stage.link(user, &stage.provider.issuer, "sub-ana").await;
    stage
}

/// A client of ana, who signed in through the provider.
async fn ana(stage: &Stage) -> TestClient {
    let visitor = stage.visitor();
    visitor.sign_in("/movies").await;
    let client = stage.app.client();
    client.transport().set_token(Some(visitor.token().await.unwrap()));
    client
}

fn registration(token: Option<String>) -> RegistrationDraft {
    RegistrationDraft { token, username: "bea".to_owned(), password: PASSWORD.to_owned() }
}

with_the_provider_only! {
    async fn the_right_password_is_refused_and_the_way_in_is_named(stage: Stage) {
        for password in [PASSWORD, "wrong password"] {
            let login = stage.app.client().login(&LoginDraft::new("ana", password)).await;
            let refused = problem(login, ProblemKind::Forbidden);
            assert_eq!(refused.detail.as_deref(), Some("You can’t sign in with a password here. Use Home or a passkey."));
        }
        assert_eq!(ana(&stage).await.get_me().await.unwrap().username, "ana");
    }

    async fn the_login_page_is_told_to_offer_neither_passwords_nor_registration(stage: Stage) {
        stage
            .write(|tx| {
                let open = SiteSettings { registration_open: true, ..find_settings(tx)? };
                update_settings(tx, &open)
            })
            .await;
        let options = stage.app.client().get_login_options().await.unwrap();
        assert_eq!((options.password_login, options.registration_open), (false, false));
        assert_eq!(options.provider.as_deref(), Some("Home"));
        problem(stage.app.client().register(&registration(None)).await, ProblemKind::Forbidden);
    }

    async fn an_invite_is_neither_made_nor_accepted_for_its_account_could_not_sign_in(stage: Stage) {
        problem(ana(&stage).await.create_invite(&InviteDraft::default()).await, ProblemKind::Forbidden);
        let token = Some("x".repeat(43));
        let refused = problem(stage.app.client().register(&registration(token)).await, ProblemKind::Forbidden);
        assert!(refused.detail.unwrap().contains("Use Home or a passkey"));
    }

    async fn the_last_linked_sign_in_stays_even_beside_a_password(stage: Stage) {
        let ana = ana(&stage).await;
        let linked = ana.list_identities().await.unwrap().items;
        problem(ana.delete_identity(linked[0].id, &own_proof()).await, ProblemKind::Conflict);
        let id = ana.get_me().await.unwrap().id;
        stage.link(id, &stage.provider.issuer, "sub-ana-too").await;
        ana.delete_identity(linked[0].id, &own_proof()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passwords_sign_in_beside_a_provider_unless_it_is_the_only_way() {
    let stage = Stage::start(Engine::Sqlite, false).await;
    assert!(stage.app.client().get_login_options().await.unwrap().password_login);
    stage.app.sign_in("ana").await;
}
