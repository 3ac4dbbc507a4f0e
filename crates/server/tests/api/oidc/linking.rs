//! Linking a sign-in with an account, and unlinking it.

use super::failed;
use super::stage::{Stage, Visitor, on_stage};
use crate::support::*;
use domain::accounts::identities::{IdentityDraft, OidcFault};
use domain::accounts::users::Role;
use domain::auth::passwords::ProofDraft;
use domain::ids::UserId;
use domain::problems::ProblemKind;
use storage::Engine;

/// Links whoever comes to the provider with the account of a client; gives the page it ends at.
async fn link(stage: &Stage, visitor: &Visitor, username: &str) -> String {
    let target = visitor.link(&stage.app.token_of(username).await).await;
    let callback = visitor.visit_provider(&target).await;
    visitor.get(&callback).await.1
}

on_stage! {
    async fn whoever_is_signed_in_links_a_sign_in_and_unlinks_it(stage: Stage) {
        let ana = stage.app.sign_in("ana").await;
        stage.app.clock.advance(1);
        assert_eq!(link(&stage, &stage.visitor(), "ana").await, "/account?linked=1");
        assert_eq!(stage.events().await[..1], ["identity_linked"]);
        let visitor = stage.visitor();
        visitor.sign_in("/movies").await;
        assert_eq!(visitor.username().await, "ana");
        let listed = ana.list_identities().await.unwrap().items;
        assert_eq!((listed[0].issuer.as_str(), listed[0].subject.as_str()), (stage.provider.issuer.as_str(), "sub-ana"));
        assert_eq!(listed[0].last_login_at, Some(stage.app.clock.now()));
        // Once more is no fault.
        assert_eq!(link(&stage, &stage.visitor(), "ana").await, "/account?linked=1");
        stage.app.clock.advance(1);
        ana.delete_identity(listed[0].id, &own_proof()).await.unwrap();
        assert_eq!(stage.events().await[..1], ["identity_unlinked"]);
        assert_eq!(stage.visitor().sign_in("/movies").await, failed(OidcFault::NotLinked));
        problem(ana.delete_identity(listed[0].id, &own_proof()).await, ProblemKind::NotFound);
    }

    async fn a_sign_in_belongs_to_one_account(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        stage.app.sign_in("bob").await;
        assert_eq!(link(&stage, &stage.visitor(), "bob").await, "/account?oidc_error=linked_elsewhere");
    }

    async fn linking_takes_the_password(stage: Stage) {
        let ana = stage.app.sign_in("ana").await;
        let missing = problem(ana.link_identity(&ProofDraft::default()).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&missing), [("password", "required")]);
        let wrong = ProofDraft { password: "wrong password".to_owned() };
        let wrong = problem(ana.link_identity(&wrong).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&wrong), [("password", "wrong")]);
    }

    async fn unlinking_takes_the_password(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        let ana = stage.app.client();
        log_in(&ana, "ana").await;
        let id = ana.list_identities().await.unwrap().items[0].id;
        let missing = problem(ana.delete_identity(id, &ProofDraft::default()).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&missing), [("password", "required")]);
        let wrong = ProofDraft { password: "wrong password".to_owned() };
        let wrong = problem(ana.delete_identity(id, &wrong).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&wrong), [("password", "wrong")]);
        assert_eq!(ana.list_identities().await.unwrap().items.len(), 1);
    }

    async fn another_browser_can_not_be_made_to_link(stage: Stage) {
        stage.app.sign_in("ana").await;
        let (attacker, victim) = (stage.visitor(), stage.visitor());
        let target = attacker.link(&stage.app.token_of("ana").await).await;
        // The victim is led there, and comes back with a code of their own.
        let callback = victim.visit_provider(&target).await;
        assert!(victim.get(&callback).await.1.contains("oidc_error=expired"));
        let linked = stage.write(|tx| tx.query_one::<i64>("SELECT count(*) FROM identities", &[])).await;
        assert_eq!(linked, 0);
    }

    async fn a_session_that_ended_links_nothing(stage: Stage) {
        let ana = stage.app.sign_in("ana").await;
        let visitor = stage.visitor();
        let target = visitor.link(&stage.app.token_of("ana").await).await;
        let callback = visitor.visit_provider(&target).await;
        ana.delete_sessions(true).await.unwrap();
        assert!(visitor.get(&callback).await.1.contains("oidc_error=expired"));
        let linked = stage.write(|tx| tx.query_one::<i64>("SELECT count(*) FROM identities", &[])).await;
        assert_eq!(linked, 0);
    }

    async fn a_refusal_while_linking_is_told_on_the_account_page(stage: Stage) {
        stage.app.sign_in("ana").await;
        stage.provider.behaviour().denies = Some("access_denied");
        assert_eq!(link(&stage, &stage.visitor(), "ana").await, "/account?oidc_error=denied");
    }

    async fn another_accounts_sign_in_is_not_found(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        let (bob, ana) = (stage.app.sign_in("bob").await, stage.app.client());
        log_in(&ana, "ana").await;
        let id = ana.list_identities().await.unwrap().items[0].id;
        problem(bob.delete_identity(id, &own_proof()).await, ProblemKind::NotFound);
        assert_eq!(bob.list_identities().await.unwrap().items, []);
    }

    async fn without_a_provider_nothing_can_be_linked_or_the_provider_is_away(stage: Stage) {
        let ana = stage.app.sign_in("ana").await;
        stage.provider.stop();
        let draft = ProofDraft { password: PASSWORD.to_owned() };
        problem(ana.link_identity(&draft).await, ProblemKind::Unavailable);
        let app = TestApp::start(Engine::Sqlite).await;
        problem(app.sign_in("ana").await.link_identity(&draft).await, ProblemKind::NotFound);
    }

    async fn an_admin_links_a_sign_in_by_its_subject(stage: Stage) {
        let (root, ana) = (stage.app.sign_in_as("root", Role::Admin).await, stage.app.sign_in("ana").await);
        let id = ana.get_me().await.unwrap().id;
        let draft = IdentityDraft { issuer: None, subject: "sub-ana".to_owned() };
        stage.app.clock.advance(1);
        let linked = root.create_identity(id, &draft).await.unwrap();
        assert_eq!((linked.issuer, ana.list_identities().await.unwrap().items.len()), (stage.provider.issuer.clone(), 1));
        assert_eq!(stage.events().await[..1], ["identity_linked"]);
        problem(root.create_identity(root.get_me().await.unwrap().id, &draft).await, ProblemKind::Conflict);
        problem(root.create_identity(UserId(stage.app.clock.id()), &draft).await, ProblemKind::NotFound);
        let empty = problem(root.create_identity(id, &IdentityDraft::default()).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&empty), [("subject", "required")]);
        let visitor = stage.visitor();
        visitor.sign_in("/movies").await;
        assert_eq!(visitor.username().await, "ana");
    }

    async fn the_only_way_to_sign_in_stays(stage: Stage) {
        let id = stage.add_linked("ana", "sub-ana").await;
        let visitor = stage.visitor();
        visitor.sign_in("/movies").await;
        stage.write(move |tx| tx.execute("UPDATE users SET password_hash = NULL WHERE id = $1", &[&id])).await;
        let ana = stage.app.client();
        ana.transport().set_token(visitor.token().await);
        let identity = ana.list_identities().await.unwrap().items[0].id;
        problem(ana.delete_identity(identity, &own_proof()).await, ProblemKind::Conflict);
        assert_eq!(ana.list_identities().await.unwrap().items.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_ways_that_go_at_once_on_two_servers_one_stays() {
    for _ in 0..5 {
        let (stage, other) = Stage::start_two().await;
        let id = stage.add_linked("ana", "sub-ana").await;
        let visitor = stage.visitor();
        visitor.sign_in("/movies").await;
        let token = visitor.token().await;
        stage.provider.behaviour().subject = "sub-ana-too".to_owned();
        let target = visitor.link(token.as_ref().unwrap()).await;
        let callback = visitor.visit_provider(&target).await;
        assert_eq!(visitor.get(&callback).await.1, "/account?linked=1");
        stage.write(move |tx| tx.execute("UPDATE users SET password_hash = NULL WHERE id = $1", &[&id])).await;
        let (here, there) = (stage.app.client(), other.client());
        for client in [&here, &there] {
            client.transport().set_token(token.clone());
        }
        let both = here.list_identities().await.unwrap().items;
        let proof = ProofDraft::default();
        let (one, two) =
            tokio::join!(here.delete_identity(both[0].id, &proof), there.delete_identity(both[1].id, &proof));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        assert_eq!(here.list_identities().await.unwrap().items.len(), 1);
    }
}
