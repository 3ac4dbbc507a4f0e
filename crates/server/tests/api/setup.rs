use crate::support::*;
use domain::accounts::audit_events::AuditEventsQuery;
use domain::accounts::users::{Role, SetupDraft};
use domain::library::movies::MovieDraft;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use std::path::Path;
use storage::Engine;
use storage::sealing::SecretKey;
use storage::transfer::{Encryption, Existing, Passphrase, back_up, back_up_encrypted};

fn setup(token: &str, username: &str) -> SetupDraft {
    SetupDraft { token: token.to_owned(), username: username.to_owned(), password: PASSWORD.to_owned() }
}

/// A backup of a server on which ana has a film, sealed with this key.
async fn backup_of_ana(engine: Engine, folder: &Path) -> Vec<u8> {
    let app = TestApp::start(engine).await;
    let client = app.sign_in("ana").await;
    client.create_movie(&MovieDraft { title: "Heat".to_owned(), ..MovieDraft::default() }, None).await.unwrap();
    let file = folder.join("backup.db");
    back_up(&app.state.store, &file, Existing::Keep).await.unwrap();
    std::fs::read(&file).unwrap()
}

async fn token(app: &TestApp) -> String {
    server::accounts::setup::setup_token(&app.state).await.unwrap().unwrap()
}

on_both_engines! {
    async fn a_backup_is_restored_in_place_of_the_first_account(app: TestApp) {
        let folder = tempfile::tempdir().unwrap();
        let (backup, token) = (backup_of_ana(app.state.store.engine(), folder.path()).await, token(&app).await);
        let client = app.client();
        problem(client.restore_backup(backup.clone(), "guessed", None, None).await, ProblemKind::Forbidden);
        let restored = client.restore_backup(backup.clone(), &token, None, None).await.unwrap();
        assert_eq!((restored.users, restored.movies), (1, 1));
        log_in(&client, "ana").await;
        let films = client.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap().items;
        assert_eq!(films.iter().map(|film| film.title.as_str()).collect::<Vec<_>>(), ["Heat"]);
        problem(client.restore_backup(backup, &token, None, None).await, ProblemKind::Conflict);
    }

    async fn what_is_no_backup_is_refused_and_changes_nothing(app: TestApp) {
        let token = token(&app).await;
        let folder = tempfile::tempdir().unwrap();
        let backup = backup_of_ana(app.state.store.engine(), folder.path()).await;
        let half = backup[..backup.len() / 2].to_vec();
        for file in [b"PK\x03\x04".to_vec(), Vec::new(), half] {
            let found = problem(app.client().restore_backup(file, &token, None, None).await, ProblemKind::ValidationFailed);
            assert_eq!(faults(&found), [("file", "not_restorable")]);
            let message = found.errors.of("file").unwrap();
            assert!(message.starts_with("The file ") && !message.contains(".db"), "{message}");
        }
        app.client().create_setup(&setup(&token, "ana")).await.unwrap();
    }

    async fn an_encrypted_backup_needs_its_passphrase(app: TestApp) {
        let (folder, there) = (tempfile::tempdir().unwrap(), TestApp::start(app.state.store.engine()).await);
        there.sign_in_admin("ana").await;
        let file = folder.path().join("backup.db.age");
        let words = "käse & 100 % brot";
        let passphrase = Passphrase::new(words.to_owned());
        let encryption = Encryption { passphrase, scratch: folder.path().to_owned() };
        back_up_encrypted(&there.state.store, &file, Existing::Keep, &encryption).await.unwrap();
        let (backup, token, client) = (std::fs::read(&file).unwrap(), token(&app).await, app.client());
        for (passphrase, code) in [(None, "required"), (Some(""), "required"), (Some("brot"), "wrong")] {
            let refused = client.restore_backup(backup.clone(), &token, None, passphrase).await;
            assert_eq!(faults(&problem(refused, ProblemKind::ValidationFailed)), [("passphrase", code)]);
        }
        let cut = backup[..backup.len() / 2].to_vec();
        let refused = client.restore_backup(cut, &token, None, Some(words)).await;
        assert_eq!(faults(&problem(refused, ProblemKind::ValidationFailed)), [("file", "not_restorable")]);
        assert_eq!(client.restore_backup(backup, &token, None, Some(words)).await.unwrap().users, 1);
        log_in(&client, "ana").await;
    }

    async fn a_backup_of_a_server_with_another_secret_key_needs_that_key(app: TestApp) {
        let folder = tempfile::tempdir().unwrap();
        let there = TestApp::start(app.state.store.engine()).await;
        there.sign_in_admin("ana").await;
        let (here, elsewhere) = ([7; 32], [9; 32]);
        storage::secrets::rewrap(&there.state.store, SecretKey::new(&here), SecretKey::new(&elsewhere)).await.unwrap();
        let file = folder.path().join("backup.db");
        back_up(&there.state.store, &file, Existing::Keep).await.unwrap();
        let (backup, token) = (std::fs::read(&file).unwrap(), token(&app).await);
        let client = app.client();
        let wrong = SecretKey::write(&[8; 32]);
        for (key, code) in [(None, "required"), (Some("?"), "malformed"), (Some(wrong.as_str()), "wrong")] {
            let found = problem(client.restore_backup(backup.clone(), &token, key, None).await, ProblemKind::ValidationFailed);
            assert_eq!(faults(&found), [("secret_key", code)]);
        }
        client.restore_backup(backup, &token, Some(&SecretKey::write(&elsewhere)), None).await.unwrap();
        log_in(&client, "ana").await;
        let events = client.list_audit_events(&AuditEventsQuery::default(), &PageQuery::default()).await.unwrap();
        assert!(events.total > 1, "what was sealed there can be read and continued here");
    }

    async fn the_printed_token_makes_the_first_account_an_admin(app: TestApp) {
        let client = app.client();
        assert!(client.get_setup().await.unwrap().required);
        let token = server::accounts::setup::setup_token(&app.state).await.unwrap().unwrap();
        assert_eq!(server::accounts::setup::setup_token(&app.state).await.unwrap().as_ref(), Some(&token), "the same at each start");
        let me = client.create_setup(&setup(&token, "Ana")).await.unwrap();
        assert_eq!((me.username.as_str(), me.role), ("Ana", Role::Admin));
        assert!(!client.get_setup().await.unwrap().required);
        log_in(&client, "ana").await;
        assert_eq!(client.get_me().await.unwrap(), me);
        assert_eq!(server::accounts::setup::setup_token(&app.state).await.unwrap(), None);
    }

    async fn a_wrong_token_makes_no_account(app: TestApp) {
        server::accounts::setup::setup_token(&app.state).await.unwrap();
        problem(app.client().create_setup(&setup("guessed", "ana")).await, ProblemKind::Forbidden);
        assert!(app.client().get_setup().await.unwrap().required);
    }

    async fn a_second_first_account_is_a_conflict(app: TestApp) {
        let token = server::accounts::setup::setup_token(&app.state).await.unwrap().unwrap();
        app.client().create_setup(&setup(&token, "ana")).await.unwrap();
        problem(app.client().create_setup(&setup(&token, "bob")).await, ProblemKind::Conflict);
    }

    async fn of_many_setups_at_once_one_makes_an_account(app: TestApp) {
        let token = server::accounts::setup::setup_token(&app.state).await.unwrap().unwrap();
        let tasks: Vec<_> = (0..10)
            .map(|i| {
                let (client, draft) = (app.client(), setup(&token, &format!("user{i}")));
                tokio::spawn(async move { client.create_setup(&draft).await.is_ok() })
            })
            .collect();
        let mut made = 0;
        for task in tasks {
            made += usize::from(task.await.unwrap());
        }
        assert_eq!(made, 1);
    }

    async fn all_fields_at_fault_are_named(app: TestApp) {
        let found = problem(app.client().create_setup(&SetupDraft::default()).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&found), [("token", "required"), ("username", "required"), ("password", "required")]);
    }
}
