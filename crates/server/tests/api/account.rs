use crate::support::*;
use domain::auth::passwords::{PasswordDraft, ProofDraft};
use domain::auth::sessions::LoginDraft;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;

const OTHER_PASSWORD: &str = "another horse battery";

fn password(current: &str, new: &str) -> PasswordDraft {
    PasswordDraft { current_password: current.to_owned(), new_password: new.to_owned(), revoke_tokens: true }
}

fn deletion(password: &str) -> ProofDraft {
    ProofDraft { password: password.to_owned() }
}

on_both_engines! {
    async fn sessions_are_listed_and_each_can_be_ended(app: TestApp) {
        let first = app.sign_in("ana").await;
        app.clock.advance(60);
        let second = app.client();
        log_in(&second, "ana").await;
        let listed = second.list_sessions().await.unwrap().items;
        assert_eq!(listed.iter().map(|session| session.is_current).collect::<Vec<_>>(), [true, false]);
        assert_eq!((listed[0].address.as_str(), listed[0].created_at), ("127.0.0.1", app.clock.now()));
        second.delete_session(listed[1].id).await.unwrap();
        problem(first.get_me().await, ProblemKind::Unauthenticated);
        problem(first.refresh().await, ProblemKind::Unauthenticated);
        problem(second.delete_session(listed[1].id).await, ProblemKind::NotFound);
        assert_eq!(second.list_sessions().await.unwrap().items.len(), 1);
    }

    async fn another_accounts_session_is_not_found(app: TestApp) {
        let (ana, bob) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let id = ana.list_sessions().await.unwrap().items[0].id;
        problem(bob.delete_session(id).await, ProblemKind::NotFound);
        ana.get_me().await.unwrap();
    }

    async fn signing_out_everywhere_ends_all_sessions(app: TestApp) {
        let (first, second) = (app.sign_in("ana").await, app.client());
        log_in(&second, "ana").await;
        first.delete_sessions(true).await.unwrap();
        for client in [first, second] {
            problem(client.get_me().await, ProblemKind::Unauthenticated);
            problem(client.refresh().await, ProblemKind::Unauthenticated);
        }
    }

    async fn a_new_password_replaces_the_old_one_and_ends_the_other_sessions(app: TestApp) {
        let (client, other) = (app.sign_in("ana").await, app.client());
        log_in(&other, "ana").await;
        let wrong = problem(client.update_password(&password("wrong password", OTHER_PASSWORD)).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&wrong), [("current_password", "wrong")]);
        let short = problem(client.update_password(&password("", "short")).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&short), [("current_password", "required"), ("new_password", "too_short")]);
        client.update_password(&password(PASSWORD, OTHER_PASSWORD)).await.unwrap();
        client.get_me().await.unwrap();
        problem(other.get_me().await, ProblemKind::Unauthenticated);
        problem(other.refresh().await, ProblemKind::Unauthenticated);
        let draft = |password: &str| LoginDraft::new("ana", password);
        problem(app.client().login(&draft(PASSWORD)).await, ProblemKind::InvalidCredentials);
        app.client().login(&draft(OTHER_PASSWORD)).await.unwrap();
    }

    async fn deleting_the_account_takes_everything_with_it(app: TestApp) {
        let client = app.sign_in("ana").await;
        add(&client, "M").await;
        problem(client.delete_me(&deletion("wrong password")).await, ProblemKind::ValidationFailed);
        client.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap();
        client.delete_me(&deletion(PASSWORD)).await.unwrap();
        problem(client.get_me().await, ProblemKind::Unauthenticated);
        let again = app.sign_in("ana").await;
        assert_eq!(again.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap().total, 0);
    }

    async fn the_password_of_a_stolen_session_can_not_be_guessed_for_ever(app: TestApp) {
        let client = app.sign_in("ana").await;
        for _ in 0..10 {
            problem(client.delete_me(&deletion("wrong password")).await, ProblemKind::ValidationFailed);
        }
        problem(client.delete_me(&deletion(PASSWORD)).await, ProblemKind::TooManyRequests);
    }

    async fn what_happens_to_accounts_stands_in_the_audit_log(app: TestApp) {
        let client = app.sign_in("ana").await;
        let draft = LoginDraft::new("ana", "wrong password");
        problem(app.client().login(&draft).await, ProblemKind::InvalidCredentials);
        app.clock.advance(1);
        client.update_password(&password(PASSWORD, OTHER_PASSWORD)).await.unwrap();
        app.clock.advance(1);
        client.logout().await.unwrap();
        let found = events(&app).await;
        assert_eq!(found[..2], ["logout", "password_changed"]);
        assert!(found[2..].contains(&"login".to_owned()) && found[2..].contains(&"login_failed".to_owned()));
    }

    async fn the_audit_log_can_not_be_changed(app: TestApp) {
        app.sign_in("ana").await;
        let before = events(&app).await;
        for sql in ["DELETE FROM audit_events", "UPDATE audit_events SET event = 'nothing'"] {
            let changed = app.state.store.write::<_, storage::Error, _>(move |tx| tx.execute(sql, &[])).await;
            assert!(changed.is_err(), "{sql}");
        }
        assert_eq!(events(&app).await, before);
    }
}
