//! Whole accounts that admins export, and make out of files.

use crate::exports::account::{fill, without_ids};
use crate::imports::settled;
use crate::support::*;
use domain::accounts::password_resets::PasswordResetDraft;
use domain::accounts::users::UsersQuery;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use domain::transfer::exports::ExportFormat;
use domain::transfer::imports::{Import, ImportState};
use domain::transfer::users::{ImportedUser, UserExportDraft};
use server::jobs::worker::Workers;
use std::time::{Duration, Instant};

fn json() -> UserExportDraft {
    UserExportDraft { format: "json".to_owned(), password: String::new() }
}

/// Signs in to the account by its link, and gives its import once no server works on it.
async fn enter(app: &TestApp, made: &ImportedUser) -> (TestClient, Import) {
    let reset = PasswordResetDraft { token: made.token.clone(), password: PASSWORD.to_owned() };
    app.client().reset_password(&reset).await.unwrap();
    let client = app.client();
    log_in(&client, &made.user.username).await;
    // Once it has been read, it is applied by itself.
    let begin = Instant::now();
    loop {
        let import = settled(&client, made.import).await;
        if import.state != ImportState::Ready {
            return (client, import);
        }
        assert!(begin.elapsed() < Duration::from_mins(1), "{import:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn names(admin: &TestClient) -> Vec<String> {
    let users = admin.list_users(&UsersQuery::default(), &PageQuery::default()).await.unwrap();
    users.items.into_iter().map(|user| user.username).collect()
}

on_both_engines! {
    async fn an_account_that_an_admin_exported_becomes_a_new_one_field_by_field(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let (root, ana) = (app.sign_in_admin("root").await, app.sign_in("ana").await);
        fill(&app, &ana).await;
        let file = root.export_user(ana.get_me().await.unwrap().id, &json()).await.unwrap();
        assert_eq!(file, ana.export(ExportFormat::Json).await.unwrap());
        let made = root.import_user(file.clone(), "Ben", "ana.json", None).await.unwrap();
        assert_eq!((made.user.username.as_str(), made.user.last_login_at), ("Ben", None));
        let (ben, import) = enter(&app, &made).await;
        assert_eq!(import.state, ImportState::Applied, "{import:?}");
        let kept = ben.export(ExportFormat::Json).await.unwrap();
        let [kept, file] = [kept, file].map(|file| without_ids(serde_json::from_slice(&file).unwrap()));
        assert_eq!(kept, file);
        let events = events(&app).await;
        for event in ["user_exported", "user_imported"] {
            assert!(events.iter().any(|it| it == event), "{events:?}");
        }
        workers.stop().await;
    }

    async fn an_export_of_somebody_else_needs_a_recent_sign_in_or_the_password(app: TestApp) {
        let (root, ana) = (app.sign_in_admin("root").await, app.sign_in("ana").await);
        let id = ana.get_me().await.unwrap().id;
        for _ in 0..2 {
            app.let_pass(400).await;
            let token = root.refresh().await.unwrap();
            root.transport().set_token(Some(token.access_token));
        }
        let refused = problem(root.export_user(id, &json()).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&refused), [("password", "required")]);
        let wrong = UserExportDraft { password: "not this one".to_owned(), ..json() };
        assert_eq!(faults(&problem(root.export_user(id, &wrong).await, ProblemKind::ValidationFailed)), [("password", "wrong")]);
        assert!(!events(&app).await.contains(&"user_exported".to_owned()));
        let right = UserExportDraft { password: PASSWORD.to_owned(), ..json() };
        root.export_user(id, &right).await.unwrap();
        let unknown = UserExportDraft { format: "pdf".to_owned(), ..right };
        assert_eq!(faults(&problem(root.export_user(id, &unknown).await, ProblemKind::ValidationFailed)), [("format", "unknown")]);
    }

    async fn a_file_that_does_not_arrive_leaves_no_account(app: TestApp) {
        let root = app.sign_in_admin("root").await;
        let empty = problem(root.import_user(Vec::new(), "ben", "x.json", None).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&empty), [("file", "required")]);
        assert_eq!(names(&root).await, ["root"]);
        for (name, code) in [("ROOT", "taken"), ("", "required"), ("a b", "whitespace")] {
            let refused = problem(root.import_user(b"{}".to_vec(), name, "x.json", None).await, ProblemKind::ValidationFailed);
            assert_eq!(faults(&refused), [("username", code)]);
        }
        root.import_user(b"{}".to_vec(), "ben", "x.json", None).await.unwrap();
        assert_eq!(names(&root).await, ["ben", "root"]);
    }

    async fn a_file_that_nothing_can_be_made_of_waits_for_the_owner_to_see(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let root = app.sign_in_admin("root").await;
        let made = root.import_user(b"PK\x03\x04 and no zip".to_vec(), "ben", "x.zip", None).await.unwrap();
        let (_, import) = enter(&app, &made).await;
        assert_eq!(import.state, ImportState::Failed, "{import:?}");
        let made = root.import_user(b"What,When\nHeat,1995\n".to_vec(), "eve", "x.csv", None).await.unwrap();
        let (_, import) = enter(&app, &made).await;
        assert_eq!(import.state, ImportState::Asking, "{import:?}");
        workers.stop().await;
    }
}
