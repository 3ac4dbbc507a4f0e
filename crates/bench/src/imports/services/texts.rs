//! Files that are JSON.

use super::{Row, Rows, zipped};
use anyhow::Result;
use domain::library::ratings::Rating;
use domain::transfer::exports::{ExportFormat, ExportedAccount, ExportedMovie, ExportedWatch};
use formats::{Export, Pass};
use serde_json::{Value, json};

/// The items of one of Trakt's files.
const PAGE: usize = 250;

/// Half of the rows among the plays, a quarter among the ratings, and a quarter on the watchlist.
pub fn trakt(rows: Rows) -> Result<Vec<u8>> {
    let [mut plays, mut ratings, mut wanted] = [Vec::new(), Vec::new(), Vec::new()];
    for row in rows {
        let Row { film, number } = &row;
        let ids = json!({"trakt": film.number, "slug": format!("film-{}", film.number), "imdb": film.imdb(),
            "tmdb": film.number});
        let movie = json!({"title": film.title, "year": film.year, "ids": ids});
        let moment = row.moment();
        match number % 4 {
            0 | 1 => plays.push(json!({"id": number, "watched_at": moment, "action": "watch", "type": "movie",
                "movie": movie})),
            2 => ratings.push(json!({"rated_at": moment, "rating": 1 + number % 10, "type": "movie", "movie": movie})),
            _ => wanted.push(json!({"rank": number, "id": number, "listed_at": moment, "notes": null, "type": "movie",
                "movie": movie})),
        }
    }
    let mut files = Vec::new();
    for (name, items) in [("watched-history", plays), ("ratings-movies", ratings), ("lists-watchlist", wanted)] {
        for (page, items) in (1..).zip(items.chunks(PAGE)) {
            files.push((format!("{name}-{page}.json"), serde_json::to_vec(items)?));
        }
    }
    zipped(files)
}

/// Films that were watched, and films that are planned.
pub fn simkl(rows: Rows) -> Result<Vec<u8>> {
    let item = |row: Row| {
        let moment = row.moment();
        let (watched, status) =
            if row.is_wanted() { (None, "plantowatch") } else { (Some(moment.clone()), "completed") };
        let rating = row.rating().filter(|_| !row.is_wanted());
        let ids = json!({"simkl": row.film.number, "imdb": row.film.imdb(), "tmdb": row.film.number.to_string()});
        json!({"added_to_watchlist_at": moment, "last_watched_at": watched, "status": status,
            "user_rating": rating, "user_rated_at": rating.and(watched), "memo": null,
            "movie": {"title": row.film.title, "year": row.film.year, "ids": ids}})
    };
    let movies: Vec<Value> = rows.map(item).collect();
    Ok(serde_json::to_vec(&json!({"movies": movies, "shows": [], "anime": []}))?)
}

/// Films that were watched, with a review now and then, and films on the watchlist.
pub fn ryot(rows: Rows) -> Result<Vec<u8>> {
    let item = |row: Row| {
        let (mut seen, mut reviews, mut collections) = (Vec::new(), Vec::new(), Vec::new());
        if row.is_wanted() {
            collections.push(json!({"collectionName": "Watchlist", "createdOn": row.moment()}));
        } else {
            seen.push(json!({"started_on": null, "ended_on": row.date(), "progress": "100"}));
            if row.number.is_multiple_of(3) {
                let text = (row.number.is_multiple_of(6)).then_some("Better the second time.");
                reviews.push(json!({"rating": (10 + row.number % 10 * 10).to_string(), "comments": [],
                    "review": {"date": row.moment(), "text": text}}));
            }
        }
        json!({"lot": "movie", "source": "tmdb", "source_id": row.film.title,
            "identifier": row.film.number.to_string(), "seen_history": seen, "reviews": reviews,
            "collections": collections})
    };
    let metadata: Vec<Value> = rows.map(item).collect();
    Ok(serde_json::to_vec(&json!({"collections": [], "metadata": metadata, "people": []}))?)
}

/// Our own JSON, as an export writes it.
pub fn movie_tracker(rows: Rows) -> Result<Vec<u8>> {
    let mut export = Export::begin(ExportFormat::Json, &ExportedAccount::default())?;
    let mut bytes = Vec::new();
    while let Some(pass) = export.pass() {
        if matches!(pass, Pass::Movies) {
            for row in &mut *rows {
                export.movie(&exported(&row))?;
                bytes.extend(export.take());
            }
        }
        export.end_pass()?;
        bytes.extend(export.take());
    }
    Ok(bytes)
}

fn exported(row: &Row) -> ExportedMovie {
    let rating = row.rating().and_then(|rating| Rating::from_half_stars(rating.into()));
    let watch = ExportedWatch { watched_on: row.date().parse().ok(), rating, ..ExportedWatch::default() };
    let movie = ExportedMovie {
        // An export has titles that were shortened when they came in.
        title: row.film.title.trim().chars().take(300).collect(),
        year: row.film.year.and_then(|year| year.try_into().ok()),
        genres: vec!["Drama".to_owned()],
        imdb_id: Some(row.film.imdb()),
        tmdb_id: Some(row.film.number.into()),
        ..ExportedMovie::default()
    };
    if row.is_wanted() { movie } else { ExportedMovie { rating, watches: vec![watch], ..movie } }
}
