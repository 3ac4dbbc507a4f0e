//! An account that has everything an account can have.

use crate::support::*;
use domain::catalogue::availability::ServicesDraft;
use domain::ids::MovieId;
use domain::library::list_items::ListItemsDraft;
use domain::library::lists::{ListDraft, Visibility};
use domain::library::log::LogDraft;
use domain::library::movies::MovieDraft;
use domain::library::views::ViewDraft;
use domain::library::watches::WatchDraft;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{Cursor, Read as _};
use storage::Tx;
use storage::library::discoveries::insert_dismissal;

/// Fills an account; a moment passes between any two changes.
pub async fn fill(app: &TestApp, client: &TestClient) {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let next = || app.clock.advance(1);
    let hostile = MovieDraft {
        title: "=HYPERLINK(\"http://x\",\"y\"), 'z'".to_owned(),
        original_title: Some("-30-".to_owned()),
        year: Some(1959),
        runtime_minutes: Some(75),
        genres: names(&["Drama, Crime", "+1"]),
        directors: names(&["=Billy Wilder", "I.A.L. Diamond"]),
        actors: names(&["Tony Curtis, the elder"]),
        services: names(&["+MUBI", "Filmmit"]),
        overview: Some("@home".to_owned()),
        notes: Some("'=already\n\nwith an apostrophe".to_owned()),
        rating: Some(3.5),
        liked: true,
        tags: names(&["a,b", "@c", "c;d"]),
        imdb_id: Some("tt00053137".to_owned()),
        tmdb_id: Some(42),
        ..MovieDraft::default()
    };
    let hostile = client.create_movie(&hostile, None).await.unwrap();
    next();
    let watch = WatchDraft {
        watched_on: Some("2019-07-10".to_owned()),
        rating: Some(4.5),
        liked: true,
        rewatch: Some(true),
        comment: Some("=1+1\n\n*so* \"good\"".to_owned()),
        place: Some("@home".to_owned()),
        companions: names(&["Ann, the first", "'=Bob"]),
    };
    client.create_watch(hostile.id, &watch, None).await.unwrap();
    for date in [Some("2020-02"), Some("2021"), Some("2021"), None] {
        next();
        let watch = WatchDraft { watched_on: date.map(str::to_owned), ..WatchDraft::default() };
        client.create_watch(hostile.id, &watch, None).await.unwrap();
    }
    for rating in [json!(2.5), json!(null)] {
        next();
        client.update_movie(hostile.id, &fields(&json!({ "rating": rating })), None).await.unwrap();
    }
    // Two films that nothing tells apart.
    let mut films: Vec<MovieId> = Vec::new();
    for title in ["Cinderella", "Cinderella", "A", "B", "C"] {
        next();
        let wanted = MovieDraft { year: Some(1922), on_watchlist: true, ..draft(title) };
        films.push(client.create_movie(&wanted, None).await.unwrap().id);
    }
    client.move_on_watchlist(films[4], None, None).await.unwrap();
    client.move_on_watchlist(films[3], Some(films[4]), None).await.unwrap();
    next();
    let logged = LogDraft {
        movie: Some(draft("Logged")),
        watched_on: Some(Some("2024-01-02".to_owned())),
        external_id: Some("device-1".to_owned()),
        ..LogDraft::default()
    };
    films.push(client.log_movie(&logged, None).await.unwrap().movie.id);
    next();
    films.push(client.create_movie(&MovieDraft { rating: Some(5.0), ..draft("Rated") }, None).await.unwrap().id);
    let lists = [
        ListDraft {
            name: "@Best of".to_owned(),
            description: Some("-long\n\ntext".to_owned()),
            ranked: true,
            visibility: Visibility::Members,
            tags: names(&["=x", "y, z"]),
        },
        ListDraft { name: "Twins".to_owned(), ..ListDraft::default() },
        ListDraft { name: "Twins".to_owned(), ..ListDraft::default() },
        ListDraft { name: "Empty".to_owned(), ..ListDraft::default() },
    ];
    for (at, list) in lists.iter().enumerate() {
        next();
        let list = client.create_list(list, None).await.unwrap();
        for (place, movie) in films.iter().enumerate().skip(at).filter(|_| at < 3) {
            next();
            let note = (place == 1).then(|| "+note".to_owned());
            client
                .create_list_items(list.id, &ListItemsDraft { movie_ids: vec![*movie], note }, None, None)
                .await
                .unwrap();
        }
        if at == 0 {
            let to_front = fields(&json!({ "position": 1 }));
            client.update_list_item(list.id, films[6], &to_front, None).await.unwrap();
        }
    }
    for (name, query) in [("Short", "runtime_max=90"), ("=Unseen", "watched=never&sort=-year")] {
        next();
        let view = ViewDraft { name: name.to_owned(), query: query.to_owned(), position: Some(0) };
        client.create_view(&view, None).await.unwrap();
    }
    choose(app, client).await;
}

/// Chooses what can be chosen for an account.
async fn choose(app: &TestApp, client: &TestClient) {
    let services = ServicesDraft { services: Some(["Filmmit", "@MUBI"].map(str::to_owned).into()) };
    client.update_services(&services).await.unwrap();
    let settings =
        fields(&json!({ "shares_watchlist": true, "rating_scale": "ten_points", "language": "de", "region": "AT" }));
    client.update_preferences(&settings).await.unwrap();
    let (owner, now) = (client.get_me().await.unwrap().id, app.clock.now());
    let dismiss = move |tx: &mut Tx| insert_dismissal(tx, owner, "tt0118615", now);
    assert!(app.state.store.write::<_, storage::Error, _>(dismiss).await.unwrap());
}

/// An export of JSON in which each ID is a number by the order in which they come, and the moment of the export is gone.
pub fn without_ids(mut json: Value) -> Value {
    json["movie_tracker"]["exported_at"] = Value::Null;
    number(&mut json, &mut HashMap::new());
    json
}

fn number(value: &mut Value, known: &mut HashMap<String, usize>) {
    match value {
        Value::String(text) if text.len() == 36 && text.parse::<uuid::Uuid>().is_ok() => {
            let next = known.len();
            *value = (*known.entry(text.clone()).or_insert(next)).into();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| number(item, known)),
        Value::Object(fields) => fields.values_mut().for_each(|field| number(field, known)),
        _ => {}
    }
}

/// The files of a zip.
pub fn unzip(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let files = (0..zip.len()).map(|number| {
        let mut file = zip.by_index(number).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        (file.name().unwrap().into_owned(), content)
    });
    files.collect()
}
