//! The audit log, as admins read it.

use crate::api_tokens::{named, with};
use crate::support::*;
use domain::accounts::audit_events::AuditEventsQuery;
use domain::auth::api_tokens::Scope;
use domain::auth::sessions::LoginDraft;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use storage::Tx;
use storage::accounts::audit_events::list_audit_events;

/// Whom something was refused, and how often, the newest first.
async fn refusals(app: &TestApp) -> Vec<(Option<String>, i64)> {
    let query = AuditEventsQuery { event: Some("access_refused".to_owned()) };
    let read = move |tx: &mut Tx| list_audit_events(tx, &query, &PageQuery::default());
    let log = app.state.store.read::<_, storage::Error, _>(read).await.unwrap();
    log.items.into_iter().map(|line| (line.subject, line.count)).collect()
}

on_both_engines! {
    async fn failed_sign_ins_are_read_with_their_address(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        for username in ["root", "nobody"] {
            app.clock.advance(1);
            let draft = LoginDraft::new(username, "wrong password");
            problem(app.client().login(&draft).await, ProblemKind::InvalidCredentials);
        }
        let query = AuditEventsQuery { event: Some("login_failed".to_owned()) };
        let found = admin.list_audit_events(&query, &PageQuery::default()).await.unwrap();
        assert_eq!(found.total, 2);
        assert!(found.items.iter().all(|line| line.event == "login_failed" && line.address == "127.0.0.1"));
        // What a stranger typed is nobody's name, and may be a password.
        assert_eq!(found.items.iter().map(|line| line.subject.as_deref()).collect::<Vec<_>>(), [None, Some("root")]);
    }

    async fn what_an_account_may_not_do_is_noted_once_an_hour(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let reader = with(&app, &ana.create_api_token(&named("Backup", Scope::Read)).await.unwrap());
        for _ in 0..3 {
            problem(ana.list_users(&Default::default(), &Default::default()).await, ProblemKind::Forbidden);
            problem(reader.create_movie(&draft("Ran"), None).await, ProblemKind::Forbidden);
        }
        assert_eq!(refusals(&app).await, [(Some("ana".to_owned()), 1)]);
        app.clock.advance(3600);
        app.state.write_refusals(false).await.unwrap();
        assert_eq!(refusals(&app).await, [(Some("ana".to_owned()), 5), (Some("ana".to_owned()), 1)]);
    }

    async fn the_log_comes_in_pages_the_newest_first(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        for _ in 0..4 {
            app.clock.advance(1);
            admin.create_invite(&Default::default()).await.unwrap();
        }
        let (mut seen, mut page) = (Vec::new(), PageQuery { limit: 2, cursor: None });
        loop {
            let found = admin.list_audit_events(&Default::default(), &page).await.unwrap();
            assert_eq!(found.total, 5);
            seen.extend(found.items.into_iter().map(|line| line.created_at));
            page.cursor = found.next_cursor;
            if page.cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 5);
        assert!(seen.windows(2).all(|two| two[0] > two[1]));
    }
}
