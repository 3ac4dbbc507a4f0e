//! The pictures of an exported zip, which come back with its films.

use crate::exports::account::unzip;
use crate::images::corpus::{huge_png, is_near, jpeg, picture, png, seen};
use crate::images::fetch;
use crate::imports::{apply, settled, upload};
use crate::support::*;
use domain::accounts::password_resets::PasswordResetDraft;
use domain::library::images::ImageKind;
use domain::library::movies::MovieSummary;
use domain::pages::PageQuery;
use domain::transfer::exports::ExportFormat;
use domain::transfer::imports::ImportState;
use domain::transfer::users::UserExportDraft;
use server::jobs::worker::Workers;
use std::io::{Cursor, Write as _};
use storage::Tx;
use zip::write::SimpleFileOptions;

/// Four films: with a poster and a backdrop, with the same poster, with another one, and with none.
async fn fill(client: &TestClient) {
    let (upright, wide) = (jpeg(&picture(400, 600)), png(&picture(1600, 900)));
    let [both, same, other] = [add(client, "Both").await, add(client, "Same").await, add(client, "Other").await];
    add(client, "None").await;
    client.update_image(both.id, ImageKind::Poster, upright.clone(), None).await.unwrap();
    client.update_image(both.id, ImageKind::Backdrop, wide, None).await.unwrap();
    client.update_image(same.id, ImageKind::Poster, upright, None).await.unwrap();
    client.update_image(other.id, ImageKind::Poster, jpeg(&picture(1000, 2000)), None).await.unwrap();
}

async fn films(client: &TestClient) -> Vec<MovieSummary> {
    let mut films = client.list_movies(&Default::default(), &PageQuery::default()).await.unwrap().items;
    films.sort_by(|one, other| one.title.cmp(&other.title));
    films
}

/// What the pictures of a film look like, in both sizes.
async fn looks(app: &TestApp, film: &MovieSummary) -> Vec<Option<([u8; 3], [u8; 3], (u32, u32))>> {
    let mut looks = Vec::new();
    for url in [&film.poster_url, &film.backdrop_url] {
        for size in ["", "?size=small"] {
            looks.push(match url {
                Some(url) => Some(seen(&fetch(app, &format!("{url}{size}")).await.bytes().await.unwrap())),
                None => None,
            });
        }
    }
    looks
}

async fn assert_same_pictures(app: &TestApp, one: &TestClient, other: &TestClient) {
    let (one, other) = (films(one).await, films(other).await);
    assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one.title, other.title);
        for (one, other) in looks(app, one).await.into_iter().zip(looks(app, other).await) {
            let alike = match (one, other) {
                (Some(one), Some(other)) => is_near(one.0, other.0) && is_near(one.1, other.1) && one.2 == other.2,
                (one, other) => one == other,
            };
            assert!(alike, "{one:?} {other:?}");
        }
    }
}

/// The pictures that films have.
async fn count_pictures(app: &TestApp) -> i64 {
    let count = |tx: &mut Tx| tx.query_one::<i64>("SELECT count(*) FROM images WHERE released_at IS NULL", &[]);
    app.state.store.read::<_, storage::Error, _>(count).await.unwrap()
}

fn pack(files: Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

on_both_engines! {
    async fn films_get_their_pictures_again_and_lose_them_when_it_is_undone(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let (ana, ben) = (app.sign_in("ana").await, app.sign_in("ben").await);
        fill(&ana).await;
        let file = ana.export(ExportFormat::Zip).await.unwrap();
        let import = upload(&ben, file.clone()).await;
        assert_eq!(count_pictures(&app).await, 3, "nothing before it is applied");
        let result = apply(&ben, import.id).await.result.unwrap();
        assert_eq!((result.movies_added, result.pictures_added, result.pictures_refused), (4, 4, 0));
        assert_same_pictures(&app, &ana, &ben).await;
        assert_eq!(count_pictures(&app).await, 6);
        let again = upload(&ben, file).await;
        assert_eq!(apply(&ben, again.id).await.result.unwrap().pictures_added, 0);
        ben.undo_import(import.id, None).await.unwrap();
        assert_eq!(settled(&ben, import.id).await.state, ImportState::Undone);
        assert_eq!((films(&ben).await.len(), count_pictures(&app).await), (0, 3));
        workers.stop().await;
    }

    async fn a_picture_that_cannot_be_read_is_told_and_costs_no_film(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let (ana, ben) = (app.sign_in("ana").await, app.sign_in("ben").await);
        fill(&ana).await;
        let mut files = unzip(&ana.export(ExportFormat::Zip).await.unwrap());
        let posters: Vec<usize> = (0..files.len()).filter(|at| files[*at].0.starts_with("posters/")).collect();
        let backdrop = files.iter().position(|(name, _)| name.starts_with("backdrops/")).unwrap();
        files[posters[0]].1 = b"\xff\xd8\xff no picture".to_vec();
        files[posters[1]].1 = huge_png(6000);
        files[backdrop].1.resize(11 * 1024 * 1024, 0);
        let gone = files.remove(posters[2]).0;
        let import = upload(&ben, pack(files)).await;
        let applied = apply(&ben, import.id).await;
        let result = applied.result.unwrap();
        assert_eq!((result.movies_added, result.pictures_added, result.pictures_refused), (4, 0, 4), "{applied:?}");
        let told: Vec<_> = applied.files.iter().filter_map(|it| Some((&it.file, it.problem.as_ref()?.code.as_str()))).collect();
        assert!(told.contains(&(&gone, "unreadable")), "{told:?}");
        for code in ["damaged", "too_many_pixels"] {
            assert!(told.iter().any(|it| it.1 == code), "{told:?}");
        }
        assert!(films(&ben).await.iter().all(|film| film.poster_url.is_none() && film.backdrop_url.is_none()));
        workers.stop().await;
    }

    async fn an_account_that_an_admin_brings_has_its_pictures(app: TestApp) {
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let (root, ana) = (app.sign_in_admin("root").await, app.sign_in("ana").await);
        fill(&ana).await;
        let zip = UserExportDraft { format: "zip".to_owned(), password: String::new() };
        let file = root.export_user(ana.get_me().await.unwrap().id, &zip).await.unwrap();
        let made = root.import_user(file, "ben", "ana.zip", None).await.unwrap();
        let reset = PasswordResetDraft { token: made.token, password: PASSWORD.to_owned() };
        app.client().reset_password(&reset).await.unwrap();
        let ben = app.client();
        log_in(&ben, "ben").await;
        assert_eq!(settled(&ben, made.import).await.state, ImportState::Applied);
        assert_same_pictures(&app, &ana, &ben).await;
        workers.stop().await;
    }
}
