//! A TMDB for tests, after its documentation.

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::io::Cursor;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The token that it knows.
pub const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.a-token-of-the-tests";

/// What it does instead of answering.
pub enum Trouble {
    /// It wants to be left alone for so many seconds.
    TooMany(u32),
    /// It has a fault of its own.
    Broken,
    /// It answers with a page.
    Malformed,
    /// It never answers.
    Silent,
}

/// A request that came.
#[derive(Clone)]
pub struct Came {
    pub path: String,
    pub query: HashMap<String, String>,
    pub token: Option<String>,
    pub at: Instant,
}

#[derive(Default)]
struct Shared {
    came: Mutex<Vec<Came>>,
    troubles: Mutex<VecDeque<Trouble>>,
    /// Whether it says something else of its films by now.
    has_changed: AtomicBool,
}

#[derive(Clone)]
pub struct Mock {
    pub url: String,
    shared: Arc<Shared>,
}

impl Mock {
    pub async fn start() -> Self {
        let shared = Arc::<Shared>::default();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    pub fn trouble(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.shared.troubles.lock().unwrap().extend(troubles);
    }

    /// Has it say something else of its films from now on.
    pub fn change(&self) {
        self.shared.has_changed.store(true, Ordering::SeqCst);
    }

    /// The requests so far whose path has this in it.
    pub fn came(&self, path: &str) -> Vec<Came> {
        self.shared.came.lock().unwrap().iter().filter(|it| it.path.contains(path)).cloned().collect()
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let query = url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    let query: HashMap<String, String> = query.into_owned().collect();
    let token = request.headers().get(AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
    let path = request.uri().path().to_owned();
    let came = Came { path: path.clone(), query: query.clone(), token: token.clone(), at: Instant::now() };
    shared.came.lock().unwrap().push(came);
    let trouble = shared.troubles.lock().unwrap().pop_front();
    match trouble {
        None => (),
        Some(Trouble::TooMany(seconds)) => {
            let body = json!({"success": false, "status_code": 25, "status_message": "Over the limit."});
            return (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds.to_string())], body.to_string())
                .into_response();
        }
        Some(Trouble::Broken) => return StatusCode::BAD_GATEWAY.into_response(),
        Some(Trouble::Malformed) => return "<html>Sign in to the hotel</html>".into_response(),
        Some(Trouble::Silent) => std::future::pending::<()>().await,
    }
    if let Some(name) = path.strip_prefix("/t/p/") {
        assert_eq!(token, None, "pictures need no token");
        return image(name);
    }
    if token.as_deref() != Some(&format!("Bearer {TOKEN}")) {
        let body = json!({"success": false, "status_code": 7, "status_message": "Invalid API key."});
        return (StatusCode::UNAUTHORIZED, body.to_string()).into_response();
    }
    let of = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    let body = match path.strip_prefix("/3/").unwrap_or_default() {
        "authentication" => Some(json!({"success": true, "status_code": 1, "status_message": "Success."})),
        "search/movie" => Some(json!({"page": 1, "results": found(of("query"), of("language"))})),
        "collection/230" => Some(json!({"id": 230, "name": "The Godfather Collection", "parts": [
            hit(242, "The Godfather Part III", "1990-12-24"), hit(238, "The Godfather", "1972-03-14"),
            hit(240, "The Godfather Part II", "1974-12-20"), hit(9_999, "The Godfather Part IV", "")]})),
        "watch/providers/movie" => Some(json!({"results": [
            provider("Sky Go", 9), provider("Netflix", 1), provider("Mubi", 5), provider("Netflix", 12)]})),
        path => path.strip_prefix("find/").map_or_else(
            || path.strip_prefix("movie/").and_then(|id| film(id.parse().ok()?, shared.has_changed.load(Ordering::SeqCst))),
            |id| Some(json!({"movie_results": if id == "tt0113277" { json!([hit(949, "Heat", "1995-12-15")]) } else { json!([]) }})),
        ),
    };
    let Some(body) = body else {
        let body = json!({"success": false, "status_code": 34, "status_message": "Could not be found."});
        return (StatusCode::NOT_FOUND, body.to_string()).into_response();
    };
    ([(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn hit(id: i64, title: &str, date: &str) -> Value {
    json!({"id": id, "title": title, "original_title": title, "release_date": date, "vote_count": 7000, "vote_average": 7.918})
}

fn found(text: &str, language: &str) -> Value {
    match text.to_lowercase().as_str() {
        "heat" if language == "de" => json!([hit(949, "Heat (deutsch)", "1995-12-15")]),
        "heat" => {
            json!([hit(949, "Heat", "1995-12-15"), hit(11, "Heat", "1986-11-13"), hit(12, "The Heat", "2013-06-27")])
        }
        "twins" => json!([hit(21, "Twins", "2001-01-01"), hit(22, "Twins", "2001-05-05")]),
        _ => json!([]),
    }
}

fn provider(name: &str, priority: i64) -> Value {
    json!({"provider_id": priority, "provider_name": name, "display_priority": priority, "logo_path": "/logo.jpg"})
}

fn film(id: i64, has_changed: bool) -> Option<Value> {
    let nothing = json!({"id": id, "title": "x", "runtime": 0, "genres": [], "overview": "", "imdb_id": null,
        "poster_path": null, "backdrop_path": null, "release_date": "", "credits": {"cast": null, "crew": []}});
    match id {
        949 if has_changed => Some(json!({"id": 949, "title": "Heat", "original_title": "Heat", "runtime": 171,
            "release_date": "1995-12-15", "genres": [{"id": 53, "name": "Thriller"}], "overview": "Another thief.",
            "imdb_id": "tt0113277", "poster_path": "/heat.jpg", "credits": {"cast": [], "crew": []}})),
        949 => Some(json!({"id": 949, "title": "Heat", "original_title": "Heat", "release_date": "1995-12-15",
            "runtime": 170, "genres": [{"id": 28, "name": "Action"}, {"id": 80, "name": "Crime"}],
            "overview": "A thief and a detective.", "imdb_id": "tt0113277", "poster_path": "/heat.jpg",
            "backdrop_path": "/wide.jpg", "vote_count": 7000, "vote_average": 7.9,
            "watch/providers": {"results": {
                "AT": {"link": "https://www.themoviedb.org/movie/949-heat/watch?locale=AT",
                    "flatrate": [provider("Netflix", 1), provider("Mubi", 5)], "ads": [provider("Pluto TV", 7)],
                    "buy": [provider("Apple TV", 2)]},
                "US": {"flatrate": [provider("Hulu", 1)]}}},
            "release_dates": {"results": [
                {"iso_3166_1": "US", "release_dates": [{"type": 3, "release_date": "1995-12-15T00:00:00.000Z"}]},
                {"iso_3166_1": "AT", "release_dates": [
                    {"type": 5, "release_date": "2001-03-08T00:00:00.000Z", "certification": "16"},
                    {"type": 3, "release_date": "1996-02-23T00:00:00.000Z"}, {"type": 1, "release_date": ""}]}]},
            "credits": {"cast": [{"id": 1158, "name": "Al Pacino", "character": "Hanna"}],
                "crew": [{"id": 638, "name": "Michael Mann", "job": "Director"}]},
            "translations": {"translations": [
                {"iso_639_1": "pt", "iso_3166_1": "PT", "data": {"title": "Heat", "overview": ""}},
                {"iso_639_1": "pt", "iso_3166_1": "BR", "data": {"title": "Fogo", "overview": "Um ladrão."}}]}})),
        // A film without anything, and one whose pictures can't be used.
        1 => Some(nothing),
        3 => {
            Some(json!({"id": 3, "overview": "Found.", "poster_path": "/huge.jpg", "backdrop_path": "/../secret.jpg"}))
        }
        // Films of a collection, and one of a collection that is gone.
        238 | 240 | 242 => {
            Some(json!({"id": id, "belongs_to_collection": {"id": 230, "name": "The Godfather Collection"}}))
        }
        // One that is still to come.
        600 => Some(json!({"id": 600, "title": "Later", "release_dates": {"results": [
            {"iso_3166_1": "AT", "release_dates": [{"type": 3, "release_date": "2098-12-17T00:00:00.000Z"},
                {"type": 4, "release_date": "2099-03-01T00:00:00.000Z"}]}]}})),
        500 => Some(json!({"id": 500, "belongs_to_collection": {"id": 231, "name": "Gone"}})),
        id if id >= 1000 => Some(nothing),
        _ => None,
    }
}

fn image(name: &str) -> Response {
    match name {
        "w500/heat.jpg" => png(500, 750).into_response(),
        "w1280/wide.jpg" => png(1280, 720).into_response(),
        "w500/huge.jpg" => vec![0_u8; 11 * 1024 * 1024].into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let picture =
        RgbImage::from_fn(width, height, |_, y| Rgb(if y < height / 2 { [20, 40, 90] } else { [10, 15, 30] }));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The most of these requests within a second.
pub fn most_in_a_second(came: &[Came]) -> usize {
    let within =
        |first: &Came| came.iter().filter(|it| it.at >= first.at && it.at - first.at < Duration::from_secs(1)).count();
    came.iter().map(within).max().unwrap_or_default()
}
