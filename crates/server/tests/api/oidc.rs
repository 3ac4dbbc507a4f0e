//! Signing in through an OpenID provider.

#[path = "oidc/accounts.rs"]
mod accounts;
#[path = "oidc/forged.rs"]
mod forged;
#[path = "oidc/linking.rs"]
mod linking;
#[path = "oidc/log.rs"]
mod log;
#[path = "oidc/only.rs"]
mod only;
#[path = "oidc/provider.rs"]
mod provider;
#[path = "oidc/stage.rs"]
mod stage;

use crate::support::*;
use domain::accounts::identities::OidcFault;
use stage::{PUBLIC_URL, Stage, Visitor, on_stage};
use storage::Engine;

on_stage! {
    async fn a_linked_person_signs_in_and_comes_back_to_the_page_they_wanted(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        let visitor = stage.visitor();
        let page = visitor.sign_in("/diary?month=2026-11").await;
        assert_eq!(page, "/login?resume=1&return_url=%2Fdiary%3Fmonth%3D2026%2D11");
        assert_eq!(visitor.username().await, "ana");
        assert_eq!(stage.events().await[..1], ["login"]);
    }

    async fn another_site_can_not_begin_a_sign_in(stage: Stage) {
        let start = "/api/auth/oidc/start?return_url=%2Fdiary";
        for (site, status) in [("cross-site", 303), ("same-site", 303), ("same-origin", 302), ("none", 302)] {
            let url = format!("{}{start}", stage.app.url);
            let response = stage.visitor().http.get(url).header("sec-fetch-site", site).send().await.unwrap();
            assert_eq!(response.status(), status, "{site}");
            if status == 303 {
                assert_eq!(response.headers()["location"], "/login?return_url=%2Fdiary");
                assert!(!response.headers().contains_key("set-cookie"));
            }
        }
    }

    async fn nobody_signs_in_whom_nobody_linked(stage: Stage) {
        stage.add_linked("ana", "sub-other").await;
        let visitor = stage.visitor();
        assert_eq!(visitor.sign_in("/movies").await, failed(OidcFault::NotLinked));
        visitor.is_signed_out().await;
        assert_eq!(stage.events().await[..1], ["login_failed"]);
    }

    async fn the_same_subject_of_another_provider_is_somebody_else(stage: Stage) {
        stage.add_linked_at("ana", "https://other.example", "sub-ana").await;
        assert_eq!(stage.visitor().sign_in("/movies").await, failed(OidcFault::NotLinked));
    }

    async fn a_disabled_account_stays_out(stage: Stage) {
        let (id, now) = (stage.add_linked("ana", "sub-ana").await, stage.app.clock.now());
        stage.write(move |tx| storage::users::update_disabled(tx, id, Some(now))).await;
        let visitor = stage.visitor();
        assert_eq!(visitor.sign_in("/movies").await, failed(OidcFault::Disabled));
        visitor.is_signed_out().await;
    }

    async fn a_callback_works_once_and_in_the_browser_that_began_only(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        let visitor = stage.visitor();
        let callback = visitor.callback("/movies").await;
        let stranger = stage.visitor();
        assert_eq!(stranger.get(&callback).await, (303, failed(OidcFault::Expired)), "a browser without the cookie");
        stranger.callback("/movies").await;
        assert_eq!(stranger.get(&callback).await, (303, failed(OidcFault::Expired)), "a browser with its own");
        stranger.is_signed_out().await;
        // What others tried took nothing away.
        let (status, page) = visitor.get(&callback).await;
        assert_eq!((status, page.starts_with("/login?resume=1")), (303, true), "{page}");
        assert_eq!(visitor.get(&callback).await, (303, failed(OidcFault::Expired)), "a second time");
    }

    async fn a_state_that_nobody_sent_is_refused(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        let visitor = stage.visitor();
        let callback = visitor.callback("/movies").await;
        let (before, state) = callback.split_once("&state=").unwrap();
        for forged in [format!("{before}&state={}", state.to_uppercase()), before.to_owned(), format!("{before}&state=%ff")] {
            assert_eq!(visitor.get(&forged).await, (303, failed(OidcFault::Expired)), "{forged}");
        }
        visitor.is_signed_out().await;
    }

    async fn a_flow_ends_after_ten_minutes_and_is_forgotten(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        let visitor = stage.visitor();
        let callback = visitor.callback("/diary").await;
        stage.app.clock.advance(601);
        assert_eq!(visitor.get(&callback).await, (303, failed_at(OidcFault::Expired, "%2Fdiary")));
        visitor.callback("/movies").await;
        stage.app.clock.advance(601);
        server::jobs::housekeeping::tidy_up(&stage.app.state).await.unwrap();
        assert_eq!(stage.write(|tx| tx.query_one::<i64>("SELECT count(*) FROM oidc_flows", &[])).await, 0);
    }

    async fn two_tabs_of_a_browser_can_both_finish(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        let visitor = stage.visitor();
        let (first, second) = (visitor.callback("/diary").await, visitor.callback("/trash").await);
        assert!(visitor.get(&first).await.1.ends_with("%2Fdiary"));
        // The first took the cookie away, and nobody is worse off: the browser is signed in.
        visitor.get(&second).await;
        assert_eq!(visitor.username().await, "ana");
    }

    async fn a_refusal_of_the_provider_is_explained_and_its_words_are_not_shown(stage: Stage) {
        for (error, fault) in [("access_denied", OidcFault::Denied), ("server_error", OidcFault::Refused)] {
            stage.provider.behaviour().denies = Some(error);
            let page = stage.visitor().sign_in("/diary").await;
            assert_eq!(page, failed_at(fault, "%2Fdiary"));
        }
    }

    async fn a_provider_that_is_down_keeps_nobody_from_their_password(stage: Stage) {
        stage.provider.behaviour().is_broken = true;
        stage.app.sign_in("bob").await;
        assert_eq!(stage.visitor().sign_in("/movies").await, failed(OidcFault::Unreachable));
        // It is asked again a moment later.
        stage.provider.behaviour().is_broken = false;
        stage.add_linked("ana", "sub-ana").await;
        stage.app.clock.advance(5);
        let visitor = stage.visitor();
        visitor.sign_in("/movies").await;
        assert_eq!(visitor.username().await, "ana");
        let callback = visitor.callback("/movies").await;
        stage.provider.stop();
        stage.app.clock.advance(301);
        assert_eq!(visitor.get(&callback).await, (303, failed(OidcFault::Unreachable)));
    }

    async fn a_provider_that_calls_itself_otherwise_is_not_believed(stage: Stage) {
        stage.provider.behaviour().calls_itself = Some(format!("{}/", stage.provider.issuer));
        assert_eq!(stage.visitor().sign_in("/movies").await, failed(OidcFault::Unreachable));
    }

    async fn one_comes_back_to_a_page_of_this_server_only(stage: Stage) {
        stage.add_linked("ana", "sub-ana").await;
        for url in ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "/\r\nx: y", "evil", ""] {
            let page = stage.visitor().sign_in(url).await;
            assert_eq!(page, "/login?resume=1&return_url=%2Fmovies", "{url:?}");
        }
    }

    async fn going_to_the_provider_is_limited_by_address(stage: Stage) {
        let visitor = stage.visitor();
        for _ in 0..50 {
            assert_eq!(visitor.get("/api/auth/oidc/start").await.0, 302);
        }
        assert_eq!(visitor.get("/api/auth/oidc/start").await, (303, failed(OidcFault::TooMany)));
    }

    async fn the_login_page_is_told_the_providers_name(stage: Stage) {
        assert_eq!(stage.app.client().get_login_options().await.unwrap().provider.as_deref(), Some("Home"));
    }

    async fn a_secret_can_go_in_the_body_where_the_provider_wants_that(stage: Stage) {
        stage.provider.behaviour().secret_in_body = true;
        stage.add_linked("ana", "sub-ana").await;
        let visitor = stage.visitor();
        visitor.sign_in("/movies").await;
        assert_eq!(visitor.username().await, "ana");
    }
}

fn failed(fault: OidcFault) -> String {
    failed_at(fault, "%2Fmovies")
}

fn failed_at(fault: OidcFault, return_url: &str) -> String {
    format!("/login?oidc_error={}&return_url={return_url}", fault.slug())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_that_one_server_began_is_finished_by_another() {
    let (stage, other) = Stage::start_two().await;
    stage.add_linked("ana", "sub-ana").await;
    let visitor = stage.visitor();
    let callback = visitor.callback("/movies").await;
    let elsewhere = Visitor { url: other.url.clone(), ..visitor };
    assert_eq!(elsewhere.get(&callback).await, (303, "/login?resume=1&return_url=%2Fmovies".to_owned()));
    assert_eq!(elsewhere.username().await, "ana");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_callbacks_at_once_over_two_servers_one_signs_in() {
    let (stage, other) = Stage::start_two().await;
    stage.add_linked("ana", "sub-ana").await;
    let visitor = stage.visitor();
    let callback = visitor.callback("/movies").await;
    let tasks: Vec<_> = (0..20)
        .map(|number| {
            let url = if number % 2 == 0 { stage.app.url.clone() } else { other.url.clone() };
            let (visitor, callback) = (Visitor { url, ..visitor.clone() }, callback.clone());
            tokio::spawn(async move { visitor.get(&callback).await.1.starts_with("/login?resume=1") })
        })
        .collect();
    let mut signed_in = 0;
    for task in tasks {
        signed_in += usize::from(task.await.unwrap());
    }
    assert_eq!(signed_in, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cookie_of_a_flow_is_out_of_reach_for_scripts_and_bound_to_the_host() {
    let stage = Stage::start(Engine::Sqlite, false).await;
    let response = stage.visitor().send("/api/auth/oidc/start").await;
    let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-movietracker_oidc="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    let target = response.headers()["location"].to_str().unwrap();
    assert!(target.starts_with(&stage.provider.issuer), "{target}");
    assert!(target.contains("redirect_uri=https%3A%2F%2Ffilms.example%2Fapi%2Fauth%2Foidc%2Fcallback"), "{target}");
    assert_eq!(PUBLIC_URL, "https://films.example");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_provider_the_way_there_ends_at_the_login_page() {
    let app = TestApp::start(Engine::Sqlite).await;
    assert_eq!(app.client().get_login_options().await.unwrap().provider, None);
    let response = app.request("GET", "/api/auth/oidc/start").send().await.unwrap();
    assert_eq!(response.headers()["location"], failed(OidcFault::NotConfigured).as_str());
}
