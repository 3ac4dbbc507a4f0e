//! Exports, and importing what was exported.

pub mod account;

use crate::images::corpus::{jpeg, picture};
use crate::imports::{apply, upload};
use crate::support::*;
use account::{fill, unzip, without_ids};
use domain::library::images::ImageKind;
use domain::library::log::LogDraft;
use domain::library::movies::MovieDraft;
use domain::library::ratings::Rating;
use domain::library::watches::WatchDraft;
use domain::problems::ProblemKind;
use domain::transfer::exports::ExportFormat;
use domain::transfer::imports::{Choices, ImportState, RowCounts};
use serde_json::Value;
use server::jobs::worker::Workers;
use std::time::{Duration, Instant};

async fn export(client: &TestClient, format: ExportFormat) -> Vec<u8> {
    client.export(format).await.unwrap()
}

async fn json(client: &TestClient) -> Value {
    serde_json::from_slice(&export(client, ExportFormat::Json).await).unwrap()
}

/// Imports a file with all it has, settings too.
async fn import(client: &TestClient, file: Vec<u8>) -> domain::transfer::imports::Import {
    let import = upload(client, file).await;
    assert_eq!(import.state, ImportState::Ready, "{import:?}");
    assert_eq!(
        (import.format.as_deref(), import.counts.needs_look, import.counts.refused),
        (Some("movie_tracker"), 0, 0)
    );
    let choices = Choices { take_settings: true, ..import.choices.clone() };
    client.update_import(import.id, &choices).await.unwrap();
    crate::imports::settled(client, import.id).await;
    apply(client, import.id).await
}

on_both_engines! {
    async fn an_account_comes_back_from_our_json_field_by_field(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let (ana, ben) = (app.sign_in("ana").await, app.sign_in("ben").await);
        fill(&app, &ana).await;
        let file = export(&ana, ExportFormat::Json).await;
        app.clock.advance(100);
        let applied = import(&ben, file.clone()).await;
        assert_eq!(applied.state, ImportState::Applied, "{applied:?}");
        let result = applied.result.unwrap();
        assert_eq!((result.movies_added, result.lists_added, result.views_added), (8, 4, 2));
        assert_eq!(without_ids(json(&ben).await), without_ids(serde_json::from_slice(&file).unwrap()));
        // Where the films aren't these, two that nothing tells apart must be looked at, and their places on lists.
        for (client, expected) in [(&ben, 5), (&ana, 0)] {
            let again = upload(client, file.clone()).await;
            let RowCounts { ready, repeated, already_there, needs_look, .. } = again.counts;
            assert_eq!((ready, repeated, already_there > 10, needs_look), (0, 0, true, expected), "{again:?}");
        }
        workers.stop().await;
    }

    async fn undoing_the_import_of_an_export_leaves_an_empty_account(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let (ana, ben) = (app.sign_in("ana").await, app.sign_in("ben").await);
        fill(&app, &ana).await;
        let before = without_ids(json(&ben).await);
        let applied = import(&ben, export(&ana, ExportFormat::Json).await).await;
        assert_ne!(without_ids(json(&ben).await), before);
        ben.undo_import(applied.id, None).await.unwrap();
        crate::imports::settled(&ben, applied.id).await;
        assert_eq!(without_ids(json(&ben).await), before);
        workers.stop().await;
    }

    async fn an_account_comes_back_from_our_tables_but_for_views_settings_and_old_ratings(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let (ana, ben) = (app.sign_in("ana").await, app.sign_in("ben").await);
        fill(&app, &ana).await;
        let applied = import(&ben, export(&ana, ExportFormat::Csv).await).await;
        assert_eq!(applied.state, ImportState::Applied, "{applied:?}");
        let tables = |mut json: Value| {
            for key in ["views", "settings", "dismissals", "services"] {
                json[key] = Value::Null;
            }
            json["movies"].as_array_mut().unwrap().iter_mut().for_each(|movie| movie["ratings"] = Value::Null);
            without_ids(json)
        };
        assert_eq!(tables(json(&ben).await), tables(json(&ana).await));
        workers.stop().await;
    }

    async fn settings_stay_unless_they_are_chosen(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let (ana, ben) = (app.sign_in("ana").await, app.sign_in("ben").await);
        fill(&app, &ana).await;
        let import = upload(&ben, export(&ana, ExportFormat::Json).await).await;
        assert!(import.has_settings && import.views == 2, "{import:?}");
        apply(&ben, import.id).await;
        assert!(!ben.get_preferences().await.unwrap().shares_watchlist);
        assert_eq!(ben.list_views().await.unwrap().items.len(), 2);
        workers.stop().await;
    }

    async fn a_film_in_the_trash_is_left_out_and_comes_back_with_an_import(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let ana = app.sign_in("ana").await;
        let logged = LogDraft {
            movie: Some(draft("Heat")),
            watched_on: Some(Some("2020-01-01".to_owned())),
            external_id: Some("abc".to_owned()),
            ..LogDraft::default()
        };
        let heat = ana.log_movie(&logged, None).await.unwrap().movie;
        let file = export(&ana, ExportFormat::Json).await;
        ana.delete_movie(heat.id, None).await.unwrap();
        assert_eq!(json(&ana).await["movies"], serde_json::json!([]));
        // Its watch, in the trash, still has the ID that the export tells.
        let applied = import(&ana, file).await;
        assert_eq!(applied.state, ImportState::Applied, "{applied:?}");
        assert_eq!(json(&ana).await["movies"][0]["watches"].as_array().unwrap().len(), 1);
        workers.stop().await;
    }

    async fn nobody_elses_films_are_in_an_export(app: TestApp) {
        let (ana, ben) = (app.sign_in("ana").await, app.sign_in("ben").await);
        fill(&app, &ana).await;
        add(&ben, "Solaris").await;
        for format in ExportFormat::ALL {
            let bytes = export(&ben, format).await;
            let files = if format.extension() == "zip" { unzip(&bytes) } else { vec![("x".to_owned(), bytes)] };
            for (name, content) in files {
                let text = String::from_utf8_lossy(&content);
                for of_ana in ["Cinderella", "HYPERLINK", "Best of", "Short"] {
                    assert!(!text.contains(of_ana), "{name}: {text}");
                }
            }
        }
        assert_eq!(json(&ben).await["movies"].as_array().unwrap().len(), 1);
    }

    async fn an_empty_account_is_exported_and_imported(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let ana = app.sign_in("ana").await;
        for format in ExportFormat::ALL {
            assert!(!export(&ana, format).await.is_empty());
        }
        let applied = import(&ana, export(&ana, ExportFormat::Json).await).await;
        assert_eq!(applied.state, ImportState::Applied, "{applied:?}");
        workers.stop().await;
    }

    async fn pictures_are_in_the_zip_beside_the_json(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let ana = app.sign_in("ana").await;
        let (heat, _) = (add(&ana, "Heat").await, add(&ana, "Ran").await);
        let file = jpeg(&picture(60, 90));
        let heat = ana.update_image(heat.id, ImageKind::Poster, file.clone(), None).await.unwrap().movie;
        ana.update_image(heat.id, ImageKind::Backdrop, file, None).await.unwrap();
        let zip = export(&ana, ExportFormat::Zip).await;
        let files = unzip(&zip);
        let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
        let [poster, backdrop] = ["posters", "backdrops"].map(|folder| format!("{folder}/{}.jpg", heat.id));
        assert_eq!(names, ["movie-tracker.json", &poster, &backdrop]);
        let kept = app.request("GET", &heat.poster_url.unwrap()).send().await.unwrap().bytes().await.unwrap();
        assert_eq!(files[1].1, kept);
        let json: Value = serde_json::from_slice(&files[0].1).unwrap();
        assert_eq!((&json["movies"][0]["poster"], &json["movies"][1]["poster"]), (&poster.into(), &Value::Null));
        assert_eq!(self::json(&ana).await["movies"][0]["poster"], Value::Null, "the JSON alone has no pictures");
        let ben = app.sign_in("ben").await;
        let applied = import(&ben, zip).await;
        assert_eq!(applied.result.unwrap().movies_added, 2);
        workers.stop().await;
    }

    async fn more_films_than_are_read_at_a_time_come_all_and_once(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let ana = app.sign_in("ana").await;
        let one = |n: usize| format!("{{\"id\":\"{n}\",\"title\":\"Film {n}\",\"added_at\":\"2020-01-01T00:00:00.000Z\"}}");
        let films = (0..700).map(one).collect::<Vec<_>>().join(",");
        let file = format!("{{\"movie_tracker\":{{\"version\":1}},\"movies\":[{films}]}}");
        assert_eq!(import(&ana, file.into_bytes()).await.result.unwrap().movies_added, 700);
        let json = json(&ana).await;
        let titles = json["movies"].as_array().unwrap().iter().map(|movie| movie["title"].as_str().unwrap());
        assert_eq!(titles.collect::<Vec<_>>(), (0..700).map(|n| format!("Film {n}")).collect::<Vec<_>>());
        workers.stop().await;
    }

    async fn ratings_of_one_moment_or_of_the_future_are_no_fault(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let ana = app.sign_in("ana").await;
        let given = |year: i32, stars: i32| format!("{{\"rated_at\":\"{year}-01-01T00:00:00.000Z\",\"rating\":{stars}}}");
        let ratings = [given(2020, 1), given(2020, 2), given(2090, 3), given(2091, 4)].join(",");
        let movie = format!("{{\"id\":\"1\",\"title\":\"Heat\",\"added_at\":\"2090-01-01T00:00:00.000Z\",\"rating\":4,\"ratings\":[{ratings}]}}");
        let file = format!("{{\"movie_tracker\":{{\"version\":1}},\"movies\":[{movie}]}}");
        let applied = import(&ana, file.into_bytes()).await;
        assert_eq!(applied.state, ImportState::Applied, "{applied:?}");
        let json = json(&ana).await;
        let movie = &json["movies"][0];
        assert_eq!((movie["rating"].as_f64(), movie["ratings"].as_array().map(Vec::len)), (Some(4.0), Some(2)));
        assert!(movie["added_at"].as_str().unwrap().starts_with("2026-"), "{movie}");
        workers.stop().await;
    }

    async fn the_answer_is_a_file_with_a_plain_name(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        add(&ana, "Heat").await;
        for (format, name, media_type) in [
            ("json", "movie-tracker-2026-11-23.json", "application/json"),
            ("zip", "movie-tracker-2026-11-23.zip", "application/zip"),
            ("csv", "movie-tracker-csv-2026-11-23.zip", "application/zip"),
            ("trakt", "movie-tracker-trakt-2026-11-23.csv", "text/csv; charset=utf-8"),
        ] {
            let answer = app.request_as(&token, "GET", &format!("/api/export?format={format}")).send().await.unwrap();
            let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
            assert_eq!(header("content-disposition").unwrap(), format!("attachment; filename=\"{name}\""));
            assert_eq!((header("content-type").unwrap().as_str(), header("content-length")), (media_type, None));
            assert_eq!(header("cache-control").unwrap(), "no-store");
            answer.bytes().await.unwrap();
        }
        for wrong in ["", "?format=xml", "?format=", "?format=json&x=1"] {
            let request = app.request_as(&token, "GET", &format!("/api/export{wrong}"));
            let problem = refused(request, ProblemKind::ValidationFailed).await;
            assert_eq!(faults(&problem), [("format", "unknown")], "{wrong}");
        }
    }

    async fn an_account_has_two_exports_at_once_and_one_that_is_given_up_ends(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        let notes = Some("x".repeat(10_000));
        for n in 0..300 {
            let film = MovieDraft { notes: notes.clone(), overview: notes.clone(), ..draft(&format!("Film {n}")) };
            ana.create_movie(&film, None).await.unwrap();
        }
        let begin = async || app.request_as(&token, "GET", "/api/export?format=json").send().await.unwrap();
        let held = [begin().await, begin().await];
        assert_eq!(begin().await.status(), 429);
        app.sign_in("ben").await.export(ExportFormat::Json).await.unwrap();
        drop(held);
        let started = Instant::now();
        while begin().await.status() != 200 {
            assert!(started.elapsed() < Duration::from_secs(20), "what nobody reads goes on");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn files_for_letterboxd_are_split_at_its_limits(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let heat = add(&ana, "Heat").await;
        let watch = WatchDraft { comment: Some("x".repeat(10_000)), ..WatchDraft::default() };
        for _ in 0..120 {
            ana.create_watch(heat.id, &watch, None).await.unwrap();
        }
        let files = unzip(&export(&ana, ExportFormat::Letterboxd).await);
        let sizes: Vec<(&str, bool)> = files.iter().map(|it| (it.0.as_str(), it.1.len() <= 1_000_000)).collect();
        assert_eq!(sizes, [("films-1.csv", true), ("films-2.csv", true)]);
        assert_eq!(ana.get_movie(heat.id).await.unwrap().rating, None::<Rating>);
    }
}
