//! Making an account where anyone may.

use crate::support::*;
use domain::accounts::registration::RegistrationDraft;
use domain::accounts::settings::SiteSettings;
use domain::accounts::users::Role;
use domain::problems::ProblemKind;
use storage::accounts::settings::update_settings;

fn registration(username: &str) -> RegistrationDraft {
    RegistrationDraft { token: None, username: username.to_owned(), password: PASSWORD.to_owned() }
}

const CLOSED: SiteSettings = SiteSettings {
    registration_open: false,
    second_factor_required: false,
    session_idle_days: 14,
    audit_retention_days: 400,
};
const OPEN: SiteSettings = SiteSettings { registration_open: true, ..CLOSED };

on_both_engines! {
    async fn at_first_nobody_can_register(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        assert_eq!(admin.get_settings().await.unwrap(), CLOSED);
        assert!(!app.client().get_login_options().await.unwrap().registration_open);
        problem(app.client().register(&registration("eve")).await, ProblemKind::Forbidden);
    }

    async fn an_admin_opens_registration_and_closes_it(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        assert_eq!(admin.update_settings(&OPEN).await.unwrap(), OPEN);
        admin.update_settings(&OPEN).await.unwrap();
        assert!(app.client().get_login_options().await.unwrap().registration_open);
        let ana = app.client().register(&registration("ana")).await.unwrap();
        assert_eq!(ana.role, Role::Member);
        log_in(&app.client(), "ana").await;
        app.clock.advance(1);
        admin.update_settings(&CLOSED).await.unwrap();
        problem(app.client().register(&registration("eve")).await, ProblemKind::Forbidden);
        let found = events(&app).await;
        assert_eq!(found[0], "registration_closed");
        assert_eq!(found.iter().filter(|event| *event == "registration_opened").count(), 1);
        assert!(found.contains(&"registered".to_owned()));
    }

    async fn a_taken_name_is_told_and_tries_are_few(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        admin.update_settings(&OPEN).await.unwrap();
        for _ in 0..10 {
            let found = problem(app.client().register(&registration("Root")).await, ProblemKind::ValidationFailed);
            assert_eq!(faults(&found), [("username", "taken")]);
        }
        problem(app.client().register(&registration("ana")).await, ProblemKind::TooManyRequests);
        app.clock.advance(3600);
        app.client().register(&registration("ana")).await.unwrap();
    }

    async fn nobody_registers_before_there_is_an_admin(app: TestApp) {
        app.state.store.write(|tx| update_settings(tx, &OPEN)).await.unwrap();
        problem(app.client().register(&registration("eve")).await, ProblemKind::Forbidden);
        assert!(app.client().get_setup().await.unwrap().required);
    }

    async fn other_sites_can_not_register_anybody(app: TestApp) {
        app.sign_in_admin("root").await.update_settings(&OPEN).await.unwrap();
        for path in ["/api/auth/registration", "/api/auth/link", "/api/auth/password-reset"] {
            let request = app.request("POST", path).header("sec-fetch-site", "cross-site");
            refused(request.header("content-type", "application/json").body("{}"), ProblemKind::Forbidden).await;
        }
    }

    async fn settings_that_are_none_are_refused(app: TestApp) {
        app.sign_in_admin("root").await;
        let token = app.token_of("root").await;
        let put = async |body: serde_json::Value| {
            let request = app.request_as(&token, "PUT", "/api/settings").header("content-type", "application/json");
            refused(request.body(body.to_string()), ProblemKind::ValidationFailed).await
        };
        assert_eq!(faults(&put(serde_json::json!({})).await).len(), 4, "all are named");
        let mut settings = serde_json::to_value(&OPEN).unwrap();
        for (field, value, fault) in [
            ("registration_open", serde_json::json!("yes"), "wrong_type"),
            ("second_factor_required", serde_json::json!(null), "required"),
            ("session_idle_days", serde_json::json!(31), "out_of_range"),
            ("audit_retention_days", serde_json::json!(29), "out_of_range"),
        ] {
            let before = std::mem::replace(&mut settings[field], value);
            let found = put(settings.clone()).await;
            let codes: Vec<_> = faults(&found).into_iter().filter(|(name, _)| *name == field).collect();
            assert_eq!(codes[0], (field, fault));
            settings[field] = before;
        }
    }
}
