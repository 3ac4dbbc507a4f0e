use crate::support::*;
use domain::accounts::users::{Role, SetupDraft};
use domain::problems::ProblemKind;

fn setup(token: &str, username: &str) -> SetupDraft {
    SetupDraft { token: token.to_owned(), username: username.to_owned(), password: PASSWORD.to_owned() }
}

on_both_engines! {
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
