//! Pictures that are none, or cost much; and addresses that lead elsewhere.

use crate::images::corpus::{self, BLUE, RED, is_near, jpeg, picture, png, seen, webp};
use crate::images::fetch;
use crate::support::*;
use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use domain::library::images::ImageDraft;
use domain::library::images::ImageKind::Poster;
use domain::problems::ProblemKind::{self, *};
use server::Config;
use storage::Engine;

async fn start() -> (TestApp, TestClient) {
    let app = TestApp::start(Engine::Sqlite).await;
    let client = app.sign_in("ana").await;
    (app, client)
}

/// The large size of the poster that comes of a file.
async fn poster_of(app: &TestApp, client: &TestClient, file: Vec<u8>) -> Vec<u8> {
    let movie = add(client, "M").await;
    let changed = client.update_image(movie.id, Poster, file, None).await.unwrap();
    fetch(app, &changed.movie.poster_url.unwrap()).await.bytes().await.unwrap().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_file_is_its_content_says() {
    let (app, client) = start().await;
    let movie = add(&client, "M").await;
    let token = app.token_of("ana").await;
    let path = format!("/api/movies/{}/poster", movie.id);
    for (file, name) in [
        (corpus::ZIP, "image/png"),
        (corpus::SVG, "image/svg+xml"),
        (corpus::SVG, "image/jpeg"),
        (corpus::GIF, "image/gif"),
        (corpus::AVIF, "image/avif"),
        (b"", "image/png"),
        (b"<html></html>", "application/octet-stream"),
    ] {
        let request = app.request_as(&token, "PUT", &path).header("content-type", name).body(file);
        let found = refused(request, UnsupportedMediaType).await;
        assert!(found.message().contains("JPEG, PNG or WebP"), "{found}");
    }
    for name in ["multipart/form-data; boundary=x", "text/plain", "application/x-www-form-urlencoded"] {
        let request = app.request_as(&token, "PUT", &path).header("content-type", name);
        let found = refused(request.body(png(&picture(4, 6))), UnsupportedMediaType).await;
        assert!(found.message().contains("Content-Type: image/jpeg"), "{found}");
    }
    for (file, name) in [(png(&picture(4, 6)), "image/jpeg"), (jpeg(&picture(4, 6)), "image/webp; q=1")] {
        let request = app.request_as(&token, "PUT", &path).header("content-type", name).body(file);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
    let unnamed = app.request_as(&token, "PUT", &path).body(webp(&picture(4, 6)));
    assert_eq!(unnamed.send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cut_off_or_made_to_cost_much_is_refused() {
    let (_app, client) = start().await;
    let movie = add(&client, "M").await;
    let noisy = corpus::noise(80);
    let half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    for (name, file, says) in [
        ("half a JPEG", half(jpeg(&noisy)), "incomplete"),
        ("half a PNG", half(png(&noisy)), "incomplete"),
        ("half a WebP", half(webp(&noisy)), "incomplete"),
        ("a JPEG of many scans", corpus::jpeg_of_many_scans(), "damaged"),
        ("a WebP that lies", corpus::lying_webp(), "damaged"),
        ("a PNG of 50,000 × 50,000", corpus::huge_png(50_000), "25 million pixels"),
        ("a PNG of 5,001 × 5,001", corpus::huge_png(5001), "25 million pixels"),
        ("a PNG with no more than a head", corpus::huge_png(4000), "incomplete"),
        ("a PNG of nothing", corpus::huge_png(0), "damaged"),
    ] {
        let result = client.update_image(movie.id, Poster, file, None).await;
        let found = problem(result, ValidationFailed);
        assert!(found.message().contains(says), "{name}: {found}");
    }
    assert_eq!(client.get_movie(movie.id).await.unwrap().version, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_turned_upright_and_freed_of_what_it_tells() {
    let (app, client) = start().await;
    let file = corpus::rotated_jpeg();
    assert!(file.windows(4).any(|bytes| bytes == b"Exif"));
    let kept = poster_of(&app, &client, file).await;
    let (above, below, size) = seen(&kept);
    assert_eq!(size, (80, 120));
    assert!(is_near(above, RED) && is_near(below, BLUE), "{above:?} {below:?}");
    assert!(!kept.windows(4).any(|bytes| bytes == b"Exif") && !kept.windows(3).any(|bytes| bytes == b"Ana"));
}

#[tokio::test(flavor = "multi_thread")]
async fn colours_for_printing_look_right_and_an_animation_stands_still() {
    let (app, client) = start().await;
    let (above, _, size) = seen(&poster_of(&app, &client, corpus::cmyk_jpeg()).await);
    assert!(size == (64, 96) && is_near(above, [255, 15, 35]), "{above:?}");
    let (above, below, size) = seen(&poster_of(&app, &client, corpus::animated_webp()).await);
    assert!(size == (40, 60) && is_near(above, RED) && is_near(below, RED), "{above:?} {below:?}");
    let clear = image::RgbaImage::from_pixel(30, 30, image::Rgba([255, 0, 0, 0]));
    let mut file = std::io::Cursor::new(Vec::new());
    clear.write_to(&mut file, image::ImageFormat::Png).unwrap();
    let (above, ..) = seen(&poster_of(&app, &client, file.into_inner()).await);
    assert!(is_near(above, [255, 255, 255]), "{above:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_has_at_most_ten_megabytes_and_comes_from_those_who_signed_in() {
    let (app, client) = start().await;
    let movie = add(&client, "M").await;
    let large = vec![0; 10 * 1024 * 1024 + 1];
    let found = problem(client.update_image(movie.id, Poster, large.clone(), None).await, PayloadTooLarge);
    assert!(found.message().contains("10 MB"), "{found}");
    problem(client.update_image(movie.id, Poster, large[1..].to_vec(), None).await, UnsupportedMediaType);
    let path = format!("/api/movies/{}/poster", movie.id);
    refused(app.request("PUT", &path).header("content-type", "image/png").body(large[1..].to_vec()), Unauthenticated)
        .await;
    let token = app.token_of("ana").await;
    let json = format!("{{\"url\":\"{}\"}}", "x".repeat(1024 * 1024));
    let request = app.request_as(&token, "PUT", &path).header("content-type", "application/json").body(json);
    refused(request, PayloadTooLarge).await;
    // The next ones find the memory given back.
    for _ in 0..6 {
        problem(client.update_image(movie.id, Poster, large[1..].to_vec(), None).await, UnsupportedMediaType);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_at_once_take_turns() {
    let (app, client) = start().await;
    let file = jpeg(&picture(2400, 3600));
    let mut tasks = Vec::new();
    for _ in 0..20 {
        let (client, file, id) = (client.clone(), file.clone(), add(&client, "M").await.id);
        tasks.push(tokio::spawn(async move { client.update_image(id, Poster, file, None).await }));
    }
    let mut done = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(changed) => {
                done += 1;
                assert!(changed.movie.poster_url.is_some());
            }
            Err(error) => assert_eq!(error.kind(), Some(Unavailable), "{error}"),
        }
    }
    assert!(done > 0);
    assert_eq!(app.request("GET", "/health/ready").send().await.unwrap().status(), 200);
}

/// A proxy that answers for all hosts: with pictures and with what is none.
async fn proxy() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let private = format!("{url}/secret");
    let router = Router::new()
        .route("/poster.png", get(|| async { png(&picture(20, 30)) }))
        .route("/moved", get(|| async { Redirect::temporary("http://films.example.org/poster.png") }))
        .route("/inside", get(|| async move { Redirect::temporary(&private) }))
        .route("/metadata", get(|| async { Redirect::temporary("http://169.254.169.254/latest/") }))
        .route("/file", get(|| async { Redirect::temporary("file:///etc/passwd") }))
        .route("/secret", get(|| async { png(&picture(20, 30)) }))
        .route("/page", get(|| async { "<html></html>" }))
        .route("/large", get(|| async { vec![0_u8; 10 * 1024 * 1024 + 1] }))
        .route("/cut", get(|| async { png(&picture(20, 30))[..50].to_vec() }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_fetched_from_public_addresses_alone() {
    let config = Config { proxy: Some(proxy().await), ..Config::default() };
    let app = TestApp::start_with(Engine::Sqlite, config).await;
    let client = app.sign_in("ana").await;
    let movie = add(&client, "M").await;
    let from = async |url: &str| {
        let draft = ImageDraft { url: url.to_owned() };
        client.fetch_image(movie.id, Poster, &draft, None).await.map(|changed| changed.movie.poster_url.unwrap())
    };
    for path in ["poster.png", "moved"] {
        let url = from(&format!("http://films.example.org/{path}")).await.unwrap();
        assert_eq!(fetch(&app, &url).await.status(), 200, "{path}");
    }
    for (url, code) in [
        ("http://films.example.org/inside", "not_allowed"),
        ("http://films.example.org/metadata", "not_allowed"),
        ("http://films.example.org/file", "unreachable"),
        ("http://127.0.0.1/poster.png", "not_allowed"),
        ("http://[::1]/poster.png", "not_allowed"),
        ("http://192.168.1.1/poster.png", "not_allowed"),
        ("http://localhost/poster.png", "not_allowed"),
        ("http://router/poster.png", "not_allowed"),
        ("http://films.example.org/nothing", "unreachable"),
        ("http://films.example.org/page", "unsupported"),
        ("http://films.example.org/large", "too_large"),
        ("http://films.example.org/cut", "damaged"),
        ("ftp://films.example.org/poster.png", "malformed"),
        ("", "required"),
    ] {
        let found = problem(from(url).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&found), [("url", code)], "{url}");
    }
}
