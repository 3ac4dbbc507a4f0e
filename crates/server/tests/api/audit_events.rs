//! The audit log, as admins read it.

use crate::support::*;
use domain::audit_events::AuditEventsQuery;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use domain::sessions::LoginDraft;

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
